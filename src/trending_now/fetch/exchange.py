"""What is asked for, and what came back."""

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

    The status is 304, and there are no bytes, where a condition of the request says that nothing has changed.
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
    """What was read of an answer: the bytes kept in memory, and how many came."""

    content: bytes
    size: int
