"""The account of language models: each call and its cost, what was received, what was measured."""
