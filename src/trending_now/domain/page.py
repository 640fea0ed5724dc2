"""A page of a site as it was received, and what tells whether it has changed since."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server wants to be sent back, so that it can say that a page has not changed."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page's bytes with where, when and as what they came."""

    url: str
    content: bytes
    media_type: str
    fetched_at: datetime
    validators: Validators = field(default_factory=Validators)
