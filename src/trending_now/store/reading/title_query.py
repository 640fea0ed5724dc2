"""What can be asked of the list of titles: which of them, in which order, and how many at a time."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trending_now.domain.genre import Genre
from trending_now.domain.title import Kind


class Sort(StrEnum):
    """In which order titles are shown; `NEWEST` puts upcoming ones after all others, the soonest first."""

    NEWEST = "newest"
    TRENDING = "trending"
    POPULAR = "popular"
    SCORE = "score"
    DISPUTED = "disputed"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class TitleQuery:
    """Which titles are wanted; a field that is not set does not narrow.

    A title must have all genres of `include` chosen, and none of `exclude`; its engine must not be sure of `unsure`. It
    must have all vibe tags of `tags`, and a vibe score, as it is shown, of at least `least_score`. `is_new` leaves out
    shows in the middle of a season. The dates bound the release shown, both included. `after` is the cursor of the
    page before.
    """

    kind: Kind | None = None
    is_new: bool = False
    include: tuple[Genre, ...] = ()
    exclude: tuple[Genre, ...] = ()
    unsure: Genre | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    least_score: float | None = None
    region: str | None = None
    platform: str | None = None
    released_from: date | None = None
    released_to: date | None = None
    text: str = ""
    sort: Sort = Sort.NEWEST
    limit: int = 48
    after: str | None = None
