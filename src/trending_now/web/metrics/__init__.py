"""Figures for Prometheus: of requests answered and sent, of the catalogue and its runs, of calls of language models."""
