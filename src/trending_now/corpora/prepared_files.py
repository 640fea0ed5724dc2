"""The files that a preparation writes: the labelled corpus, MPST's tags, a report, and the quarantine."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trending_now.corpora.label_mask import mask_labels
from trending_now.corpora.labelled_text import LabelledText
from trending_now.corpora.sides import HOLDOUT
from trending_now.corpora.training_rows import TrainingRow
from trending_now.domain.policy import TrainUse
from trending_now.domain.run import Violation

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class PreparedFiles:
    """The paths of one preparation's files."""

    corpus: Path
    tags: Path
    report: Path
    quarantine: Path

    @classmethod
    def beside(cls, corpus: Path) -> "PreparedFiles":
        """Return the files that lie beside a corpus, under its name."""
        endings = (".tags.parquet", ".report.json", ".quarantine.jsonl")
        return cls(corpus, *(corpus.with_name(corpus.stem + ending) for ending in endings))


def tagged_row(text: LabelledText, side: str | None, owners: int) -> dict[str, Any]:
    """Return a text with its tags under MPST's column names; it is held out if it has no side or is in quarantine."""
    return {
        "imdb_id": text.id.removeprefix("imdb:"),
        "title": text.name,
        "plot": mask_labels(text.text),
        "tags": list(text.tags or ()),
        "split": text.tag_split,
        "plot_source": "wikipedia" if text.policy.train is TrainUse.SHIP else "imdb",
        "dup_plot": owners,
        "genre_split": side or text.side or HOLDOUT,
    }


def write_prepared(
    files: PreparedFiles,
    rows: Iterable[TrainingRow],
    tagged: Sequence[Mapping[str, Any]],
    violations: Iterable[Violation],
    report: Mapping[str, Any],
) -> None:
    """Write all four files, each atomically, the corpus last."""
    files.corpus.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(asdict(violation), ensure_ascii=False) + "\n" for violation in violations)
    _write_text(files.quarantine, "".join(lines))
    _write_text(files.report, json.dumps(report, indent=1) + "\n")
    _write_table(files.tags, tagged, _tag_columns())
    _write_table(files.corpus, [_plain(row) for row in rows], _corpus_columns())


def _plain(row: TrainingRow) -> dict[str, Any]:
    return {
        "id": row.text.id,
        "title": row.text.name,
        "year": row.year,
        "kind": row.text.kind,
        "text": row.content,
        "text_kind": row.text.text_kind,
        "source": row.text.source,
        "source_genres": row.source_genres,
        "genres": row.genres,
        "genres_uncertain": row.genres_uncertain,
        "split": row.split,
    }


def _corpus_columns() -> "dict[str, pl.DataType]":
    import polars as pl

    word, words = pl.String(), pl.List(pl.String())
    names = (
        "id",
        "title",
        "year",
        "kind",
        "text",
        "text_kind",
        "source",
        "source_genres",
        "genres",
        "genres_uncertain",
    )
    lists = {"source_genres", "genres", "genres_uncertain"}
    return {name: words if name in lists else word for name in (*names, "split")} | {"year": pl.Int64()}


def _tag_columns() -> "dict[str, pl.DataType]":
    import polars as pl

    names = ("imdb_id", "title", "plot", "tags", "split", "plot_source", "dup_plot", "genre_split")
    return dict.fromkeys(names, pl.String()) | {"tags": pl.List(pl.String()), "dup_plot": pl.Int32()}


def _write_table(path: Path, rows: Sequence[Mapping[str, Any]], columns: "dict[str, pl.DataType]") -> None:
    import polars as pl

    part = path.with_name(path.name + ".part")
    pl.DataFrame(rows, schema=columns).write_parquet(part)
    part.replace(path)


def _write_text(path: Path, content: str) -> None:
    part = path.with_name(path.name + ".part")
    part.write_text(content, "utf-8")
    part.replace(path)
