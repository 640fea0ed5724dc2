"""A text about one title with its genres in our taxonomy, and what its source lets us do with it."""

from dataclasses import dataclass
from enum import StrEnum

from trending_now.domain.genre import Genre
from trending_now.domain.policy import Policy
from trending_now.domain.title import Kind


class TextKind(StrEnum):
    """A whole plot, which gives the story away, or a blurb, which does not."""

    PLOT = "plot"
    BLURB = "blurb"


@dataclass(frozen=True, slots=True)
class LabelledText:
    """One corpus' text on one title.

    `id` ("cmu:12345") is unique inside `corpus`; `source` is where the text came from. `genres_uncertain` are those
    that only a compound tag allows. `tags` are the title's story tags; None if they are not known. `tag_split` is the
    title's side in the split of the tags' publisher, `side` the one that it already has in our split.
    """

    id: str
    corpus: str
    name: str
    year: int | None
    kind: Kind | None
    text: str
    text_kind: TextKind
    source: str
    source_genres: tuple[str, ...]
    genres: tuple[Genre, ...]
    genres_uncertain: tuple[Genre, ...]
    policy: Policy
    tags: tuple[str, ...] | None = None
    tag_split: str | None = None
    side: str | None = None
