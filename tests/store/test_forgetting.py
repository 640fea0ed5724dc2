"""A source that is to be forgotten goes everywhere, also where something stops it half way and it is asked again."""

from pathlib import Path

import pytest

from tests.invented import NOW, HandClock, listing, policy
from trending_now.errors import StoreError
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.forgetting import Forgotten, forget_source
from trending_now.store.lake import RawLake
from trending_now.store.posters import PosterShelf
from trending_now.store.runs import RunLog

POSTER = "https://pictures.example.org/1.jpg"


def test_what_could_not_be_removed_at_first_is_removed_when_it_is_asked_again(
    writer: CatalogueWriter, database: Database, runs: RunLog, lake: RawLake, tmp_path: Path
) -> None:
    shelf = PosterShelf(tmp_path / "posters", HandClock())
    shelf.keep(POSTER, b"a picture", None)
    writer.record([listing(poster_url=POSTER)], policy(), NOW)

    with pytest.raises(StoreError):
        forget_source("first", database, runs, writer, RawLake("nowhere://lake", database), shelf)

    assert forget_source("first", database, runs, writer, lake, shelf) == Forgotten(listings=1, files=1, rest=0)
    assert shelf.read(POSTER) is None
    assert writer.is_empty()


def test_pictures_that_a_source_named_before_go_too(
    writer: CatalogueWriter, database: Database, runs: RunLog, lake: RawLake, tmp_path: Path
) -> None:
    shelf, now, others = PosterShelf(tmp_path / "posters", HandClock()), f"{POSTER}?2", f"{POSTER}?3"
    for url in (POSTER, now, others):
        shelf.keep(url, b"a picture", None)
    for source, url in (("first", POSTER), ("first", now), ("second", others)):
        writer.record([listing("1", source, poster_url=url)], policy(source), NOW)

    assert forget_source("first", database, runs, writer, lake, shelf).files == 2
    assert [shelf.read(url) for url in (POSTER, now, others)] == [None, None, b"a picture"]
