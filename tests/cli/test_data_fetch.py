"""`data fetch` brings corpora from their published homes, once, and writes their checksums down."""

import json
from pathlib import Path

import pytest

from tests.cli.commands import TrendingNow
from tests.corpora.written_corpora import LIGHTHOUSE, write_cmu, zipped
from tests.loopback import Loopback, Reply
from trending_now.fetch.downloads import sha256_of

PATH = "/d/MovieSummaries.tar.gz"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Return the CMU corpus as it is published, of one film."""
    film = ("101", "The Lamp", "1988", {"/m/03npn": "Horror"})
    return zipped(write_cmu(tmp_path, film, plots=[("101", LIGHTHOUSE)]), tmp_path / "published.tar.gz")


def test_a_corpus_is_fetched_once_with_its_checksum(trending_now: TrendingNow, archive: Path) -> None:
    with Loopback({PATH: Reply(archive.read_bytes(), media_type="application/gzip")}) as server:
        for _ in range(2):
            outcome = trending_now("data", "fetch", "cmu", CORPUS_URLS=f"cmu={server.url}{PATH}")
            assert (outcome.exit_code, outcome.err) == (0, ""), outcome
            assert outcome.out.startswith("cmu: data/MovieSummaries.tar.gz\n")
        assert len(server.asked) == 1
    fetched = trending_now.folder / "data" / "MovieSummaries.tar.gz"
    lock = json.loads((trending_now.folder / "data" / "corpora.lock.json").read_text("utf-8"))
    assert lock["cmu"]["sha256"] == sha256_of(fetched) == sha256_of(archive)


def test_without_a_name_all_are_fetched(trending_now: TrendingNow) -> None:
    with Loopback({f"/{name}.csv": Reply(name.encode()) for name in ("mpst", "cmu", "wiki_plots")}) as server:
        homes = ",".join(f"{name}={server.url}/{name}.csv" for name in ("mpst", "cmu", "wiki_plots"))
        outcome = trending_now("data", "fetch", "--out", "corpora", CORPUS_URLS=homes, REQUEST_INTERVAL_SECONDS=0)
    assert outcome.exit_code == 0, outcome
    fetched = {path.stem: path.read_text("utf-8") for path in (trending_now.folder / "corpora").glob("*.csv")}
    assert fetched == {name: name for name in ("mpst", "cmu", "wiki_plots")}


def test_a_corpus_that_has_moved_is_told(trending_now: TrendingNow) -> None:
    with Loopback({}) as server:
        outcome = trending_now("data", "fetch", "cmu", CORPUS_URLS=f"cmu={server.url}{PATH}")
    assert outcome.failed_with(1, f"{PATH} answered 404")


@pytest.mark.parametrize(
    ("name", "settings", "said"),
    [
        ("imdb", {}, "There is no corpus 'imdb' to fetch; choose one of: mpst, cmu, wiki_plots"),
        ("cmu", {"CORPUS_URLS": "imdb=http://127.0.0.1:1/c"}, "TRENDING_NOW_CORPUS_URLS names 'imdb'"),
    ],
    ids=["argument", "setting"],
)
def test_a_corpus_that_has_no_home_is_wrong_use(
    trending_now: TrendingNow, name: str, settings: dict[str, str], said: str
) -> None:
    assert trending_now("data", "fetch", name, **settings).failed_with(2, said)
