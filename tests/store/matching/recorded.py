"""Records listings one by one, and counts the titles that they make."""

from tests.contents import listings_by_title
from tests.invented import NOW, policy
from trending_now.domain.title import Listing
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database

TOGETHER, APART = 1, 2


def record(writer: CatalogueWriter, *said: Listing) -> None:
    """Record each listing as a batch of its own."""
    for each in said:
        writer.record([each], policy(each.source), NOW)


def titles(database: Database) -> int:
    """Return how many titles there are."""
    return len(listings_by_title(database))
