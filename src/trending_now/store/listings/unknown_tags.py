"""The source tags that the taxonomy does not know; they count for nothing until someone maps them."""

from dataclasses import dataclass

from sqlalchemy import func, select

from trending_now.domain.genre import SourceTag
from trending_now.store.database import Database
from trending_now.store.tables import ListingRow, VoteRow


@dataclass(frozen=True, slots=True)
class UnknownTag:
    """A tag as written, and how many listings have it."""

    tag: SourceTag
    listings: int


def unknown_tags(database: Database, source: str | None = None) -> list[UnknownTag]:
    """Return the unknown tags of one source or, by default, of all; the commonest first."""
    often = func.count()
    query = select(VoteRow.vocabulary, VoteRow.tag, often).where(VoteRow.known.is_(False))
    if source is not None:
        query = query.join(ListingRow, ListingRow.id == VoteRow.listing_id).where(ListingRow.source == source)
    query = query.group_by(VoteRow.vocabulary, VoteRow.tag).order_by(often.desc(), VoteRow.vocabulary, VoteRow.tag)
    with database.read() as connection:
        return [
            UnknownTag(SourceTag(vocabulary, tag), listings) for vocabulary, tag, listings in connection.execute(query)
        ]
