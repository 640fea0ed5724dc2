"""The titles that services and sites are asked about: those that came out, or were first shown, in a window."""

from datetime import timedelta

from tests.invented import NOW, TODAY, listing, policy, released
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
