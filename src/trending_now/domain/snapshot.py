"""A frozen, versioned data set: its manifest names every file with its hash, and what it was made of."""

from dataclasses import dataclass, field
from datetime import datetime

from trending_now.domain.enrichment import ModelVersion
from trending_now.domain.policy import Policy

STAGE, SUBJECT = "snapshot", "catalogue"
"""How the log of runs names the making of a snapshot; such a run's message is the snapshot's name."""


@dataclass(frozen=True, slots=True)
class SnapshotFile:
    """One file of a snapshot: its path inside it, SHA-256 (hex), size, and its number of rows."""

    path: str
    sha256: str
    size_bytes: int
    rows: int


@dataclass(frozen=True, slots=True)
class SnapshotTable:
    """One table of a snapshot: its columns with their types as Parquet has them, and the files of its partitions."""

    name: str
    columns: dict[str, str]
    files: tuple[SnapshotFile, ...]

    @property
    def rows(self) -> int:
        """The rows of all partitions."""
        return sum(file.rows for file in self.files)


@dataclass(frozen=True, slots=True)
class SnapshotSource:
    """How many listings a snapshot holds of one source, or leaves out because of its policy: `why_left_out` says so."""

    name: str
    policy: str
    listings: int
    why_left_out: str = ""


@dataclass(frozen=True, slots=True)
class ProgramVersion:
    """The code that made a snapshot: the package's version, the schema's, and the commit where one is known."""

    package: str
    schema: str
    commit: str | None


@dataclass(frozen=True, slots=True)
class SnapshotModel:
    """A model whose answers a snapshot holds, as which engine it answered, and for how many titles."""

    engine: str
    version: ModelVersion
    titles: int


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """How often one data rule was broken when the snapshot was made, and at which level."""

    rule: str
    level: str
    broken: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that a snapshot says of itself. `content` is a digest of its tables: the same content, the same digest.

    `checks` and `reports` are what the data checks found when it was made, in short and in full.
    """

    name: str
    content: str
    created_at: datetime
    program: ProgramVersion
    taxonomy: str
    tables: tuple[SnapshotTable, ...]
    sources: tuple[SnapshotSource, ...]
    policies: tuple[Policy, ...]
    checks: tuple[CheckOutcome, ...] = field(default=())
    models: tuple[SnapshotModel, ...] = field(default=())
    reports: tuple[SnapshotFile, ...] = field(default=())

    def table(self, name: str) -> SnapshotTable | None:
        """Return a table by name; None if the snapshot has none such."""
        return next((table for table in self.tables if table.name == name), None)

    @property
    def files(self) -> tuple[SnapshotFile, ...]:
        """Every file but the manifest itself."""
        return (*(file for table in self.tables for file in table.files), *self.reports)
