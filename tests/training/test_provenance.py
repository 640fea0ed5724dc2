"""A model names what it learned from: files by their hash, and the snapshot that holds them."""

import json
from pathlib import Path

import polars as pl

from tests.cli.commands import TrendingNow
from trending_now.domain.enrichment import TrainingSet
from trending_now.models.artifacts import sha256
from trending_now.training.provenance import traced


def test_a_file_by_itself_has_its_hash_only(tmp_path: Path) -> None:
    (tmp_path / "corpus.parquet").write_bytes(b"rows")
    assert traced(tmp_path / "corpus.parquet") == TrainingSet("corpus.parquet", sha256(tmp_path / "corpus.parquet"))


def test_a_corpus_of_a_snapshot_names_the_snapshot(tmp_path: Path) -> None:
    program = TrendingNow(tmp_path)
    pl.DataFrame({"text": ["A lamp."], "genres": [["Drama"]]}).write_parquet(tmp_path / "mine.parquet")
    made = json.loads(program("snapshot", "--corpus", tmp_path / "mine.parquet", "--json").out)["snapshot"]
    frozen = program.home / "snapshots" / made["name"] / "processed" / "corpora" / "mine.parquet"
    assert traced(frozen).snapshot == f"{made['name']}@{made['content'][:12]}"
    frozen.write_bytes(b"other rows")
    assert traced(frozen).snapshot is None
