"""Cuts texts where evidence begins and ends, so that a page can mark, quote or fold it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from trending_now.domain.enrichment import GenreScore
from trending_now.domain.genre import Genre
from trending_now.domain.text import Evidence
from trending_now.store.reading.detail import CreditedText

Mark = tuple[int, int, Genre]  # where it begins and ends, and the genre it speaks for
MOST_WORDS = 6
FOLDED_FROM = 1_600
SHOWN_SIGNS = 1_000


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text, the genres that it speaks for, and those it perhaps speaks for: the engine is not sure.

    A piece that speaks for any has an `anchor`, an id on the page that links can lead to.
    """

    content: str
    genres: tuple[Genre, ...]
    perhaps: tuple[Genre, ...] = ()
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in pieces: what is shown at once, and the rest of a long one with its number of words."""

    shown: tuple[Passage, ...]
    rest: tuple[Passage, ...] = ()
    rest_words: int = 0

    @property
    def marks_only_the_rest(self) -> bool:
        """Tell whether all that speaks for a genre is put aside."""
        return any(piece.genres for piece in self.rest) and not any(piece.genres for piece in self.shown)


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a text, as its author wrote it."""

    content: str
    source: CreditedText


def words_of(score: GenreScore) -> list[str]:
    """Return the words that speak for a genre, each once however it is written, the first few."""
    words = {word.casefold(): word.lower() for found in score.evidence for word in found.words}
    return list(words.values())[:MOST_WORDS]


def passages(
    text_id: str, content: str, scores: Iterable[GenreScore], uncertain: Iterable[GenreScore] = ()
) -> list[Passage]:
    """Return a text as pieces in order; joined, they are the text again."""
    return cut(content, _marks(text_id, scores), _marks(text_id, uncertain), text_id)


def cut(content: str, sure: Iterable[Mark], unsure: Iterable[Mark] = (), text_id: str = "") -> list[Passage]:
    """Return a text as pieces in order, each with the genres whose marks lie over it."""
    size = len(content)
    spans, doubtful = _within(sure, size), _within(unsure, size)
    cuts = sorted({0, size, *(edge for start, end, _ in (*spans, *doubtful) for edge in (start, end))})
    return [
        _passage(text_id, content[start:end], start, _speaking(spans, start), _speaking(doubtful, start))
        for start, end in pairwise(cuts)
    ]


def anchor_of(score: GenreScore, texts: Iterable[CreditedText]) -> str | None:
    """Return the anchor of the passage that speaks most for a genre; None if it stands in no text any more."""
    sizes = {text.id: len(text.content) for text in texts}
    there = [e for e in score.evidence if 0 <= e.start < min(e.end, sizes.get(e.text_id, 0))]
    return _anchor(there[0].text_id, there[0].start) if there else None


def folded(pieces: Sequence[Passage]) -> Folded:
    """Return a text with the end of a long one put aside, cut between two words where there are any."""
    if sum(len(piece.content) for piece in pieces) <= FOLDED_FROM:
        return Folded(tuple(pieces))
    room, number = SHOWN_SIGNS, 0
    while len(pieces[number].content) <= room:
        room -= len(pieces[number].content)
        number += 1
    *head, tail = (half for half in _divided(pieces[number], room) if half.content)
    rest = (tail, *pieces[number + 1 :])
    return Folded((*pieces[:number], *head), rest, sum(len(piece.content.split()) for piece in rest))


def quotes(found: Iterable[Evidence], texts: Iterable[CreditedText]) -> list[Quote]:
    """Return passages with the texts they stand in; those of a text that is gone are passed over."""
    known = {text.id: text for text in texts}
    passed = [(known[place.text_id], place) for place in found if place.text_id in known]
    cut = [Quote(text.content[place.start : place.end], text) for text, place in passed]
    return [quote for quote in cut if quote.content.strip()]


def _marks(text_id: str, scores: Iterable[GenreScore]) -> list[Mark]:
    return [(e.start, e.end, score.genre) for score in scores for e in score.evidence if e.text_id == text_id]


def _within(marks: Iterable[Mark], size: int) -> list[Mark]:
    return [(min(max(start, 0), size), min(max(end, 0), size), genre) for start, end, genre in marks]


def _speaking(spans: Iterable[Mark], place: int) -> tuple[Genre, ...]:
    return tuple(dict.fromkeys(genre for start, end, genre in spans if start <= place < end))


def _passage(text_id: str, content: str, start: int, genres: tuple[Genre, ...], perhaps: tuple[Genre, ...]) -> Passage:
    return Passage(content, genres, perhaps, _anchor(text_id, start) if genres or perhaps else None)


def _anchor(text_id: str, start: int) -> str:
    return f"passage-{text_id.replace(':', '-')}-{start}"


def _divided(piece: Passage, room: int) -> tuple[Passage, Passage]:
    """Return the beginning of a piece and what is left; links lead to the beginning, if there is any."""
    place = max(piece.content.rfind(" ", 0, room), piece.content.rfind("\n", 0, room)) + 1 or room
    left = replace(piece, content=piece.content[place:], anchor=None if place else piece.anchor)
    return replace(piece, content=piece.content[:place]), left
