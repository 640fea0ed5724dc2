"""The figures that the package carries beside the shipped model."""

import json
import shutil
from pathlib import Path

import pytest

from trending_now.domain.genre import Genre
from trending_now.models.artifacts import open_artifacts, write_manifest
from trending_now.models.boosted import BOOSTED_WEIGHTS
from trending_now.pipeline.key_figures import KEY_FIGURES_FILE, load_key_figures, save_key_figures

REPORT = Path(__file__).parents[2] / "docs" / "model_report.json"


def test_the_packaged_figures_are_those_of_the_packaged_model() -> None:
    figures = load_key_figures()

    assert figures is not None
    assert figures.version == str(open_artifacts(BOOSTED_WEIGHTS).version)
    assert {figures.engine, figures.baseline, "rules"} <= {one.engine for one in figures.engines}
    assert all([row.genre for row in one.genres] == list(Genre) for one in figures.engines)


def test_the_packaged_figures_are_what_promoting_the_shipped_report_writes(tmp_path: Path) -> None:
    save_key_figures(REPORT, tmp_path / "figures.json")

    assert (tmp_path / "figures.json").read_bytes() == KEY_FIGURES_FILE.read_bytes()


def test_a_slice_without_a_label_that_counts_has_no_figures_and_keeps_no_model_from_being_promoted(
    tmp_path: Path,
) -> None:
    report = json.loads(REPORT.read_text("utf-8"))
    slices = report["comparison"]["standings"]["boosted"]["report"]["slices"]
    slices["source=left open"] = slices["text_kind=blurb"] | {"macro_f1": None, "micro_f1": None, "rows": 1}
    (tmp_path / "report.json").write_text(json.dumps(report), "utf-8")

    figures = save_key_figures(tmp_path / "report.json", tmp_path / "figures.json")

    assert {one.name for one in figures.slices} == slices.keys() - {"source=left open"}


def test_intervals_lie_around_their_shares_and_are_narrow_where_texts_are_many() -> None:
    figures = load_key_figures()
    own = figures.of("boosted") if figures else None
    assert own
    shares = {row.genre: row.recall for row in own.genres if row.recall}

    assert all(share.low <= share.value <= share.high for share in shares.values())
    drama, western = shares[Genre.DRAMA], shares[Genre.WESTERN]
    assert drama.high - drama.low < western.high - western.low


@pytest.mark.parametrize("content", [None, b"", b"{}", b"\xff"])
def test_without_a_readable_file_there_are_no_figures(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "figures.json"
    if content is not None:
        file.write_bytes(content)

    assert load_key_figures(file) is None


def test_figures_of_another_model_than_the_one_beside_them_are_not_shown(tmp_path: Path) -> None:
    file, weights = tmp_path / KEY_FIGURES_FILE.name, tmp_path / "boosted"
    shutil.copyfile(KEY_FIGURES_FILE, file)
    assert load_key_figures(file) is None

    weights.mkdir()
    shutil.copyfile(BOOSTED_WEIGHTS / "manifest.json", weights / "manifest.json")
    load_key_figures.cache_clear()
    assert load_key_figures(file) == load_key_figures()

    write_manifest(weights, "boosted")
    load_key_figures.cache_clear()
    assert load_key_figures(file) is None
