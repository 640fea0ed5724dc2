"""Executions of pipeline stages, the bytes they received and what was wrong with them."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Window:
    """The days, first and last included, whose releases a source is asked for."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class RawRecord:
    """Bytes as received from a source, with where and when they came from, and their SHA-256 (hex)."""

    source: str
    url: str
    content: bytes
    fetched_at: datetime
    media_type: str = "application/json"
    sha256: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sha256", hashlib.sha256(self.content).hexdigest())


LOST_ANSWER = "answer could not be had"
NO_ANSWER = "answer does not exist"
NOT_JSON = "answer is not JSON"
OTHER_SHAPE = "answer has another shape"
UNREADABLE = frozenset({NOT_JSON, OTHER_SHAPE})
UNREADABLE_ROW = "row cannot be read"
ID_TWICE = "row has the id of another"
ID_OF_ANOTHER = "external id of another title"


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken data rule: which rule, on which record (`subject`), and why, for a person to read.

    The rule `LOST_ANSWER` is that of an answer which a later run may get, those of `UNREADABLE` are of one that came as
    something else (a page that says "busy"), and `ID_OF_ANOTHER` of two sources at odds, which refuses no record.
    `excerpt` keeps the start of the offending record so that it can be looked at in quarantine. `days` are those that
    the record may have named; none where that cannot be told.
    """

    source: str
    rule: str
    subject: str
    message: str
    excerpt: str = ""
    days: tuple[date, ...] = ()


class RunState(StrEnum):
    """The state of a run; an interrupted one was killed, which the next run noticed.

    A forgotten run was done, but what it stored has been deleted with its source since.
    """

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class RunCounts:
    """How many titles' records a run fetched, and what became of them."""

    fetched: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    quarantined: int = 0

    def __add__(self, other: "RunCounts") -> "RunCounts":
        return RunCounts(
            self.fetched + other.fetched,
            self.new + other.new,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.quarantined + other.quarantined,
        )


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of a pipeline stage on one source or engine (`subject`), with its counts."""

    id: int
    stage: str
    subject: str
    state: RunState
    started_at: datetime
    finished_at: datetime | None = None
    counts: RunCounts = field(default_factory=RunCounts)
    message: str = ""
