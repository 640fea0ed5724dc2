"""Gives stored reviews to the title that they are tied to now: a page was corrected, or their title came back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, exists, select

from trending_now.domain.title import Listing
from trending_now.store.disputes import refresh_dispute
from trending_now.store.gone_texts import forget_gone_texts
from trending_now.store.listings.batch import stored_listings
from trending_now.store.matching.joining import join_as_told
from trending_now.store.matching.match_book import read_parted
from trending_now.store.matching.splitting import move_listings
from trending_now.store.projection import refresh_titles
from trending_now.store.tables import ListingRow
from trending_now.store.title_ids import numbers_now


def retie(
    connection: Connection, reviews: Sequence[Listing], tied: Mapping[str, int], weighed: Collection[int], now: datetime
) -> None:
    """Give stored reviews to the titles that `tied` has for them, by their keys, where these are others.

    A review leaves its title if that was `weighed` too, and found not to be the one. A title known from reviews alone
    has left, and come back as the one that its review is tied to: they are joined. What a person parted stays apart.
    """
    stored = stored_listings(connection, reviews[0].source, list(tied))
    parted = read_parted(connection, reviews, tied)
    for key in sorted(stored.keys() - parted):
        if stored[key].title_id != tied[key]:
            _retie(connection, stored[key].listing_id, tied[key], weighed, now)


def _retie(connection: Connection, listing_id: int, tied: int, weighed: Collection[int], now: datetime) -> None:
    """Give one review to a title; an earlier one may have joined its own to that."""
    before = connection.scalars(select(ListingRow.title_id).where(ListingRow.id == listing_id)).one()
    title = numbers_now(connection, [tied])[tied]
    if before == title:
        return
    touched = [before, title]
    if not _is_catalogued(connection, before):
        touched = [join_as_told(connection, before, title)]
    elif before in weighed:
        move_listings(connection, [listing_id], title)
        forget_gone_texts(connection, [before])
    else:
        return
    refresh_titles(connection, touched, now.date())
    refresh_dispute(connection, touched)


def _is_catalogued(connection: Connection, title_id: int) -> bool:
    listed = exists().where(ListingRow.title_id == title_id, ListingRow.is_review.is_(False))
    return bool(connection.scalar(select(listed)))
