"""Reads the attention that titles got, day by day."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, select

from trending_now.domain.attention import Series, series_of
from trending_now.domain.title import Popularity
from trending_now.store.tables import PopularityRow


def read_series(connection: Connection, title_ids: Collection[int], today: date) -> dict[int, tuple[Series, ...]]:
    """Return each of these titles' series until today, one a source and measure; a title without any is left out."""
    columns = (
        PopularityRow.title_id,
        PopularityRow.source,
        PopularityRow.measure,
        PopularityRow.day,
        PopularityRow.value,
    )
    measured: defaultdict[int, list[Popularity]] = defaultdict(list)
    until_today = select(*columns).where(PopularityRow.title_id.in_(title_ids), PopularityRow.day <= today)
    for row in connection.execute(until_today):
        measured[row.title_id].append(Popularity(row.source, row.measure, row.day, row.value))
    return {title_id: series_of(said) for title_id, said in measured.items()}
