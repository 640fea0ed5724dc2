"""A page of a site as it was received, and the validators that tell whether it has changed since."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server wants to be sent back, so that it can say that a page has not changed."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page's bytes with their URL, time and media type; `asked_url` is the URL asked for, if it was redirected.

    `charset` is the encoding that the server named, "" if it named none.
    """

    url: str
    content: bytes
    media_type: str
    fetched_at: datetime
    validators: Validators = field(default_factory=Validators)
    asked_url: str = ""
    charset: str = ""

    @property
    def known_as(self) -> str:
        """The address that it is asked for by."""
        return self.asked_url or self.url


@dataclass(frozen=True, slots=True)
class SeenPage:
    """When a page was last read, and what its server then gave to ask again with."""

    fetched_at: datetime
    validators: Validators


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A page that is still as it was when it was last read, with the addresses that a `Page` has."""

    url: str
    asked_url: str = ""

    @property
    def known_as(self) -> str:
        """The address that it is asked for by."""
        return self.asked_url or self.url
