"""Which sources anything is stored of, under which policy, and how much."""

from sqlalchemy import Connection, func, select

from trending_now.store.tables import ListingRow


def listings_by_source(connection: Connection) -> list[tuple[str, str, int]]:
    """Return each source with its policy's name and its number of listings, by name."""
    columns = (ListingRow.source, ListingRow.policy)
    query = select(*columns, func.count()).group_by(*columns).order_by(*columns)
    return [(source, policy, listings) for source, policy, listings in connection.execute(query)]
