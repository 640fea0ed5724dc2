"""Reads what titles can be filtered by: regions, platforms, languages and vibe tags."""

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import InstrumentedAttribute

from trending_now.store.shown import Facets, TagCount
from trending_now.store.tables import ReleaseRow, TitleRow, TitleTagRow


def read_facets(connection: Connection) -> Facets:
    """Return the values that titles have, in alphabetical order; tags by how many titles have them, the most first."""
    often = func.count()
    tags = select(TitleTagRow.tag, often).group_by(TitleTagRow.tag).order_by(often.desc(), TitleTagRow.tag)
    return Facets(
        regions=_values(connection, ReleaseRow.region),
        platforms=_values(connection, ReleaseRow.platform),
        languages=_values(connection, TitleRow.language),
        tags=tuple(TagCount(tag, titles) for tag, titles in connection.execute(tags)),
    )


def _values(
    connection: Connection, column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None]
) -> tuple[str, ...]:
    return tuple(value for value in connection.scalars(select(column).distinct().order_by(column)) if value)
