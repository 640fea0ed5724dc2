"""The titles that services and sites are asked about: those that came out, or were first shown, in a window."""

from datetime import timedelta

from tests.invented import NOW, TODAY, HandClock, imdb, listing, policy, released
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.domain.title import Release, ReleaseType
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.known_titles import TitleDirectory

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
