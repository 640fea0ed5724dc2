"""A call of a language model: the question, the outcome, and the cost."""

from dataclasses import dataclass
from enum import StrEnum

from trending_now.domain.enrichment import ReviewSummary
from trending_now.domain.genre import Genre
from trending_now.domain.text import Evidence


class CallOutcome(StrEnum):
    """What one call came to.

    `unknown` is a call that was in flight when its process was killed: the answer may have been paid for.
    """

    IN_FLIGHT = "in_flight"
    VALID = "valid"
    REPAIRED = "repaired"
    INVALID = "invalid"
    UNPARSEABLE = "unparseable"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"


GOOD = frozenset({CallOutcome.VALID, CallOutcome.REPAIRED})


@dataclass(frozen=True, slots=True)
class PromptVersion:
    """A prompt's name and number, and the digest (SHA-256, hex) of all that it says."""

    name: str
    number: int
    digest: str

    def __str__(self) -> str:
        return f"{self.name}-v{self.number}"


@dataclass(frozen=True, slots=True)
class Question:
    """A prompt version, put to one model about one set of texts; equal questions need only one call."""

    prompt: PromptVersion
    model: str
    document_digest: str


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """One call that is about to be made, and the most that it can cost; None: the model has no known price."""

    question: Question
    subject: str
    attempt: int
    is_repair: bool
    most_cost_usd: float | None


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens that a call read and wrote; `cached` is the part of the input that was charged as cached."""

    input: int
    output: int
    cached: int = 0


@dataclass(frozen=True, slots=True)
class Usage:
    """What one call took; None if it is not known. `error` is the name of an error class, never a text of the call."""

    outcome: CallOutcome
    latency_seconds: float
    tokens: Tokens | None = None
    cost_usd: float | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class GenreClaim:
    """A genre that a model names, its own confidence in [0, 1], and the passage that it quotes."""

    genre: Genre
    confidence: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class LlmAnswer:
    """A checked answer: closed sets only, every passage found in the texts; it holds none of their words."""

    genres: tuple[GenreClaim, ...] = ()
    vibe_tags: tuple[str, ...] = ()
    vibe_score: int | None = None
    vibe_reason: Evidence | None = None
    review_summary: ReviewSummary | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a question came to: a checked answer, or what was wrong with the one received.

    `is_flagged` says that a person is asked to look at it.
    """

    outcome: CallOutcome
    answer: LlmAnswer | None = None
    problems: tuple[str, ...] = ()
    is_repair: bool = False
    is_flagged: bool = False

    @property
    def is_final(self) -> bool:
        """Tell whether nothing more is asked: it is good, refused, or was repaired once in vain."""
        return self.is_repair or self.outcome in GOOD or self.outcome is CallOutcome.REFUSED
