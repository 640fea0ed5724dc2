"""Many requests at once: answers in order, failures among them, everything counted; and who we say we are."""

import threading
from datetime import datetime

import pytest
from structlog.testing import capture_logs

from tests.fetch.fetchers import USER_AGENT, quick_fetcher
from tests.invented import NOW
from tests.loopback import Asked, Loopback, Reply, as_json, redirect
from trending_now.errors import HttpStatusError
from trending_now.fetch.counts import FetchCounts
from trending_now.fetch.exchange import Answer, Request
from trending_now.settings import Settings
from trending_now.wiring.sources import build_fetcher


def test_answers_come_in_the_order_of_the_requests() -> None:
    def slow_when_even(asked: Asked) -> Reply:
        number = int(asked.path[1:])
        return Reply(str(number).encode(), pause_seconds=0.0 if number % 2 else 0.05)

    with Loopback({"*": slow_when_even}) as server, quick_fetcher(server) as fetcher:
        answers = list(fetcher.get_all(Request(f"{server.url}/{number}") for number in range(12)))

    assert [_content(answer) for answer in answers] == [str(number).encode() for number in range(12)]


def test_what_went_wrong_stands_in_its_place_and_the_rest_goes_on() -> None:
    with Loopback({"/a": as_json(1), "/c": as_json(3)}) as server, quick_fetcher(server) as fetcher:
        first, second, third = fetcher.get_all([Request(server.url + path) for path in ("/a", "/b", "/c")])

    assert _content(first) == b"1"
    assert isinstance(second, HttpStatusError)
    assert _content(third) == b"3"


def test_only_a_few_requests_are_asked_ahead() -> None:
    with Loopback({"*": as_json([])}) as server, quick_fetcher(server) as fetcher:
        answers = fetcher.get_all((Request(f"{server.url}/{number}") for number in range(1_000)), workers=2)
        next(answers)
        answers.close()  # type: ignore[attr-defined]

        assert len(server.asked) <= 5


def test_answers_left_half_read_may_be_cleared_away_in_a_thread_of_their_own() -> None:
    may_close, is_closed = threading.Event(), threading.Event()
    raised: list[RuntimeError] = []

    def closing_clock() -> datetime:
        if may_close.is_set():
            try:
                answers.close()  # type: ignore[attr-defined]
            except RuntimeError as error:
                raised.append(error)
            is_closed.set()
        return NOW

    def held_back(_: Asked) -> Reply:
        may_close.wait(5)
        return Reply(b"[]")

    servers = Loopback({"/1": as_json([]), "/2": held_back})
    with servers as server, quick_fetcher(server, clock=closing_clock) as fetcher:
        answers = fetcher.get_all([Request(f"{server.url}/{number}") for number in (1, 2)], workers=1)
        next(answers)
        may_close.set()
        assert is_closed.wait(5)
    assert raised == []


def test_everything_asked_is_counted() -> None:
    with Loopback({"/a": as_json([1, 2])}) as server, quick_fetcher(server) as fetcher:
        fetcher.get(server.url + "/a")
        with pytest.raises(HttpStatusError):
            fetcher.get(server.url + "/missing")

        counts = fetcher.counts.by_host["127.0.0.1"]
        assert (counts.requests, counts.failed, counts.retries, counts.refused) == (2, 1, 0, 0)
        assert counts.received_bytes == len(b"[1, 2]")


def test_several_ways_out_are_counted_together_and_each_for_itself() -> None:
    tally = FetchCounts()
    with Loopback({"/a": as_json([1, 2])}) as server:
        for _ in range(2):
            with quick_fetcher(server) as fetcher:
                fetcher.counts.count_in(tally)
                fetcher.get(server.url + "/a")

    assert fetcher.counts.by_host["127.0.0.1"].requests == 1
    assert tally.told()["127.0.0.1"].requests == 2


def test_a_way_out_that_closes_logs_what_it_counted() -> None:
    server = Loopback({"/a": as_json([1, 2]), "/b": redirect("/a")})
    with capture_logs() as lines, server, quick_fetcher(server) as fetcher:
        fetcher.get(server.url + "/b")

    counts = {"requests": 2, "retries": 0, "received_bytes": 6, "refused": 0, "failed": 0}
    assert {"event": "asked in all", "log_level": "info", "host": "127.0.0.1"} | counts in lines


def test_a_redirect_is_logged_like_any_other_request() -> None:
    server = Loopback({"/a": as_json([]), "/b": redirect("/a")})
    with capture_logs() as lines, server, quick_fetcher(server) as fetcher:
        fetcher.get(server.url + "/b")

    logged = [
        (line["event"], line["url"], line["status"]) for line in lines if line.get("url", "").startswith(server.url)
    ]
    assert logged == [("redirected", server.url + "/b", 302), ("fetched", server.url + "/a", 200)]


def test_every_request_names_us_and_a_contact() -> None:
    with Loopback({"/a": as_json([])}) as server, quick_fetcher(server) as fetcher:
        fetcher.get(server.url + "/a")

        assert server.asked[0].headers["user-agent"] == USER_AGENT


def test_the_contact_of_the_settings_is_the_one_we_name() -> None:
    with Loopback({"/a": as_json([])}) as server:
        settings = Settings(contact="https://example.org/me", tvmaze_url=server.url)  # type: ignore[arg-type]
        with build_fetcher(settings) as fetcher:
            fetcher.get(server.url + "/a")

        assert "https://example.org/me" in server.asked[0].headers["user-agent"]


def _content(answer: object) -> bytes:
    assert isinstance(answer, Answer)
    return answer.content
