"""A snapshot while it is written: files of tables, raw answers, corpora and the checks' report."""

import io
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic_core import to_json

from trending_now.domain.check import CheckReport
from trending_now.domain.enrichment import ModelVersion
from trending_now.domain.snapshot import SnapshotFile, SnapshotTable
from trending_now.errors import WrongUse
from trending_now.pipeline.check.report import report_as_json, report_page
from trending_now.store.lake import LakeFile
from trending_now.store.snapshots.columns import BY_SOURCE, BY_TITLE, snapshot_columns
from trending_now.store.snapshots.shelf import SnapshotShelf

if TYPE_CHECKING:
    import polars as pl

RAW_TABLE = "raw_records"
RAW_COLUMNS = {
    "source": "String", "url": "String", "content": "Binary", "sha256": "String", "media_type": "String",
    "fetched_at": "Datetime(time_unit='us', time_zone='UTC')",
    "expires_at": "Datetime(time_unit='us', time_zone='UTC')", "policy": "String",
}  # fmt: skip
CORPUS_TABLE = "corpus_"

Frames = Mapping[str, "pl.DataFrame"]


@dataclass(slots=True)
class Draft:
    """A snapshot that is being written: where, its name, its run, and its content so far."""

    shelf: SnapshotShelf
    name: str
    run_id: int
    files: defaultdict[str, list[SnapshotFile]] = field(default_factory=lambda: defaultdict(list))
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    reports: list[CheckReport] = field(default_factory=list)
    answers: Counter[tuple[str, ModelVersion]] = field(default_factory=Counter)
    titles: set[int] = field(default_factory=set)
    lost_files: int = 0

    def add(self, frames: Frames, partition: str = "") -> None:
        """Add the rows of each table, one more file below its partition, such as "source=tvmaze/"."""
        for table, frame in frames.items():
            if frame.height:
                folder = f"processed/{table}/{partition}"
                number = sum(file.path.startswith(folder) for file in self.files[table])
                path = f"{folder}part-{number:04}.parquet"
                self.files[table].append(self.shelf.write(self.name, path, _parquet(frame), frame.height))

    def add_raw(self, file: LakeFile) -> None:
        """Add a file of raw answers as it lies in the lake, or count it as lost."""
        if file.content is None:
            self.lost_files += 1
        else:
            self.files[RAW_TABLE].append(self.shelf.write(self.name, file.path, file.content, file.records))

    def add_corpus(self, corpus: Path) -> None:
        """Add a labelled corpus as its publisher or `train` wrote it, byte for byte.

        Raises:
            WrongUse: it cannot be read as Parquet.
        """
        import polars as pl

        try:
            content = corpus.read_bytes()
            frame = pl.read_parquet(io.BytesIO(content))
        except OSError as error:
            raise WrongUse(f"{corpus} cannot be read: {error.strerror or error}; name a labelled corpus.") from None
        except pl.exceptions.PolarsError as error:
            raise WrongUse(f"{corpus} cannot be read as Parquet: {error}; name a labelled corpus.") from None
        table = _table_of(corpus)
        path = f"processed/corpora/{corpus.name}"
        self.columns[table] = {name: str(kind) for name, kind in frame.schema.items()}
        self.files[table].append(self.shelf.write(self.name, path, content, frame.height))

    def add_report(self, report: CheckReport) -> tuple[SnapshotFile, ...]:
        """Add the report of the checks; it contains the time, so it does not count as content."""
        forms = {"json": to_json(report_as_json(report), indent=1), "html": report_page(report).encode()}
        return tuple(
            self.shelf.write(self.name, f"processed/checks/report.{form}", content, report.rows)
            for form, content in forms.items()
        )

    def tables(self) -> tuple[SnapshotTable, ...]:
        """Return all tables with their columns and files, those without a row too."""
        columns = {
            name: {column: str(kind) for column, kind in kinds.items()} for name, kinds in snapshot_columns().items()
        }
        columns = columns | {RAW_TABLE: RAW_COLUMNS} | self.columns
        return tuple(
            SnapshotTable(name, columns[name], tuple(self.files[name]))
            for name in (*BY_SOURCE, *BY_TITLE, RAW_TABLE, *self.columns)
        )


def refuse_namesakes(corpora: Sequence[Path]) -> None:
    """Raise WrongUse if two corpora would be one table of a snapshot."""
    seen: dict[str, Path] = {}
    for corpus in corpora:
        table = _table_of(corpus)
        if table in seen:
            raise WrongUse(f"{seen[table]} and {corpus} would both be the table {table!r} of the snapshot; rename one.")
        seen[table] = corpus


def _table_of(corpus: Path) -> str:
    return CORPUS_TABLE + corpus.stem.replace(".", "_")


def _parquet(frame: "pl.DataFrame") -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", compression_level=3)
    return buffer.getvalue()
