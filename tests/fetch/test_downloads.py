"""Large files: streamed to disk whole or not at all, within their own cap, and what their checksum says."""

import hashlib
from pathlib import Path

import pytest

from tests.fetch.fetchers import quick_fetcher
from tests.loopback import Loopback, Reply, in_turn, redirect
from trending_now.errors import AnswerTooLarge, FetchError, FetchFailed, FetchRefused, HttpStatusError
from trending_now.fetch.client import DEFAULT_CAP_BYTES
from trending_now.fetch.downloads import Download, Downloaded, download

LARGE = bytes(range(256)) * (DEFAULT_CAP_BYTES // 256 + 1)
DIGEST = hashlib.sha256(LARGE).hexdigest()
GOOD = Reply(LARGE, media_type="application/gzip")
CAP = 2 * len(LARGE)


def fetched(
    server: Loopback, to: Path, sha256: str | None = DIGEST, cap_bytes: int = CAP, timeout_seconds: float = 30.0
) -> Downloaded:
    """Download the server's file, three tries, so many seconds of silence at most."""
    with quick_fetcher(server, timeout_seconds=timeout_seconds) as fetcher:
        return download(Download(server.url + "/c.tgz", cap_bytes, sha256), to, fetcher, lambda *_: None)


def test_a_file_above_the_cap_of_answers_is_streamed_to_disk(tmp_path: Path) -> None:
    with Loopback({"/c.tgz": GOOD}) as server:
        assert fetched(server, tmp_path / "new" / "c.tgz") == Downloaded(tmp_path / "new" / "c.tgz", DIGEST, len(LARGE))
        assert (tmp_path / "new" / "c.tgz").read_bytes() == LARGE
        assert server.asked[0].headers["accept-encoding"] == "identity"


def test_the_checksum_of_a_file_that_has_none_yet_is_told(tmp_path: Path) -> None:
    with Loopback({"/c.tgz": GOOD}) as server:
        assert fetched(server, tmp_path / "c.tgz", sha256=None).sha256 == DIGEST


def test_answers_of_services_keep_their_cap_beside_downloads(tmp_path: Path) -> None:
    with Loopback({"/c.tgz": GOOD}) as server, quick_fetcher(server) as fetcher:
        download(Download(server.url + "/c.tgz", CAP), tmp_path / "c.tgz", fetcher, lambda *_: None)
        with pytest.raises(AnswerTooLarge, match="5,242,880"):
            fetcher.get(server.url + "/c.tgz")


def test_progress_is_told_in_bytes_up_to_the_whole(tmp_path: Path) -> None:
    told: list[tuple[int, int | None, str]] = []
    with Loopback({"/c.tgz": GOOD}) as server, quick_fetcher(server) as fetcher:
        download(Download(server.url + "/c.tgz", CAP), tmp_path / "c.tgz", fetcher, lambda *report: told.append(report))
    assert told[-1] == (len(LARGE), len(LARGE), "bytes of c.tgz")
    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)


@pytest.mark.parametrize(
    ("reply", "error", "message", "requests"),
    [
        (Reply(LARGE[:-1], announced_length=len(LARGE)), FetchFailed, "broke off its answer", 3),
        (Reply(LARGE, stall_after=1000), FetchFailed, "did not answer within", 3),
        (Reply(b"moved", 404), HttpStatusError, "answered 404", 1),
        (Reply(b"", 503), HttpStatusError, "answered 503 on each of 3 tries", 3),
        (Reply(LARGE[:-1]), FetchFailed, "is not the file that was expected: its SHA-256 is", 1),
        (redirect("http://127.0.0.2:9/c.tgz"), FetchRefused, "is not among the services", 1),
    ],
    ids=["cut", "stalled", "not found", "down", "another file", "led away"],
)
def test_what_cannot_be_had_whole_leaves_nothing_behind(
    tmp_path: Path, reply: Reply, error: type[FetchError], message: str, requests: int
) -> None:
    with Loopback({"/c.tgz": reply}) as server:
        with pytest.raises(error, match=message):
            fetched(server, tmp_path / "c.tgz", timeout_seconds=30.0 if reply.stall_after is None else 0.5)
        assert len(server.asked) == requests
    assert list(tmp_path.iterdir()) == []


def test_a_download_cut_once_begins_anew(tmp_path: Path) -> None:
    cut = Reply(LARGE[:-1], announced_length=len(LARGE))
    with Loopback({"/c.tgz": in_turn([cut, GOOD])}) as server:
        assert fetched(server, tmp_path / "c.tgz").sha256 == DIGEST


def test_a_file_larger_than_expected_is_not_read_further(tmp_path: Path) -> None:
    with Loopback({"/c.tgz": GOOD}) as server, pytest.raises(AnswerTooLarge, match="more than the 1,000 bytes"):
        fetched(server, tmp_path / "c.tgz", cap_bytes=1000)
    assert list(tmp_path.iterdir()) == []


def test_an_old_file_stays_when_the_new_one_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "c.tgz").write_bytes(b"old")
    with Loopback({"/c.tgz": Reply(b"new, and wrong")}) as server, pytest.raises(FetchFailed):
        fetched(server, tmp_path / "c.tgz")
    assert (tmp_path / "c.tgz").read_bytes() == b"old"
