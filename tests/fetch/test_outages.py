"""A host that fails one address after the other is left alone for the rest of a run."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.fetch.fetchers import quick_fetcher
from tests.loopback import Asked, Loopback, Reply, as_json, in_turn, unreachable
from trending_now.errors import FetchFailed
from trending_now.fetch.client import Fetcher
from trending_now.fetch.exchange import Answer, Request
from trending_now.fetch.outages import MOST_IN_A_ROW

GOOD = as_json({"good": True})
SLOW = {"no first byte": Reply(pause_seconds=5.0), "stalls in the middle": Reply(b"{} ", stall_after=1)}
DOWN = SLOW | {
    "500": Reply(status=500),
    "503 for an hour": Reply(status=503, headers={"Retry-After": "3600"}),
    "broken off": Reply(b"{", announced_length=100),
}


def ask(fetcher: Fetcher, server: str, many: int, workers: int = 1) -> list[str]:
    """Ask for addresses of a server; returns "" for each answer, else what went wrong."""
    answers = fetcher.get_all((Request(f"{server}/{number}") for number in range(many)), workers)
    return ["" if isinstance(answer, Answer) else str(answer) for answer in answers]


@pytest.mark.parametrize("reply", DOWN.values(), ids=DOWN.keys())
def test_a_host_that_is_down_is_asked_no_more_in_this_run_and_again_in_the_next(reply: Reply) -> None:
    server = Loopback({"*": reply})
    patience = {"timeout_seconds": 0.2} if reply in SLOW.values() else {}  # which a busy machine may need to answer
    with server, quick_fetcher(server, attempts=2, **patience) as fetcher:
        counts = fetcher.counts.by_host["127.0.0.1"]  # a busy server may not have noted yet what was given up
        fetcher.begin_run()
        first = ask(fetcher, server.url, 100)
        asked = counts.requests
        fetcher.begin_run()
        ask(fetcher, server.url, 100)

    tries = 1 if "Retry-After" in reply.headers else 2
    assert (asked, counts.requests) == (tries * MOST_IN_A_ROW, 2 * tries * MOST_IN_A_ROW)
    assert len(set(first[MOST_IN_A_ROW:])) == 1


def test_one_sentence_says_what_happened() -> None:
    with Loopback({"*": Reply(status=502)}) as server, quick_fetcher(server, attempts=1) as fetcher:
        fetcher.begin_run()
        told = ask(fetcher, server.url, 11)[-1]

        assert told == (
            "127.0.0.1 is asked no more in this run, since 10 addresses in a row failed "
            f"(the last: {server.url}/9 answered 502). The next run asks it again."
        )
        assert fetcher.counts.by_host["127.0.0.1"].failed == 11


def test_a_host_that_cannot_be_reached_is_given_up_as_well() -> None:
    with unreachable() as gone, quick_fetcher(gone) as fetcher:
        fetcher.begin_run()
        told = ask(fetcher, gone, 50)

        assert fetcher.counts.by_host["127.0.0.1"].requests == 2 * MOST_IN_A_ROW
        assert "127.0.0.1 cannot be reached" in told[-1]


def test_a_request_under_way_is_not_tried_again_once_its_host_is_given_up() -> None:
    is_given_up = threading.Event()

    def held_back(_: Asked) -> Reply:
        is_given_up.wait(5)
        return Reply(status=500)

    server = Loopback({"/held": held_back, "*": Reply(status=500)})
    with server, quick_fetcher(server) as fetcher, ThreadPoolExecutor(1) as pool:
        fetcher.begin_run()
        held = pool.submit(fetcher.get, f"{server.url}/held")
        ask(fetcher, server.url, MOST_IN_A_ROW)
        is_given_up.set()
        with pytest.raises(FetchFailed, match="is asked no more in this run"):
            held.result()

    assert [asked.path for asked in server.asked].count("/held") == 1


def test_addresses_that_fail_among_good_ones_change_nothing() -> None:
    def half_bad(asked: Asked) -> Reply:
        return GOOD if int(asked.path[1:]) % MOST_IN_A_ROW == 0 else Reply(status=500)

    with Loopback({"*": half_bad}) as server, quick_fetcher(server, attempts=1) as fetcher:
        fetcher.begin_run()
        told = ask(fetcher, server.url, 40)

        assert len(server.asked) == 40
        assert told.count("") == 40 // MOST_IN_A_ROW


@pytest.mark.parametrize("status", [400, 403, 404, 410])
def test_a_host_that_says_no_works(status: int) -> None:
    with Loopback({"*": Reply(status=status)}) as server, quick_fetcher(server) as fetcher:
        fetcher.begin_run()
        ask(fetcher, server.url, 20)

        assert len(server.asked) == 20


def test_a_host_that_is_asked_too_often_is_not_given_up() -> None:
    with Loopback({"*": Reply(status=429)}) as server, quick_fetcher(server, attempts=1) as fetcher:
        fetcher.begin_run()
        ask(fetcher, server.url, 20)

        assert len(server.asked) == 20


def test_a_try_that_goes_well_counts_whatever_the_tries_before_it() -> None:
    flapping = {f"/{number}": in_turn([Reply(status=500), GOOD]) for number in range(20)}
    with Loopback(flapping) as server, quick_fetcher(server) as fetcher:
        fetcher.begin_run()

        assert ask(fetcher, server.url, 20) == [""] * 20


def test_another_host_is_asked_all_the_same() -> None:
    other = Loopback({"*": GOOD}, address="127.0.0.2")
    with Loopback({"*": Reply(status=500)}) as down, other as up, quick_fetcher(down, up, attempts=1) as fetcher:
        fetcher.begin_run()
        ask(fetcher, down.url, 20)

        assert ask(fetcher, up.url, 20) == [""] * 20


def test_where_there_are_no_runs_no_host_is_given_up() -> None:
    with Loopback({"*": Reply(status=500)}) as server, quick_fetcher(server, attempts=1) as fetcher:
        ask(fetcher, server.url, 20)

        assert len(server.asked) == 20
