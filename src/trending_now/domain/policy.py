"""What a source's terms let us do with its texts, and whom to thank."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

EXCERPT_WORDS = 40
"""How many words of a text may stay where the whole may not."""


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
