"""What TVmaze is asked, and what comes of answers that cannot be had."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.fetch.fetchers import quick_fetcher
from tests.invented import TODAY, HandClock
from tests.loopback import Loopback, Reply, as_json, unreachable
from tests.sources.invented_answers import broadcast, link, show
from trending_now.domain.run import RawRecord, Violation, Window
from trending_now.domain.title import Listing
from trending_now.errors import FetchFailed
from trending_now.sources.tvmaze import TvMaze

WINDOW = Window(TODAY - timedelta(days=1), TODAY)
EMPTY = as_json([])


def fetch(
    server: Loopback, window: Window = WINDOW, countries: tuple[str, ...] = ("US", "GB"), timeout_seconds: float = 30.0
) -> list[object]:
    with quick_fetcher(server, attempts=2, timeout_seconds=timeout_seconds) as fetcher:
        return list(TvMaze(fetcher, server.url + "/", countries, HandClock()).fetch(window))


def test_every_day_is_asked_for_every_country_and_the_web_newest_first() -> None:
    with Loopback({"*": EMPTY}) as server:
        records = fetch(server)

    days = [TODAY, TODAY - timedelta(days=1)]
    paths = [f"/schedule?country=US&date={d}|/schedule?country=GB&date={d}|/schedule/web?date={d}" for d in days]
    assert [x.url for x in records if isinstance(x, RawRecord)] == [
        server.url + path for three in paths for path in three.split("|")
    ]
    assert len(server.asked) == 6


def test_a_record_holds_the_bytes_as_received_with_address_and_time() -> None:
    body = b'[ {"id":1} ]\n'
    with Loopback({"*": Reply(body)}) as server:
        first = fetch(server)[0]

    assert isinstance(first, RawRecord)
    assert (first.source, first.content, first.media_type) == ("tvmaze", body, "application/json")
    assert first.fetched_at == HandClock()()


def test_shows_that_are_only_linked_are_asked_for_once() -> None:
    routes = {
        "/schedule": as_json([link(12), broadcast(), link(13), link(12)]),
        "*": EMPTY,
        "/shows/12": as_json(show(12)),
    }
    with Loopback(routes) as server:
        fetch(server)

    shows = [asked.path for asked in server.asked if asked.path.startswith("/shows/")]
    assert sorted(shows) == ["/shows/12", "/shows/13"]


def test_a_show_that_schedules_only_link_to_is_on_when_they_say() -> None:
    late, early = (link(12, airtime="20:00", airstamp=f"2031-05-20T{hour}:00:00+02:00") for hour in (22, 20))
    routes = {
        "/schedule": as_json([late, early, link(13, "soon")]),
        "/schedule/web": as_json([link(12, "2031-05-19")]),
        "/shows/12": as_json(show(12)),
        "/shows/13": as_json(show(13, premiered=None)),
    }
    with Loopback(routes) as server, quick_fetcher(server) as fetcher:
        source = TvMaze(fetcher, server.url, ("US",), HandClock())
        records = [record for record in source.fetch(WINDOW) if isinstance(record, RawRecord)]
        shows = [listing for record in records for listing in source.parse(record) if isinstance(listing, Listing)]

    days = {listing.source_key: [(x.date.isoformat(), x.at) for x in listing.releases] for listing in shows}
    first = datetime(2031, 5, 20, 18, tzinfo=UTC)
    assert days == {"12": [("2029-01-15", None), ("2031-05-19", None), ("2031-05-20", first)], "13": []}
    assert sorted(asked.path for asked in server.asked if "shows" in asked.path) == ["/shows/12", "/shows/13"]


def test_a_show_that_is_gone_is_a_violation_and_the_rest_goes_on() -> None:
    routes = {"/schedule": as_json([link(12), link(13)]), "/shows/12": Reply(status=404), "*": EMPTY}
    with Loopback(routes) as server:
        answers = fetch(server, countries=("US",))

    gone = [answer for answer in answers if isinstance(answer, Violation)]
    assert [(x.rule, x.subject) for x in gone] == [("answer does not exist", server.url + "/shows/12")]
    assert "answered 404" in gone[0].message
    assert sum(isinstance(answer, RawRecord) for answer in answers) == 5


@pytest.mark.parametrize(
    "fault", [Reply(status=500), Reply(b"[", announced_length=9), Reply(b"[]", stall_after=1), Reply(status=404)]
)
def test_a_schedule_that_cannot_be_had_is_a_violation_and_the_rest_goes_on(fault: Reply) -> None:
    with Loopback({"/schedule/web": fault, "*": EMPTY}) as server:
        answers = fetch(server, Window(TODAY, TODAY), timeout_seconds=30.0 if fault.stall_after is None else 1.0)

    us, gb, web = answers
    assert isinstance(us, RawRecord)
    assert isinstance(gb, RawRecord)
    assert isinstance(web, Violation)
    assert (web.subject, web.days) == (f"{server.url}/schedule/web date={TODAY}", (TODAY,))


def test_a_service_that_cannot_be_reached_fails_at_once_and_is_not_asked_on() -> None:
    with unreachable() as gone, quick_fetcher(gone) as fetcher:
        with pytest.raises(FetchFailed, match="cannot be reached"):
            list(TvMaze(fetcher, gone, ("US", "GB"), HandClock()).fetch(WINDOW))

        assert fetcher.counts.by_host["127.0.0.1"].requests == 2


def test_an_html_page_with_status_200_is_kept_and_refused_when_read() -> None:
    with Loopback({"*": Reply(b"<html>Maintenance</html>", media_type="text/html")}) as server:
        (record,) = fetch(server, Window(TODAY, TODAY), countries=())
        with quick_fetcher(server) as fetcher:
            assert isinstance(record, RawRecord)
            (violation,) = TvMaze(fetcher, server.url, (), HandClock()).parse(record)

    assert isinstance(violation, Violation)
    assert violation.message == "The answer is an HTML page."
