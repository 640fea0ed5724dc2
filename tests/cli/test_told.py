"""What commands tell of runs: failures first, and reasons that fit the settings."""

from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from io import StringIO

import pytest
import typer

from tests.invented import NOW
from trending_now.cli.console import show_runs
from trending_now.cli.serving import report_runs
from trending_now.domain.genre import SourceTag
from trending_now.domain.run import Run, RunCounts, RunState
from trending_now.settings import Settings
from trending_now.store.listings.unknown_tags import UnknownTag

DEMO = Run(1, "ingest", "demo", RunState.DONE, NOW, NOW, RunCounts(new=62), "")
REFUSED = replace(DEMO, id=2, subject="tmdb", state=RunState.FAILED, counts=RunCounts(), message="The key is refused.")


def test_a_failure_is_told_before_everything_else() -> None:
    told = StringIO()
    unknown = UnknownTag(SourceTag("tmdb/tv", "Nautical whimsy"), 3)
    with redirect_stdout(told), redirect_stderr(told), pytest.raises(typer.Exit):
        show_runs([DEMO, REFUSED], [unknown], as_json=False)
    failure, *rest = told.getvalue().splitlines()
    assert failure == "trending-now: ingest tmdb failed: The key is refused."
    assert len(rest) == 3


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        (("tvmaze", "tmdb"), "Serving the invented demo catalogue. tmdb: no key in TRENDING_NOW_TMDB_TOKEN.\n"),
        (("tvmaze",), "Serving the invented demo catalogue.\n"),
        (("omdb",), "Serving the invented demo catalogue. omdb: no key in TRENDING_NOW_OMDB_KEY.\n"),
        ((), "Serving the invented demo catalogue. TRENDING_NOW_SOURCES names no source.\n"),
    ],
    ids=["both", "tvmaze", "omdb", "none"],
)
def test_a_missing_key_is_told_only_where_its_source_is_on(
    capsys: pytest.CaptureFixture[str], sources: tuple[str, ...], said: str
) -> None:
    report_runs(Settings(sources=sources, tmdb_token=None), [DEMO])
    assert capsys.readouterr().out == said


def test_sources_that_all_gave_nothing_are_told_in_one_line_beside_the_demo(capsys: pytest.CaptureFixture[str]) -> None:
    lost = [replace(REFUSED, subject=name, message=f"{name} cannot be reached.") for name in ("tvmaze", "wikidata")]
    idle = replace(DEMO, subject="pageviews", counts=RunCounts())

    report_runs(Settings(sources=("tvmaze", "wikidata", "pageviews")), [DEMO, *lost, idle])

    said = capsys.readouterr()
    assert (
        said.out
        == "Serving the invented demo catalogue. Nothing came from tvmaze, wikidata: tvmaze cannot be reached.\n"
    )
    assert said.err == ""


@pytest.mark.parametrize("others", [[], [DEMO], [replace(DEMO, subject="tvmaze")]], ids=["alone", "demo", "source"])
def test_an_engine_that_failed_is_told_once_a_refresh_however_often_it_was_asked(
    capsys: pytest.CaptureFixture[str], others: list[Run]
) -> None:
    asked = replace(REFUSED, stage="enrich", subject="llm", message="The model does not answer.")
    stood_in = replace(DEMO, stage="enrich", subject="boosted")

    report_runs(Settings(sources=("tvmaze",)), [*others, stood_in, asked, stood_in, asked])

    assert capsys.readouterr().err == "trending-now: enrich llm failed: The model does not answer.\n"
