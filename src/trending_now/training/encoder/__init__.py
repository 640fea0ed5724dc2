"""The encoder: MiniLM fine-tuned on windows and views of texts, taught by larger ones, and exported."""
