"""Corpora from their published home: fetched once, known again by their checksum."""

import json
from pathlib import Path

import pytest

from tests.corpora.written_corpora import LIGHTHOUSE, texts_of, write_cmu, zipped
from tests.fetch.fetchers import quick_fetcher
from tests.loopback import Loopback, Reply, in_turn
from trending_now.corpora.cmu import read_cmu
from trending_now.corpora.published import HOMES, LOCK, CorpusShelf
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.errors import FetchFailed, HttpStatusError, WrongUse
from trending_now.fetch.downloads import Download, sha256_of

FIRST, SECOND = Reply(b"a corpus", media_type="text/csv"), Reply(b"another corpus", media_type="text/csv")


def fetched(server: Loopback, folder: Path, sha256: str | None = None, path: str = "/data/c.csv") -> Path:
    """Get the server's corpus from a shelf of this folder."""
    with quick_fetcher(server) as fetcher:
        homes = {"c": Download(server.url + path, 1_000_000, sha256)}
        return CorpusShelf(folder, fetcher, homes).get("c", lambda *_: None)


def test_a_corpus_is_fetched_once_and_its_checksum_written_down(tmp_path: Path) -> None:
    with Loopback({"/data/c.csv": FIRST}) as server:
        path = fetched(server, tmp_path)
        assert fetched(server, tmp_path) == path == tmp_path / "c.csv"
        assert len(server.asked) == 1
    lock = json.loads((tmp_path / LOCK).read_text())["c"]
    assert lock == {"url": f"{server.url}/data/c.csv", "sha256": sha256_of(path), "size": 8}


def test_a_later_download_must_have_the_checksum_of_the_first(tmp_path: Path) -> None:
    with Loopback({"/data/c.csv": in_turn([FIRST, SECOND])}) as server:
        fetched(server, tmp_path).unlink()
        with pytest.raises(FetchFailed, match="is not the file that was expected"):
            fetched(server, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [LOCK]


def test_a_file_that_was_changed_on_disk_is_not_used(tmp_path: Path) -> None:
    with Loopback({"/data/c.csv": FIRST}) as server:
        fetched(server, tmp_path).write_bytes(b"changed!")
        with pytest.raises(WrongUse, match="is not the file that was fetched"):
            fetched(server, tmp_path)


def test_a_file_whose_checksum_nobody_wrote_down_is_not_vouched_for(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_bytes(b"from elsewhere")
    with Loopback({"/data/c.csv": FIRST}) as server, pytest.raises(WrongUse, match="nobody wrote down its SHA-256"):
        fetched(server, tmp_path)
    assert server.asked == []


def test_a_known_checksum_stands_before_the_lock_file(tmp_path: Path) -> None:
    with Loopback({"/data/c.csv": FIRST}) as server, pytest.raises(FetchFailed, match=f"not {'0' * 64}"):
        fetched(server, tmp_path, sha256="0" * 64)
    assert list(tmp_path.iterdir()) == []


def test_a_corpus_that_has_moved_is_told_by_its_status(tmp_path: Path) -> None:
    with Loopback({}) as server, pytest.raises(HttpStatusError, match=r"/data/c\.csv answered 404"):
        fetched(server, tmp_path)


def test_a_cut_download_leaves_no_corpus_and_no_lock(tmp_path: Path) -> None:
    cut = Reply(b"a cor", announced_length=8)
    with Loopback({"/data/c.csv": cut}) as server, pytest.raises(FetchFailed, match="broke off"):
        fetched(server, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_lock_file_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / LOCK).write_text("{")
    with Loopback({"/data/c.csv": FIRST}) as server, pytest.raises(WrongUse, match="is damaged"):
        fetched(server, tmp_path)


def test_what_was_fetched_is_read_by_its_loader(tmp_path: Path) -> None:
    film = ("101", "The Lamp", "1988", {"/m/03npn": "Horror"})
    archive = zipped(write_cmu(tmp_path, film, plots=[("101", LIGHTHOUSE)]), tmp_path / "MovieSummaries.tar.gz")
    with Loopback({"/d/MovieSummaries.tar.gz": Reply(archive.read_bytes(), media_type="application/gzip")}) as server:
        path = fetched(server, tmp_path / "shelf", path="/d/MovieSummaries.tar.gz")
    assert [text.name for text in texts_of(read_cmu(path, load_taxonomy()))] == ["The Lamp"]


def test_each_corpus_has_a_home_and_others_have_none(tmp_path: Path) -> None:
    assert set(HOMES) == {"mpst", "cmu", "wiki_plots"}
    with quick_fetcher() as fetcher, pytest.raises(WrongUse, match="no corpus 'imdb' to fetch"):
        CorpusShelf(tmp_path, fetcher).get("imdb", lambda *_: None)


def test_another_address_must_give_the_bytes_of_the_first(tmp_path: Path) -> None:
    with Loopback({"/data/c.csv": FIRST, "/mirror/c.csv": SECOND}) as server:
        fetched(server, tmp_path).unlink()
        with pytest.raises(FetchFailed, match="is not the file that was expected"):
            fetched(server, tmp_path, path="/mirror/c.csv")
