"""Cuts a text where evidence begins and ends, so that a page can mark it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from trending_now.domain.enrichment import GenreScore
from trending_now.domain.genre import Genre


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text, and the genres that it speaks for."""

    content: str
    genres: tuple[Genre, ...]


MOST_WORDS = 6


def words_of(score: GenreScore) -> list[str]:
    """Return the words that speak for a genre, each once however it is written, the first few."""
    words = {word.casefold(): word.lower() for found in score.evidence for word in found.words}
    return list(words.values())[:MOST_WORDS]


def passages(text_id: str, content: str, scores: Iterable[GenreScore]) -> list[Passage]:
    """Return a text as pieces in order; joined, they are the text again."""
    size = len(content)
    spans = [
        (min(max(found.start, 0), size), min(max(found.end, 0), size), score.genre)
        for score in scores
        for found in score.evidence
        if found.text_id == text_id
    ]
    cuts = sorted({0, size, *(start for start, _, _ in spans), *(end for _, end, _ in spans)})
    return [
        Passage(content[start:end], tuple(dict.fromkeys(g for first, last, g in spans if first <= start < last)))
        for start, end in pairwise(cuts)
    ]
