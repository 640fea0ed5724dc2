"""The rules by which two listings are of one title."""
