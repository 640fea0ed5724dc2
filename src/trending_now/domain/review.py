"""A review as it was found: what it is a review of, and by which way each of its fields was read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from trending_now.domain.title import ExternalId, Kind, TitleId


class Way(StrEnum):
    """How a field of a review was read, the surest way first."""

    API = "API"
    JSON_LD = "JSON-LD"
    MICRODATA = "microdata"
    SITE_RULE = "site rule"
    MAIN_TEXT = "main text"


@dataclass(frozen=True, slots=True)
class ReviewedWork:
    """What a page says that it reviews; one without year and director may be any work of its name."""

    name: str
    year: int | None = None
    kind: Kind | None = None
    directors: tuple[str, ...] = ()
    external_ids: tuple[ExternalId, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundReview:
    """One review in full, plain text, as it stands on its page; `ways` tells for each field how it was read."""

    site: str
    url: str
    work: ReviewedWork
    text: str
    author: str | None = None
    published: date | None = None
    rating10: float | None = None
    ways: Mapping[str, Way] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A page that is not used because its site asks so (a mark for robots, a paywall), or that is no review.

    It `forbids` its use if it says so itself: then nothing of it that was stored earlier may be used, either.
    `asked_url` is the URL asked for, if it was redirected.
    """

    url: str
    reason: str
    forbids: bool = False
    asked_url: str = ""

    @property
    def known_as(self) -> str:
        """The address that it is asked for by."""
        return self.asked_url or self.url


@dataclass(frozen=True, slots=True)
class KnownTitle:
    """A title of the catalogue, as far as it can be told from others; `articles` are its addresses at Wikipedia."""

    id: TitleId
    name: str
    other_names: tuple[str, ...] = ()
    kind: Kind | None = None
    year: int | None = None
    directors: tuple[str, ...] = ()
    external_ids: tuple[ExternalId, ...] = ()
    released: date | None = None
    articles: tuple[str, ...] = ()
