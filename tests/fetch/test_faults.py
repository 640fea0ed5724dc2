"""What the fetcher does about answers that are slow, broken, too large or not for us."""

import gzip

import pytest

from tests.fetch.fetchers import quick_fetcher
from tests.loopback import Loopback, Reply, as_json, compressed, in_turn
from trending_now.errors import AnswerTooLarge, FetchFailed, KeyRefused
from trending_now.fetch.client import DEFAULT_CAP_BYTES

GOOD = as_json({"good": True})
BOMB = b"0" * (DEFAULT_CAP_BYTES + 1)


@pytest.mark.parametrize("key", [{"params": {"apikey": "x"}}, {"headers": {"Authorization": "Bearer x"}}])
@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_is_told_at_once(status: int, key: dict[str, dict[str, str]]) -> None:
    with Loopback({"/a": Reply(status=status)}) as server, quick_fetcher(server) as fetcher:
        with pytest.raises(KeyRefused, match=f"refused our key \\({status}\\); check the key in the settings"):
            fetcher.get(server.url + "/a", **key)  # type: ignore[arg-type]

        assert len(server.asked) == 1


def test_who_sent_no_key_is_not_told_to_check_it() -> None:
    with Loopback({"/a": Reply(status=403)}) as server, quick_fetcher(server) as fetcher:
        with pytest.raises(KeyRefused, match=r"does not let us in \(403\); no key was sent.+TRENDING_NOW_CONTACT"):
            fetcher.get(server.url + "/a?day=1")

        assert len(server.asked) == 1


@pytest.mark.parametrize(
    "slow",
    [
        pytest.param(Reply(b"{}", pause_seconds=5.0), id="no first byte"),
        pytest.param(Reply(b"{} ", stall_after=1), id="stalls in the middle"),
        pytest.param(Reply(b"{" * 100, drip_seconds=0.05), id="drips byte by byte"),
    ],
)
def test_a_slow_answer_ends_at_the_time_limit(slow: Reply) -> None:
    server = Loopback({"/a": slow})
    with server, quick_fetcher(server, timeout_seconds=0.3, attempts=2) as fetcher:
        with pytest.raises(FetchFailed, match=r"/a did not (answer|end its answer) within 0\.3 s"):
            fetcher.get(server.url + "/a")

        assert fetcher.counts.by_host["127.0.0.1"].requests == 2  # a busy server may not have noted the last one yet


def test_a_slow_first_answer_does_not_spoil_a_quick_second() -> None:
    route = in_turn([Reply(b"{}", pause_seconds=5.0), GOOD])
    with Loopback({"/a": route}) as server, quick_fetcher(server, timeout_seconds=0.3) as fetcher:
        assert fetcher.get(server.url + "/a").content == GOOD.body


def test_a_body_shorter_than_announced_is_no_answer() -> None:
    short = Reply(b'{"cut": ', announced_length=100)
    with Loopback({"/a": short}) as server, quick_fetcher(server, attempts=2) as fetcher:
        with pytest.raises(FetchFailed, match="/a broke off its answer"):
            fetcher.get(server.url + "/a")

        assert len(server.asked) == 2


def test_a_body_that_is_not_what_its_encoding_says_is_no_answer() -> None:
    fake = Reply(b"plainly no gzip", headers={"Content-Encoding": "gzip"})
    with Loopback({"/a": fake}) as server, quick_fetcher(server, attempts=2) as fetcher:
        with pytest.raises(FetchFailed, match="/a broke off its answer"):
            fetcher.get(server.url + "/a")

        assert len(server.asked) == 2


def test_compressed_answers_are_unpacked() -> None:
    with Loopback({"/a": compressed(GOOD.body)}) as server, quick_fetcher(server) as fetcher:
        assert fetcher.get(server.url + "/a").content == GOOD.body
        assert "gzip" in server.asked[0].headers["accept-encoding"]


@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param(Reply(BOMB), id="plain"),
        pytest.param(compressed(BOMB), id="gzip"),
        pytest.param(
            Reply(gzip.compress(gzip.compress(BOMB * 20)), headers={"Content-Encoding": "gzip, gzip"}), id="gzip twice"
        ),
    ],
)
def test_the_cap_is_counted_after_decompression(bomb: Reply) -> None:
    with Loopback({"/a": bomb}) as server, quick_fetcher(server) as fetcher:
        with pytest.raises(AnswerTooLarge, match="/a answered with more than 5,242,880 bytes; it was not read further"):
            fetcher.get(server.url + "/a")

        assert len(server.asked) == 1


def test_an_answer_of_just_the_cap_is_taken() -> None:
    with Loopback({"/a": compressed(BOMB[:-1])}) as server, quick_fetcher(server) as fetcher:
        assert len(fetcher.get(server.url + "/a").content) == DEFAULT_CAP_BYTES


def test_an_answer_tells_its_media_type_and_when_it_came() -> None:
    page = Reply(b"<html></html>", media_type="Text/HTML; charset=utf-8")
    with Loopback({"/a": page}) as server, quick_fetcher(server) as fetcher:
        answer = fetcher.get(server.url + "/a", params={"day": "2031-05-20"})

        assert answer.media_type == "text/html"
        assert answer.url == server.url + "/a?day=2031-05-20"
        assert answer.fetched_at.tzinfo is not None
