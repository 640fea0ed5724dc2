"""The engines: a document in, an enrichment out."""
