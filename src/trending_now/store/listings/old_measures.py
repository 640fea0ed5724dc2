"""Measures of popularity that are older than their source's policy lets them be, though their listing is kept fresh."""

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Connection, delete, select

from trending_now.store.tables import ListingRow, PolicyRow, PopularityRow


def drop_old_measures(connection: Connection, now: datetime) -> set[int]:
    """Delete them; returns their titles. The measures that a listing was last fetched with go when it does."""
    titles: set[int] = set()
    limited = select(PolicyRow.name, PolicyRow.retention_days).where(PolicyRow.retention_days.is_not(None))
    for policy, days in connection.execute(limited).all():
        last_day = (now - timedelta(days=days or 0)).date()  # up to a day too early, never late
        later = datetime.combine(last_day + timedelta(days=1), time(), UTC)
        fresh = select(ListingRow.id).where(ListingRow.policy == policy, ListingRow.fetched_at >= later)
        old = (PopularityRow.day <= last_day, PopularityRow.listing_id.in_(fresh))
        titles |= set(connection.scalars(select(PopularityRow.title_id).where(*old)))
        connection.execute(delete(PopularityRow).where(*old))
    return titles
