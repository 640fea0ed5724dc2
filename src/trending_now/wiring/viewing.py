"""The reading side: the parts that pages are made with, and the handle that viewers' words go through."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trending_now.wiring.clock import utc_now
from trending_now.wiring.database import open_database
from trending_now.wiring.engines import build_rack
from trending_now.wiring.posters import build_poster_fetcher, build_poster_shelf

if TYPE_CHECKING:
    from trending_now.fetch.client import Fetcher
    from trending_now.pipeline.engines import EngineRack
    from trending_now.settings import Settings
    from trending_now.store.posters import PosterShelf
    from trending_now.store.reader import CatalogueReader
    from trending_now.store.verdicts.day_keys import DayKeys
    from trending_now.store.verdicts.feedback import FeedbackBook


@dataclass(frozen=True, slots=True)
class Viewing:
    """The reading parts that pages are made with; engines are loaded when they are first asked for."""

    reader: "CatalogueReader"
    poster_shelf: "PosterShelf"
    poster_fetcher: "Fetcher"
    engines: "EngineRack"


@contextmanager
def open_viewing(settings: "Settings") -> Iterator[Viewing]:
    """Open the reading side of a database that is set up.

    Raises:
        StoreError: the database cannot be read.
    """
    from trending_now.store.reader import CatalogueReader

    with closing(open_database(settings, writable=False)) as database, build_poster_fetcher(settings) as fetcher:
        reader = CatalogueReader(database, utc_now)
        yield Viewing(reader, build_poster_shelf(settings), fetcher, build_rack(settings))


@contextmanager
def open_feedback(settings: "Settings") -> Iterator["FeedbackBook"]:
    """Open the handle that viewers' words go through: it adds feedback to a database that is set up, and nothing else.

    Raises:
        StoreError: the database cannot be used.
    """
    from trending_now.store.verdicts.append_only import AppendOnlyDatabase
    from trending_now.store.verdicts.feedback import FeedbackBook

    with closing(AppendOnlyDatabase(settings.catalogue_url)) as database:
        yield FeedbackBook(database, utc_now)


def build_day_keys(settings: "Settings") -> "DayKeys":
    """Build the keys of the day, which lie in the home folder."""
    from trending_now.store.verdicts.day_keys import DayKeys

    return DayKeys(settings.home / "visitor-keys.json", utc_now)
