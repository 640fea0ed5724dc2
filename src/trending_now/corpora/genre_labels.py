"""Maps the genres that a corpus writes to ours: splits tags, maps them, and separates certain from uncertain genres."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trending_now.domain.genre import Genre, SourceTag, certain_and_possible
from trending_now.domain.taxonomy import Taxonomy, tag_key

BETWEEN_TAGS = re.compile(r"[,;|\[\]]")
INSIDE_TAGS = re.compile(r"[/\\&]|\s+and\s+", re.IGNORECASE)
LONGEST_TAG_WORDS = 4


@dataclass(frozen=True, slots=True)
class GenreLabels:
    """The genres that tags certainly mean, and those that only a compound tag allows, which means at least one."""

    certain: tuple[Genre, ...]
    uncertain: tuple[Genre, ...]


def read_genres(tags: Iterable[str], vocabulary: str, taxonomy: Taxonomy) -> GenreLabels:
    """Return what a title's tags mean; a genre that any tag makes certain is not uncertain."""
    votes = (taxonomy.vote(SourceTag(vocabulary, tag)) for tag in tags)
    certain, possible = certain_and_possible(filter(None, votes))
    return GenreLabels(in_order(certain), in_order(possible))


def in_order(genres: Iterable[Genre]) -> tuple[Genre, ...]:
    """Return genres once each, in the order of the taxonomy."""
    wanted = set(genres)
    return tuple(genre for genre in Genre if genre in wanted)


def cut_tags(written: str, vocabulary: str, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Return the tags of a cell such as "crime, drama", "action/comedy" or "romantic action thriller".

    A cell that the taxonomy knows as a whole is one tag ("comedy drama"). A piece that it does not know is split into
    tags that it does know, but is one tag if a word would be left over.
    """
    whole = " ".join(written.split())
    if taxonomy.knows(SourceTag(vocabulary, whole)):
        return (whole,)
    tags: list[str] = []
    for piece in _pieces(BETWEEN_TAGS, whole):
        known = taxonomy.knows(SourceTag(vocabulary, piece))
        for part in [piece] if known else _pieces(INSIDE_TAGS, piece):
            tags += _known_inside(part, vocabulary, taxonomy)
    return tuple(dict.fromkeys(tags))


def _pieces(separator: re.Pattern[str], written: str) -> list[str]:
    stripped = (piece.strip(" .()") for piece in separator.split(written))
    return [piece for piece in stripped if piece]


def _known_inside(piece: str, vocabulary: str, taxonomy: Taxonomy) -> Iterator[str]:
    words, tags, start = tag_key(piece).split(), list[str](), 0
    while start < len(words):
        ends = range(min(len(words), start + LONGEST_TAG_WORDS), start, -1)
        known = (end for end in ends if taxonomy.knows(SourceTag(vocabulary, " ".join(words[start:end]))))
        end = next(known, None)
        if end is None:
            yield piece
            return
        tags.append(" ".join(words[start:end]))
        start = end
    yield from tags if len(tags) > 1 else [piece]
