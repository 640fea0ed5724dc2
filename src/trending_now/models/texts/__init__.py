"""What a plain text is made of, and what of it is read: its story, sentences, words, windows of tokens."""
