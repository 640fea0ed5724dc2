"""Engine `llm`: a language model asked with a versioned prompt, its answers checked against the texts."""
