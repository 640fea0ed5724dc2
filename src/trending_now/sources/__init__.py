"""One outside catalogue a file: its bytes, and what they mean."""
