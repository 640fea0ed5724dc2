"""`trending-now prompts`: the versions of the LLM's prompt, and how good each is."""
