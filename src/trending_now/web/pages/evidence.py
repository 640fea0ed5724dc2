"""Cuts texts where evidence begins and ends, so that a page can mark or quote it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from trending_now.domain.enrichment import GenreScore
from trending_now.domain.genre import Genre
from trending_now.domain.text import Evidence
from trending_now.store.shown import CreditedText


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text, and the genres that it speaks for."""

    content: str
    genres: tuple[Genre, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a text, as its author wrote it."""

    content: str
    source: CreditedText


MOST_WORDS = 6


def words_of(score: GenreScore) -> list[str]:
    """Return the words that speak for a genre, each once however it is written, the first few."""
    words = {word.casefold(): word.lower() for found in score.evidence for word in found.words}
    return list(words.values())[:MOST_WORDS]


def passages(text_id: str, content: str, scores: Iterable[GenreScore]) -> list[Passage]:
    """Return a text as pieces in order; joined, they are the text again."""
    return cut(
        content,
        [
            (found.start, found.end, score.genre)
            for score in scores
            for found in score.evidence
            if found.text_id == text_id
        ],
    )


def cut(content: str, marks: Iterable[tuple[int, int, Genre]]) -> list[Passage]:
    """Return a text as pieces in order, each with the genres whose marks (start, end, genre) lie over it."""
    size = len(content)
    spans = [(min(max(start, 0), size), min(max(end, 0), size), genre) for start, end, genre in marks]
    cuts = sorted({0, size, *(start for start, _, _ in spans), *(end for _, end, _ in spans)})
    return [
        Passage(content[start:end], tuple(dict.fromkeys(g for first, last, g in spans if first <= start < last)))
        for start, end in pairwise(cuts)
    ]


def quotes(found: Iterable[Evidence], texts: Iterable[CreditedText]) -> list[Quote]:
    """Return passages with the texts they stand in; those of a text that is gone are passed over."""
    known = {text.id: text for text in texts}
    passed = [(known[place.text_id], place) for place in found if place.text_id in known]
    cut = [Quote(text.content[place.start : place.end], text) for text, place in passed]
    return [quote for quote in cut if quote.content.strip()]
