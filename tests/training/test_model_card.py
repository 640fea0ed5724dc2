"""The model card says what the report says, and nothing else."""

import json
import re
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from tests.training.invented_corpus import write_corpus
from trending_now.domain.enrichment import TrainingSet
from trending_now.evaluation.operating_points import AIMED_GENRES
from trending_now.models.rules import load_rules
from trending_now.pipeline.compare import Contest, compare
from trending_now.training.model_card import model_card

DOCS = Path(__file__).parents[2] / "docs"
SIDE = {"rows": 1200, "sources": {"invented": 1200}}


def nothing(done: int, total: int | None, what: str) -> None:
    """Show nothing."""


def test_the_card_holds_the_figures_of_the_report(tmp_path: Path) -> None:
    corpus, _ = write_corpus(tmp_path)
    comparison = compare([load_rules()], Contest(corpus, "test", None, None), nothing).as_json()
    restoring = {"genres": ["Crime", "History"], "share": 0.75}
    heads = {"operating": {"expected_share": 0.5}, "restoring": restoring, "neighbours": {"axes": 48, "weight": 0.2}}
    params = {"rows": None, "heads": heads}
    report = {"engine": "rules", "params": params, "data": {"train": SIDE, "val": SIDE}, "heads": {}}
    sets = [asdict(TrainingSet("corpus.parquet", "ab" * 32, "20261126T013545Z-2@0123456789ab"))]
    card = model_card(report | {"comparison": comparison, "training_sets": sets})
    rules = comparison["standings"]["rules"]
    assert f"| **rules** | {rules['report']['overall']['macro_f1']:.3f} |" in card
    assert f"{rules['operating']['useful']['reached']} of 20 genres have precision ≥ 0.70 with recall ≥ 0.30" in card
    assert f"{rules['operating']['high']['reached']} of 20 genres have precision ≥ 0.70 with recall ≥ 0.70" in card
    assert "1,200 texts" in card
    assert ": of each text 48 bytes of\nits vector and its labels are shipped, not its words." in card
    assert "\nprobabilities expect counts 0.5, labels the rest)" in card
    assert "\n- Crime and History get back 0.75 of what these silences take" in card
    assert f"`corpus.parquet`, SHA-256 `{'ab' * 32}`, of snapshot `20261126T013545Z-2@0123456789ab`" in card
    assert (
        f"Version: `{rules['report']['version']}`, of the files of the genre model. Its answers name another one"
        in card
    )
    assert re.search(r"\n\n\n|None|nan", card) is None
    assert _broken_tables(card) == []


def test_a_genre_that_no_text_of_the_split_has_has_no_figures_and_is_not_the_least_to_be_trusted(
    tmp_path: Path,
) -> None:
    corpus, _ = write_corpus(tmp_path)
    pl.read_parquet(corpus).filter(pl.col("genres").list.first() != "Sport").write_parquet(corpus)
    comparison = compare([load_rules()], Contest(corpus, "test", None, None), nothing).as_json()
    params = {"rows": None, "heads": {"operating": {"expected_share": 0.5}}}
    report = {"engine": "rules", "params": params, "data": {"train": SIDE, "val": SIDE}, "heads": {}}
    card = model_card(report | {"comparison": comparison, "training_sets": []})
    assert re.search(r"\n\| Sport \| [–\d.]+ \| – \| – \| – \| 0 \|\n", card)
    (least,) = re.findall(r"\n- It is least to be trusted on (.*);", card)
    assert "Sport" not in least


def test_the_log_of_experiments_says_where_the_aims_stand() -> None:
    experiments = (DOCS / "experiments.md").read_text("utf-8")
    (stands,) = re.findall(r"\n## Where the genre model stands\n(.*?)\n## ", experiments, re.DOTALL)
    reached = json.loads((DOCS / "model_report.json").read_text("utf-8"))["comparison"]["standings"]["boosted"][
        "operating"
    ]
    assert f"{reached['useful']['reached']} of 20 genres" in stands
    assert f"aim is {AIMED_GENRES['useful']}" in stands
    assert "learning curve" in stands


def test_the_shipped_card_is_the_one_of_the_shipped_report() -> None:
    report, card = DOCS / "model_report.json", DOCS / "model_card.md"
    if not report.is_file():
        pytest.skip("no model has been promoted yet")
    assert card.read_text("utf-8") == model_card(json.loads(report.read_text("utf-8")))


def _broken_tables(card: str) -> list[str]:
    """Return the lines of tables that have another number of cells than the line before."""
    pairs = [(one.count("|"), two) for one, two in pairwise(card.split("\n")) if one.startswith("|")]
    return [line for cells, line in pairs if line.startswith("|") and line.count("|") != cells]
