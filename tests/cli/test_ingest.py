"""`ingest` and `import` say in a line a source what they did, and name the tags that nobody knows."""

import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from tests.cli.commands import TrendingNow
from tests.cli.conftest import FILMS
from tests.loopback import Loopback, as_json
from trending_now.wiring.sources import SOURCES

UNKNOWN = "1 tag is unknown to the taxonomy and so without a vote: 'Nautical whimsy' (1)."
TIMES = ("started_at", "finished_at")
ENRICH = "Run `trending-now enrich` to work out the genres."


def test_an_import_says_what_it_stored_and_a_second_one_that_nothing_changed(trending_now: TrendingNow) -> None:
    films = trending_now.write("films.csv", FILMS)
    first, second = trending_now("import", films), trending_now("import", films)
    assert first.out.splitlines() == ["ingest import:films: 2 records, 2 new, 0 updated, 0 unchanged", UNKNOWN, ENRICH]
    assert second.out.splitlines() == ["ingest import:films: 2 records, 0 new, 0 updated, 2 unchanged", UNKNOWN]
    assert (first.exit_code, first.err, second.exit_code, second.err) == (0, "", 0, "")


def test_a_row_whose_plot_was_corrected_is_an_update(trending_now: TrendingNow) -> None:
    trending_now("import", trending_now.write("films.csv", FILMS))
    corrected = trending_now.write("films.csv", FILMS.replace("a lonely ship", "a crowded ship"))
    line, *hints = trending_now("import", corrected).out.splitlines()
    assert line == "ingest import:films: 2 records, 0 new, 1 updated, 1 unchanged"
    assert hints == [UNKNOWN, ENRICH]


def test_an_import_in_json_has_the_run_and_the_unknown_tags(trending_now: TrendingNow) -> None:
    films = trending_now.write("films.csv", FILMS)
    content = json.loads(trending_now("import", films, "--name", "shelf", "--json").out)
    (run,) = content["runs"]
    assert (run["stage"], run["subject"], run["state"]) == ("ingest", "import:shelf", "done")
    assert run["counts"] == {"fetched": 2, "new": 2, "updated": 0, "unchanged": 0, "quarantined": 0}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", run[name]) for name in TIMES), run
    assert content["unknown_tags"] == [{"vocabulary": "catalogue", "tag": "Nautical whimsy", "listings": 1}]


def test_rows_that_are_refused_are_counted_and_where_they_are_shown_is_said(trending_now: TrendingNow) -> None:
    films = trending_now.write("films.csv", FILMS + ",A film without a name.,Drama,2030\n")
    counted, _, *hints = trending_now("import", films).out.splitlines()
    assert counted.endswith("2 new, 0 updated, 0 unchanged, 1 in quarantine")
    assert hints == ["Run `trending-now quarantine list` to see what is in quarantine, and why.", ENRICH]
    assert ENRICH not in trending_now("import", films).out


def test_a_column_of_another_name_can_be_named(trending_now: TrendingNow) -> None:
    films = trending_now.write("films.csv", FILMS.replace("overview", "what happens"))
    assert trending_now("import", films, "-c", "plot=what happens").exit_code == 0


def test_the_demo_is_ingested_by_name_and_refused_beside_real_titles(trending_now: TrendingNow) -> None:
    first = trending_now("ingest", "--source", "demo")
    assert first.exit_code == 0
    assert first.out.startswith("ingest demo: ")
    assert trending_now("import", trending_now.write("films.csv", FILMS)).exit_code == 0
    assert trending_now("ingest", "--source", "demo").failed_with(2, "real titles are there")


