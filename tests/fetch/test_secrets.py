"""A key is never shown: not in an error, not in the log of any library, not in an answer's address."""

import logging

import httpx2
import pytest
from structlog.testing import capture_logs

from tests.fetch.fetchers import quick_fetcher
from tests.loopback import Loopback, Reply, as_json, redirect, unreachable
from trending_now.errors import FetchError
from trending_now.fetch.addresses import in_messages, parse_url, without_secrets
from trending_now.fetch.client import Fetcher

KEY = "0123456789abcdef0123456789abcdef"
FAULTS = {
    "good": as_json({"good": True}),
    "key refused": Reply(status=401),
    "not found": Reply(status=404),
    "busy": Reply(status=503),
    "cut": Reply(b"{", announced_length=9),
    "slow": Reply(b"{}", pause_seconds=5.0),
    "too large": Reply(b"0" * 2_000),
    "elsewhere": redirect(f"http://elsewhere.example/?api_key={KEY}"),
    "endless": redirect(f"/a?api_key={KEY}"),
    "not a URL": redirect(f"http://[?api_key={KEY}"),
    "with a password": redirect(f"http://someone:{KEY}@127.0.0.1/"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_no_error_and_no_log_line_shows_the_key(fault: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server = Loopback({"/a": FAULTS[fault]})
    limits = {"attempts": 2, "cap_bytes": 1_000, "timeout_seconds": 0.3}
    with server, quick_fetcher(server, **limits) as fetcher, capture_logs() as lines:
        shown = _outcome(fetcher, server.url + "/a")

    assert server.asked[0].query["api_key"] == KEY
    assert server.asked[0].headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in shown
    assert lines
    assert KEY not in str(lines) + caplog.text


def test_a_host_that_cannot_be_reached_is_told_without_the_key() -> None:
    with unreachable() as gone, quick_fetcher(gone, attempts=1) as fetcher:
        assert KEY not in _outcome(fetcher, gone + "/a")


@pytest.mark.parametrize("name", ["api_key", "API_KEY", "apikey", "key", "token", "access_token"])
def test_an_address_is_shown_without_its_keys(name: str) -> None:
    shown = without_secrets(httpx2.URL(f"https://api.example.org/a?page=2&{name}={KEY}"))

    assert shown == "https://api.example.org/a?page=2"


@pytest.mark.parametrize("query", ["a=b%20c", "b=%E9", "a", "a=", "q=1+2&q=%2B"])
def test_the_rest_of_an_address_is_shown_as_it_was_written(query: str) -> None:
    address = f"https://api.example.org/a?{query}"

    assert without_secrets(httpx2.URL(address)) == address
    assert without_secrets(httpx2.URL(f"{address}&%6Bey={KEY}")) == address


def test_an_address_is_shown_without_user_name_and_password() -> None:
    assert without_secrets(httpx2.URL(f"https://someone:{KEY}@api.example.org/a")) == "https://api.example.org/a"


def test_something_that_is_no_address_is_refused_without_its_keys() -> None:
    with pytest.raises(FetchError, match="is not a URL") as caught:
        parse_url(f"http://host:port/?api_key={KEY}")

    assert KEY not in str(caught.value)


def test_every_request_is_logged_with_what_came_of_it() -> None:
    server = Loopback({"/a": as_json([]), "/b": Reply(status=503)})
    with server, quick_fetcher(server, attempts=2) as fetcher, capture_logs() as lines:
        _outcome(fetcher, server.url + "/a")
        _outcome(fetcher, server.url + "/b")

    assert [line["event"] for line in lines] == ["fetched", "try failed", "try failed", "failed"]
    assert lines[0]["bytes"] == 2
    assert "answered 503" in lines[-1]["reason"]


def _outcome(fetcher: Fetcher, url: str) -> str:
    """Ask with the key in both places; return all that a person may get to see."""
    try:
        answer = fetcher.get(url, params={"api_key": KEY}, headers={"Authorization": f"Bearer {KEY}"})
    except FetchError as error:
        return f"{error} {error!r}"
    return f"{answer.url} {answer!r}"


def test_a_message_holds_no_more_of_a_long_query_than_tells_it_from_others() -> None:
    asked = "/a?query=" + "SELECT+" * 300
    with Loopback({"/a": Reply(status=500)}) as server, quick_fetcher(server, attempts=1) as fetcher:
        with capture_logs() as lines, pytest.raises(FetchError) as caught:
            fetcher.get(server.url + asked)

        assert server.asked[0].query["query"] == "SELECT " * 300
    assert len(str(caught.value)) < 350
    assert all(len(str(value)) < 350 for line in lines for value in line.values())


def test_the_address_that_an_answer_is_kept_under_is_whole() -> None:
    with Loopback({"/a": as_json({})}) as server, quick_fetcher(server) as fetcher:
        url = f"{server.url}/a?{'x' * 500}"

        assert fetcher.get(url).url == url
        assert in_messages(parse_url(url)).endswith("xx…")
