"""What the fetcher does about answers that may be better next time."""

from datetime import timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.fetch.fetchers import quick_fetcher
from tests.invented import NOW
from tests.loopback import Loopback, Reply, as_json, in_turn, unreachable
from trending_now.errors import FetchFailed, HttpStatusError
from trending_now.fetch.exchange import Request
from trending_now.fetch.retries import Passing, RetryRule, retry_after_seconds

GOOD = as_json({"good": True})


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_failure_that_passes_is_tried_again_until_it_has_passed(status: int) -> None:
    route = in_turn([Reply(status=status), Reply(status=status), GOOD])
    with Loopback({"/a": route}) as server, quick_fetcher(server) as fetcher:
        answer = fetcher.get(server.url + "/a")

        assert answer.content == GOOD.body
        assert len(server.asked) == 3
        assert fetcher.counts.by_host["127.0.0.1"].retries == 2


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "0"}], ids=str)
def test_the_tries_are_bounded_and_the_error_says_how_many_there_were(headers: dict[str, str]) -> None:
    reply = Reply(status=503, headers=headers)
    with Loopback({"/a": reply}) as server, quick_fetcher(server, attempts=3) as fetcher:
        with pytest.raises(HttpStatusError, match=r"/a answered 503 on each of 3 tries; try again later") as caught:
            fetcher.get(server.url + "/a")

        assert caught.value.status == 503
        assert len(server.asked) == 3
        assert fetcher.counts.by_host["127.0.0.1"].failed == 1


def test_retry_after_in_seconds_is_waited_for() -> None:
    route = in_turn([Reply(status=429, headers={"Retry-After": "1"}), GOOD])
    with Loopback({"/a": route}) as server, quick_fetcher(server) as fetcher:
        fetcher.get(server.url + "/a")

        assert server.asked[1].at - server.asked[0].at >= 1.0


def test_retry_after_as_a_date_is_waited_for() -> None:
    moment = format_datetime(NOW + timedelta(seconds=1), usegmt=True)
    route = in_turn([Reply(status=503, headers={"Retry-After": moment}), GOOD])
    with Loopback({"/a": route}) as server, quick_fetcher(server) as fetcher:
        fetcher.get(server.url + "/a")

        assert server.asked[1].at - server.asked[0].at >= 1.0


def test_no_request_at_all_is_made_to_a_host_that_asked_us_to_wait() -> None:
    routes = {"/busy": Reply(status=429, headers={"Retry-After": "1"}), "/free": GOOD}
    with Loopback(routes) as server, quick_fetcher(server, attempts=1) as fetcher:
        list(fetcher.get_all([Request(server.url + "/busy"), Request(server.url + "/free")], workers=1))

        assert server.asked[1].at - server.asked[0].at >= 1.0


def test_a_host_that_refuses_without_a_word_on_how_long_is_left_alone_by_every_thread() -> None:
    routes = {"/busy": Reply(status=429), "/free": GOOD}
    with Loopback(routes) as server, quick_fetcher(server, attempts=1, backoff_seconds=0.05) as fetcher:
        list(fetcher.get_all([Request(server.url + "/busy"), Request(server.url + "/free")], workers=1))

        assert server.asked[1].at - server.asked[0].at >= 0.2


def test_the_pauses_of_the_tries_outlast_a_limit_of_some_seconds() -> None:
    assert RetryRule(4, 0.5).pauses_seconds == (2.0, 5.0, 10.0)


def test_a_minute_is_waited_for_and_no_longer() -> None:
    judge = RetryRule(4, 0.5).watcher()
    assert judge(Passing("busy", status=429, retry_after_seconds=60.0)) == 60.0
    assert judge(Passing("busy", status=429, retry_after_seconds=60.5)) is False


def test_a_service_that_asks_for_an_hour_is_not_waited_for() -> None:
    reply = Reply(status=429, headers={"Retry-After": "3600"})
    with Loopback({"/a": reply}) as server, quick_fetcher(server) as fetcher:
        with pytest.raises(FetchFailed, match="answered 429 and asks to wait 3600 s; try again then"):
            fetcher.get(server.url + "/a")

        assert len(server.asked) == 1


@pytest.mark.parametrize("status", [400, 404, 410, 304])
def test_an_error_that_does_not_pass_is_asked_for_once(status: int) -> None:
    with Loopback({"/a": Reply(status=status)}) as server, quick_fetcher(server) as fetcher:
        with pytest.raises(HttpStatusError, match=f"/a answered {status}") as caught:
            fetcher.get(server.url + "/a")

        assert caught.value.status == status
        assert len(server.asked) == 1


def test_a_host_that_cannot_be_reached_is_tried_twice_only() -> None:
    with unreachable() as gone, quick_fetcher(gone, attempts=4) as fetcher:
        with pytest.raises(FetchFailed, match=r"127\.0\.0\.1 cannot be reached .* Check the network\.$"):
            fetcher.get(gone + "/a")

        assert fetcher.counts.by_host["127.0.0.1"].requests == 2


@given(st.text(alphabet=st.characters(max_codepoint=255)))
@example("0\x1f")  # white space to a pattern, not to `float`
def test_whatever_retry_after_says_it_means_a_time_to_wait_or_nothing(value: str) -> None:
    seconds = retry_after_seconds(value, NOW)

    assert seconds is None or seconds >= 0


@pytest.mark.parametrize(
    "value", ["²", "-5", "soon", "", "Wed, 99 Foo 2031 99:99:99 GMT", f"Wed, 21 Oct {'9' * 30} 07:28:00 GMT"]
)
def test_a_retry_after_that_says_nothing_is_passed_over(value: str) -> None:
    assert retry_after_seconds(value, NOW) is None


def test_a_retry_after_date_in_the_past_means_now() -> None:
    assert retry_after_seconds("Wed, 21 Oct 2015 07:28:00 GMT", NOW) == 0.0


@pytest.mark.parametrize("zone", [" GMT", " +0000", " -0000", ""])
def test_a_retry_after_date_without_a_zone_is_universal_time(zone: str) -> None:
    assert retry_after_seconds(f"{NOW + timedelta(seconds=90):%a, %d %b %Y %H:%M:%S}{zone}", NOW) == 90.0


def test_a_retry_after_date_may_be_told_in_another_zone() -> None:
    there = NOW.astimezone(timezone(timedelta(hours=2))) + timedelta(seconds=90)
    assert retry_after_seconds(format_datetime(there), NOW) == 90.0
