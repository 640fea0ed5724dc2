"""What a source's terms let us do with its texts, and whom to thank."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice

EXCERPT_WORDS = 40
"""How many words of a text may be kept if its full text may not."""


_WORD = re.compile(r"[ぁ-ヿ㐀-䶿一-鿿]|[^\sぁ-ヿ㐀-䶿一-鿿]+")  # Chinese and Japanese have no spaces between words
_LONGEST_EXCERPT = 400  # characters, however few words they are


def as_excerpt(text: str) -> str:
    """Return as much of a text as may be kept if its full text may not."""
    words = [found.end() for found in islice(_WORD.finditer(text), EXCERPT_WORDS + 1)]
    end = min(words[EXCERPT_WORDS - 1] if len(words) > EXCERPT_WORDS else len(text), _LONGEST_EXCERPT)
    return text if end >= len(text) else f"{text[:end].rstrip()}…"


class TrainUse(StrEnum):
    """Whether a model may learn from a text: never, for benchmarks only, or for a released model."""

    NO = "no"
    EVALUATE = "evaluate"
    SHIP = "ship"


@dataclass(frozen=True, slots=True)
class Credit:
    """The line a page must show beside a text or picture, with the link and the licence's name."""

    text: str
    url: str | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """One source's terms, as rules the code obeys.

    `retention` is how long a record may be kept after it was fetched; None means without end.
    """

    name: str
    display: bool
    train: TrainUse
    keep_full_text: bool
    send_to_llm: bool
    retention: timedelta | None
    credit: Credit

    def expires_at(self, fetched_at: datetime) -> datetime | None:
        """Return the moment (aware UTC) after which nothing fetched at `fetched_at` may remain."""
        return None if self.retention is None else fetched_at + self.retention
