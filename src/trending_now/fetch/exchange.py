"""A request, and the answer to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask for: a URL with its parameters and headers."""

    url: str
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the final URL without secrets, the decoded bytes, and the headers (names in small letters).

    If the request was conditional and nothing has changed, the status is 304 and there are no bytes.
    """

    url: str
    status: int
    content: bytes
    media_type: str
    fetched_at: datetime
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Body:
    """An answer's body: the bytes kept in memory, and the number of bytes received."""

    content: bytes
    received_bytes: int
