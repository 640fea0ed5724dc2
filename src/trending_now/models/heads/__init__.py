"""The heads: from a document's vector and words to a calibrated probability of each genre."""
