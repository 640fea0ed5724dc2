"""What an engine has worked out about a title."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from trending_now.domain.genre import Genre
from trending_now.domain.text import Evidence

LOWEST_VIBE, HIGHEST_VIBE = 1.0, 10.0


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """A file that a model was fitted with: its name, its SHA-256 (hex), and the snapshot that holds it, if one does."""

    name: str
    sha256: str
    snapshot: str | None = None

    def __str__(self) -> str:
        of = f" of snapshot {self.snapshot}" if self.snapshot else ""
        return f"{self.name}@{self.sha256[:12]}{of}"


def training_sets_of(told: Iterable[Mapping[str, Any]] | None) -> tuple[TrainingSet, ...]:
    """Return training sets from the form that manifests and the database keep; none if nothing was noted."""
    return tuple(TrainingSet(**one) for one in told or ())


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """A model's name and the digest (SHA-256, hex) of all that decides its answers.

    `training_sets` say where it came from, as far as that is known; they decide nothing.
    """

    name: str
    digest: str
    training_sets: tuple[TrainingSet, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        return f"{self.name}@{self.digest[:12]}"


@dataclass(frozen=True, slots=True)
class GenreCut:
    """A genre is chosen from probability `chosen` on and uncertain from `unsure` on."""

    chosen: float
    unsure: float


@dataclass(frozen=True, slots=True)
class GenreScore:
    """A genre, its probability in [0, 1] (calibrated, or raw), and the passages that speak for it.

    `cut` has the genre's thresholds when the score was made; None if they are not known.
    """

    genre: Genre
    probability: float
    calibrated: bool
    evidence: tuple[Evidence, ...] = ()
    cut: GenreCut | None = None


@dataclass(frozen=True, slots=True)
class VibeScore:
    """How much its reviewers like a title: the mean over its reviews, 1 to 10, their standard deviation and number.

    `reason` is the passage of a review that shows it, where an engine names one.
    """

    mean: float
    spread: float
    reviews: int
    reason: Evidence | None = None

    @property
    def low(self) -> float:
        """The mean less the spread, 1 at the least."""
        return max(self.mean - self.spread, LOWEST_VIBE)

    @property
    def high(self) -> float:
        """The mean and the spread, 10 at the most."""
        return min(self.mean + self.spread, HIGHEST_VIBE)


@dataclass(frozen=True, slots=True)
class ReviewSummary:
    """The sentences of reviews that say best what speaks for a title and what against it, the most telling first."""

    praise: tuple[Evidence, ...] = ()
    criticism: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class StandIn:
    """Why another engine answered than the one that was asked; an outage is a failure outside of the asked engine.

    `final_for` is the digest of the version that was asked, if it would never say anything else of these texts.
    """

    reason: str
    is_outage: bool = False
    final_for: str | None = None


@dataclass(frozen=True, slots=True)
class Enrichment:
    """One engine's answer for one document.

    `chosen` are the genres the engine stands by and `uncertain` those it is not sure of, both by falling probability;
    `others` completes the taxonomy. `vibe_score` and `review_summary` are None where the engine gives none or no
    review says anything. `warnings` say what was unusual about the text. `vector` is the document's embedding,
    comparable with others of the same version, and empty if the engine gives none or the texts say nothing.
    `stands_in` is set if another engine was asked; of it only `final_for` is stored.
    """

    document_id: str
    engine: str
    version: ModelVersion
    chosen: tuple[GenreScore, ...]
    uncertain: tuple[GenreScore, ...]
    others: tuple[GenreScore, ...] = ()
    vibe_tags: tuple[str, ...] = ()
    vibe_score: VibeScore | None = None
    review_summary: ReviewSummary | None = None
    warnings: tuple[str, ...] = ()
    vector: tuple[float, ...] = ()
    stands_in: StandIn | None = None


@dataclass(frozen=True, slots=True)
class Lock:
    """An operator's final word on one genre of one title: it is, or it is not; it survives every refresh."""

    genre: Genre
    holds: bool
    locked_at: datetime
