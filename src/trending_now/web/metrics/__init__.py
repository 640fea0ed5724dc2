"""Figures for Prometheus: of requests, of the catalogue and its runs, of calls of language models."""
