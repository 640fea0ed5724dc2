"""The exploration notebook runs from top to bottom on a small snapshot, quotes no text, and is what its text says."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.commands import TrendingNow
from tests.invented import WINDOW
from trending_now.sources.demo import Demo
from trending_now.wiring.clock import utc_now

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "notebooks" / "01-data-exploration.ipynb"
PAGE = ROOT / "docs" / "exploration.md"


def test_the_notebook_runs_on_a_small_snapshot(tmp_path: Path) -> None:
    for needed in ("nbclient", "nbconvert", "jupytext", "matplotlib", "pandas"):
        pytest.importorskip(needed, reason=f"{needed} is not installed; run `make data-setup`")
    program = TrendingNow(tmp_path)
    assert program("ingest", "--source", "demo").exit_code == 0
    name = json.loads(program("snapshot", "--json").out)["snapshot"]["name"]
    command = [sys.executable, str(ROOT / "notebooks" / "render.py"), str(program.home / "snapshots" / name)]
    subprocess.run([*command, str(tmp_path / "page.md")], check=True, capture_output=True, timeout=600)
    page = (tmp_path / "page.md").read_text("utf-8")
    assert "62 titles of 1 sources, 226 reviews" in page
    assert len(list((tmp_path / "page").glob("*.png"))) >= 5
    assert quoted(page) == []


def test_the_rendered_page_has_its_charts_and_quotes_no_text() -> None:
    page = PAGE.read_text("utf-8")
    charts = {line.partition("(")[2].rstrip(")") for line in page.splitlines() if line.startswith("![")}
    assert len(charts) == 6
    assert all((PAGE.parent / chart).stat().st_size > 5_000 for chart in charts)
    assert not any(len(line.split()) > 60 for line in page.splitlines())


def test_the_notebook_and_its_text_are_one() -> None:
    jupytext = pytest.importorskip("jupytext", reason="jupytext is not installed; run `make data-setup`")
    both = [jupytext.read(NOTEBOOK), jupytext.read(NOTEBOOK.with_suffix(".py"))]
    cells = [[(cell.cell_type, cell.source.strip()) for cell in notebook.cells] for notebook in both]
    assert cells[0] == cells[1]
    assert all(not cell.get("outputs") for cell in both[0].cells)


def quoted(page: str) -> list[str]:
    """Return the plots of the demo that a page holds a piece of."""
    demo = Demo(utc_now)
    listings = [listing for answer in demo.fetch(WINDOW) for listing in demo.parse(answer)]  # type: ignore[arg-type]
    plots = [plot.text for listing in listings for plot in listing.plots]  # type: ignore[union-attr]
    return [plot for plot in plots if plot[:40] in page]
