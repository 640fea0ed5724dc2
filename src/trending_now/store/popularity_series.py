"""Reads the attention that titles got, day by day."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, select

from trending_now.domain.attention import Series, series_of
from trending_now.domain.title import Popularity
from trending_now.store.tables import PopularityRow


def read_series(connection: Connection, title_ids: Collection[int]) -> dict[int, tuple[Series, ...]]:
    """Return each of these titles' series, one a source and measure; a title that nobody measured is left out."""
    columns = (
        PopularityRow.title_id,
        PopularityRow.source,
        PopularityRow.measure,
        PopularityRow.day,
        PopularityRow.value,
    )
    measured: defaultdict[int, list[Popularity]] = defaultdict(list)
    for row in connection.execute(select(*columns).where(PopularityRow.title_id.in_(title_ids))):
        measured[row.title_id].append(Popularity(row.source, row.measure, row.day, row.value))
    return {title_id: series_of(said) for title_id, said in measured.items()}
