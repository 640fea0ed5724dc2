"""The texts about a title, and the document an engine reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from trending_now.domain.genre import Genre


@dataclass(frozen=True, slots=True)
class Plot:
    """A synopsis, plain text; `language` is ISO 639-1."""

    text: str
    language: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class ReviewSignals:
    """What an engine read in the whole of a review: the genres it speaks for, with their probabilities, and tags."""

    engine: str
    genres: Mapping[Genre, float] = field(default_factory=dict)
    vibe_tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """One person's text on a title, plain text; `rating10` is on a scale of 1 to 10.

    Where the full text may not be kept, `text` is an excerpt, and `liking` (1 to 10) and `signals` are what an engine
    read in the whole of it. `ways` tells for each field by which way it was read.
    """

    text: str
    site: str
    author: str | None = None
    url: str | None = None
    published: date | None = None
    rating10: float | None = None
    is_excerpt: bool = False
    liking: float | None = None
    signals: ReviewSignals | None = None
    ways: Mapping[str, str] = field(default_factory=dict)


HANDED_IN = "classify"
"""The id of every document that somebody hands in to be classified: there is no title of it."""


class TextRole(StrEnum):
    """What a text is to its title."""

    PLOT = "plot"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a document; `id` is unique inside the document ("plot", "review:3").

    `rating10` is what the author of a review gave the title beside it, on a scale of 1 to 10; of an excerpt, else, what
    the whole of it said. `send_to_llm` is what the Policy of a stored text allows; a text that somebody hands in to be
    classified may be sent.
    """

    id: str
    role: TextRole
    content: str
    rating10: float | None = None
    send_to_llm: bool = True


@dataclass(frozen=True, slots=True)
class Document:
    """What an engine reads about one title: plot plus reviews, in that order.

    `open_plot` is for language models, where the plot among the texts may not be sent to them and another one may.
    """

    id: str
    texts: tuple[Text, ...]
    open_plot: Text | None = None


def document_of(
    document_id: str, plot: str, reviews: Iterable[tuple[str, float | None]] = (), *, send_plot_to_llm: bool = True
) -> Document:
    """Return a plot and reviews, each with its author's rating, as a document with the texts "plot", "review:0", …."""
    texts = [Text("plot", TextRole.PLOT, plot, send_to_llm=send_plot_to_llm)]
    texts += [Text(f"review:{number}", TextRole.REVIEW, *review) for number, review in enumerate(reviews)]
    return Document(document_id, tuple(texts))


@dataclass(frozen=True, slots=True)
class Evidence:
    """The passage behind a genre: characters `start` to `end` (end excluded) of the text `text_id`."""

    text_id: str
    start: int
    end: int
    words: tuple[str, ...] = ()
