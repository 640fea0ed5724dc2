"""Labelled training texts: one published corpus a file, and the checks before a model may learn from them."""
