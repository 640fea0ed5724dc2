"""Genres as bits of a number, as the columns `chosen_bits` and `uncertain_bits` hold them."""

from collections.abc import Collection

from trending_now.domain.genre import Genre

BIT = {genre: 1 << position for position, genre in enumerate(Genre)}


def bits_of(genres: Collection[Genre]) -> int:
    """Return genres as one number."""
    return sum(BIT[genre] for genre in set(genres))
