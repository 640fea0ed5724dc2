"""The board shows each contender as it was last measured, by the operator or by those who made this version."""

from datetime import datetime, timedelta

import pytest

from tests.invented import NOW
from trending_now.pipeline.board import BoardLine, board_lines
from trending_now.store.llm.scores import StoredScore

FIGURES = {
    "name": "boosted", "titles": "corpus.parquet test", "rows": 100, "macro_f1": 0.5, "low": 0.4, "high": 0.6,
    "is_at_chance": False, "validity": 1.0, "usd_per_1000": 0.0, "p50_seconds": None, "p95_seconds": None,
    "agreement": None, "attack_success": None,
}  # fmt: skip


@pytest.mark.parametrize("own_at", [NOW - timedelta(days=90), NOW + timedelta(days=1)])
def test_figures_of_an_older_version_give_way_to_those_that_a_newer_one_brings(own_at: datetime) -> None:
    shipped = BoardLine.model_validate(FIGURES | {"model": "", "measured_at": NOW, "macro_f1": 0.6})
    (line,) = board_lines([StoredScore("boosted", "", own_at, FIGURES)], [shipped])
    assert line.measured_at == max(own_at, NOW)
