"""The titles that services and sites are asked about: those that came out, or were first shown, in a window."""

from datetime import timedelta
from pathlib import Path

from tests.invented import NOW, TODAY, HandClock, imdb, listing, policy, released
from trending_now.domain.run import RawRecord
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.domain.title import ExternalId, Kind, Namespace, Release, ReleaseType
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.known_titles import Need, TitleDirectory
from trending_now.store.lake import RawLake

PREMIERE = Release(TODAY - timedelta(days=3), ReleaseType.PREMIERE, "CA", None)
LONG_AGO = TODAY - timedelta(days=400)


def test_a_title_that_was_only_shown_at_a_festival_is_asked_about_by_that_day(database: Database) -> None:
    said = [
        listing("out", releases=(released(),)),
        listing("festival", releases=(PREMIERE,)),
        listing("old", releases=(released(LONG_AGO), PREMIERE)),
        listing("undated", releases=()),
    ]
    CatalogueWriter(database, load_taxonomy(), lambda: NOW).record(said, policy(), NOW)
    titles = TitleDirectory(database).released_between(TODAY - timedelta(days=7), TODAY, 10)
    assert [(title.name, title.released) for title in titles] == [
        ("The Lantern of out", TODAY),
        ("The Lantern of festival", PREMIERE.date),
    ]


def test_what_cannot_be_asked_about_does_not_crowd_out_what_can(database: Database) -> None:
    article, tmdb = "https://de.wikipedia.org/wiki/Ebb", ExternalId(Namespace.TMDB_TV, "7")
    old = {"releases": (released(TODAY - timedelta(days=5)),)}
    said = [listing(f"news {n}", kind=Kind.TV) for n in range(3)]
    said += [listing("read", url=article, **old), listing("rated", external_ids=(imdb(1),), **old)]
    said += [listing("streamed", external_ids=(tmdb,), kind=Kind.TV, **old)]
    CatalogueWriter(database, load_taxonomy(), lambda: NOW).record(said, policy(), NOW)

    def named(needs: Need) -> list[str]:
        found = TitleDirectory(database).released_between(TODAY - timedelta(days=7), TODAY, 2, needs)
        return [title.name.removeprefix("The Lantern of ") for title in found]

    assert named(Need.NOTHING) == ["news 0", "news 1"]
    assert (named(Need.ARTICLE), named(Need.IMDB_ID), named(Need.TMDB_ID)) == (["read"], ["rated"], ["streamed"])


def test_films_and_new_shows_are_reviewed_before_episodes_of_shows_that_are_on_for_long(database: Database) -> None:
    first, last_week = TODAY - timedelta(days=90), (released(TODAY - timedelta(days=5)),)
    said = [
        listing("news", kind=Kind.TV, year=1990),
        listing("serial", kind=Kind.TV, year=None, releases=(released(LONG_AGO), released())),
        listing("film", releases=last_week),
        listing("show", kind=Kind.TV, releases=last_week),
        listing("classic", year=1990, releases=last_week),
    ]
    CatalogueWriter(database, load_taxonomy(), lambda: NOW).record(said, policy(), NOW)
    found = TitleDirectory(database).to_be_reviewed(first, TODAY, 4)

    assert [title.name.removeprefix("The Lantern of ") for title in found] == ["film", "show", "classic", "news"]


def test_an_article_that_is_read_no_more_under_its_address_is_left_out(database: Database) -> None:
    clock = HandClock()
    writer = CatalogueWriter(database, load_taxonomy(), clock)
    old, new, german = (
        listing(key, "wikipedia", url=f"https://{key[:2]}.wikipedia.org/wiki/{key[3:]}", external_ids=(imdb(1),))
        for key in ("en:Untitled_film", "en:Beta_Rising", "de:Beta")
    )
    writer.record([old, german], policy("wikipedia"), clock())
    clock.advance(days=8)
    writer.record([new, german], policy("wikipedia"), clock())
    (title,) = TitleDirectory(database).released_between(TODAY - timedelta(days=7), TODAY, 10)
    assert title.articles == (german.url, new.url)


def test_when_an_answer_came_last_is_known_by_its_address(database: Database, tmp_path: Path) -> None:
    lake = RawLake(str(tmp_path), database)
    for content, hours, source in ((b"1", 0, "omdb"), (b"2", 5, "omdb"), (b"3", 9, "tvmaze")):
        record = RawRecord(source, "https://omdb.example/?i=tt0000001", content, NOW + timedelta(hours=hours))
        lake.keep([record], policy(source))

    found = TitleDirectory(database).answered("omdb")
    assert found == {"https://omdb.example/?i=tt0000001": NOW + timedelta(hours=5)}
