"""Genres, what sources call them, and what each source's tag votes for."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Genre(StrEnum):
    """Our closed set of 20, for film and television alike."""

    ACTION = "Action"
    ADVENTURE = "Adventure"
    ANIMATION = "Animation"
    COMEDY = "Comedy"
    CRIME = "Crime"
    DOCUMENTARY = "Documentary"
    DRAMA = "Drama"
    FAMILY = "Family"
    FANTASY = "Fantasy"
    HISTORY = "History"
    HORROR = "Horror"
    MUSIC = "Music"
    MYSTERY = "Mystery"
    REALITY = "Reality"
    ROMANCE = "Romance"
    SCIENCE_FICTION = "Science Fiction"
    SPORT = "Sport"
    THRILLER = "Thriller"
    WAR = "War"
    WESTERN = "Western"


@dataclass(frozen=True, slots=True)
class SourceTag:
    """A genre exactly as a source wrote it.

    `vocabulary` names the closed list the tag comes from ("tmdb/movie", "tvmaze", "catalogue"): the same word or number
    may mean different things in two of them.
    """

    vocabulary: str
    text: str


class VoteRule(StrEnum):
    """How a vote's genres are to be read."""

    ALL_OF = "all_of"
    ONE_OF = "one_of"


@dataclass(frozen=True, slots=True)
class Vote:
    """What one source tag says of one title's genres: all of these, or at least one of these."""

    tag: SourceTag
    rule: VoteRule
    genres: tuple[Genre, ...]


def certain_and_possible(votes: Iterable[Vote]) -> tuple[set[Genre], set[Genre]]:
    """Return the genres that votes make certain, and the others that they allow."""
    certain: set[Genre] = set()
    possible: set[Genre] = set()
    for vote in votes:
        (certain if vote.rule is VoteRule.ALL_OF else possible).update(vote.genres)
    return certain, possible - certain