@pytest.mark.parametrize("sources", ["", "tmdb"])
def test_an_ingest_that_asks_nobody_says_so(trending_now: TrendingNow, sources: str) -> None:
    outcome = trending_now("ingest", "--json", SOURCES=sources)
    assert (outcome.exit_code, json.loads(outcome.out)) == (0, {"runs": [], "unknown_tags": []})
    assert outcome.err.startswith("No source is on, so none was asked;")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--source", "almanac"), f"There is no source 'almanac'; choose one of: {', '.join(SOURCES)}."),
        (("--source", "tmdb"), "TMDb needs a key: set TRENDING_NOW_TMDB_TOKEN"),
        (("--source", "demo", "--since", "yesterday"), "--since 'yesterday' is no length of time"),
        (("--source", "demo", "--since", "-3d"), "--since '-3d' is no length of time"),
        (("--source", "demo", "--since", "9999w"), "--since '9999w' is too long: at most 3660d"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_an_ingestion_that_cannot_begin_is_wrong_use(
    trending_now: TrendingNow, arguments: tuple[str, ...], said: str
) -> None:
    assert trending_now("ingest", *arguments).failed_with(2, said)


def test_a_source_that_is_named_twice_is_asked_once(trending_now: TrendingNow) -> None:
    outcome = trending_now("ingest", "--source", "demo", "--source", "demo", "--json")
    assert [run["subject"] for run in json.loads(outcome.out)["runs"]] == ["demo"]


@pytest.mark.parametrize(("since", "days"), [("3d", 3), ("1w", 7), ("0", 0)])
def test_since_says_how_far_back_is_asked(trending_now: TrendingNow, since: str, days: int) -> None:
    quick = {"REQUEST_INTERVAL_SECONDS": 0, "UPCOMING_DAYS": 0, "COUNTRIES": "GB"}
    with Loopback({"*": as_json([])}) as server:
        outcome = trending_now("ingest", "--source", "tvmaze", "--since", since, TVMAZE_URL=server.url, **quick)
    assert outcome.exit_code == 0, outcome
    assert len({asked.query["date"] for asked in server.asked if asked.path == "/schedule"}) == days + 1


def test_a_title_is_followed_for_as_long_as_a_first_ingestion_looks_back(trending_now: TrendingNow) -> None:
    today = datetime.now(UTC).date()
    ebb = '{{"name": "Ebb {0}", "plot": "It goes.", "url": "https://en.wikipedia.org/wiki/Ebb_{0}", "date": "{1}"}}'
    rows = "\n".join(ebb.format(days, today - timedelta(days=days)) for days in (2, 20, 40))
    assert trending_now("import", trending_now.write("films.jsonl", rows)).exit_code == 0
    with Loopback({"*": as_json({"items": []})}) as server:
        outcome = trending_now("ingest", "--source", "pageviews", "--since", "0", PAGEVIEWS_URL=server.url)

    assert outcome.exit_code == 0, outcome
    asked = [x.path.split("/")[7:] for x in server.asked]
    last = datetime.strptime(asked[0][3], "%Y%m%d00").replace(tzinfo=UTC).date()
    assert today <= last <= datetime.now(UTC).date()  # midnight may have passed
    days = [f"{day:%Y%m%d}00" for day in (last - timedelta(days=30), last)]  # days that come late, too
    assert asked == [[x, "daily", *days] for x in ("Ebb_2", "Ebb_20")]


def test_what_is_past_its_date_goes_with_an_ingest_also_where_nothing_is_served(trending_now: TrendingNow) -> None:
    assert trending_now("ingest", "--source", "demo").exit_code == 0
    with closing(sqlite3.connect(trending_now.catalogue)) as catalogue, catalogue:
        catalogue.execute("UPDATE listings SET expires_at = '2020-01-01 00:00:00.000000' WHERE id = 1")
    assert trending_now("ingest", SOURCES="").exit_code == 0
    with closing(sqlite3.connect(trending_now.catalogue)) as catalogue:
        assert catalogue.execute("SELECT COUNT(*) FROM titles WHERE id = 1").fetchall() == [(0,)]


def test_enriching_says_how_many_titles_were_read_and_none_the_second_time(stocked: TrendingNow) -> None:
    assert stocked("enrich").out == "enrich boosted: 2 titles enriched\n"
    assert stocked("enrich").out == "enrich boosted: 0 titles enriched\n"
    (run,) = json.loads(stocked("enrich", "--all", "--json").out)["runs"]
    assert (run["subject"], run["counts"]["fetched"]) == ("boosted", 2)
