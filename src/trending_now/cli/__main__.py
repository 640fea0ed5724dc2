"""Lets `python -m trending_now.cli` do what `trending-now` does."""

from trending_now.cli.main import main

main()
