"""Posters: fetched once and kept as their policy allows, or drawn."""
