"""What an engine has worked out about a title."""

from dataclasses import dataclass
from datetime import datetime

from trending_now.domain.genre import Genre
from trending_now.domain.text import Evidence


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """A model's name and the digest (SHA-256, hex) of all that decides its answers."""

    name: str
    digest: str

    def __str__(self) -> str:
        return f"{self.name}@{self.digest[:12]}"


@dataclass(frozen=True, slots=True)
class GenreScore:
    """A genre, its probability in [0, 1] (calibrated, or raw), and the passages that speak for it."""

    genre: Genre
    probability: float
    calibrated: bool
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Enrichment:
    """One engine's answer for one document.

    `chosen` are the genres the engine stands by and `uncertain` those it is not sure of, both by falling probability;
    `others` completes the taxonomy. `vibe_score` is 1 to 10. `warnings` say what was unusual about the text.
    """

    document_id: str
    engine: str
    version: ModelVersion
    chosen: tuple[GenreScore, ...]
    uncertain: tuple[GenreScore, ...]
    others: tuple[GenreScore, ...] = ()
    vibe_tags: tuple[str, ...] = ()
    vibe_score: float | None = None
    review_summary: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lock:
    """An operator's final word on one genre of one title: it is, or it is not; it survives every refresh."""

    genre: Genre
    holds: bool
    locked_at: datetime
