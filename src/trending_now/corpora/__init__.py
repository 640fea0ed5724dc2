"""Labelled training texts: one published corpus a file, and what is checked before a model may learn from them."""
