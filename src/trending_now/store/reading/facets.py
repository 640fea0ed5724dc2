"""Reads what titles can be filtered by: regions, platforms, languages and vibe tags."""

from dataclasses import dataclass

from sqlalchemy import Connection, Select, func, select

from trending_now.domain.names import folded
from trending_now.domain.title import ReleaseType
from trending_now.store.tables import ReleaseRow, TitleRow, TitleTagRow


@dataclass(frozen=True, slots=True)
class TagCount:
    """A vibe tag and how many titles are shown with it."""

    tag: str
    titles: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What can be filtered by; the commonest tags first."""

    regions: tuple[str, ...]
    platforms: tuple[str, ...]
    languages: tuple[str, ...] = ()
    tags: tuple[TagCount, ...] = ()


def read_facets(connection: Connection) -> Facets:
    """Return the values that titles have, in alphabetical order; tags by how many titles have them, the most first.

    They are sorted here, since databases differ in how they sort capitals and accents.
    """
    often = func.count()
    is_release = ReleaseRow.type != ReleaseType.PREMIERE.value
    tags = select(TitleTagRow.tag, often).group_by(TitleTagRow.tag).order_by(often.desc(), TitleTagRow.tag)
    return Facets(
        regions=_values(connection, select(ReleaseRow.region).where(is_release)),
        platforms=_values(connection, select(ReleaseRow.platform).where(is_release)),
        languages=_values(connection, select(TitleRow.language)),
        tags=tuple(TagCount(tag, titles) for tag, titles in connection.execute(tags)),
    )


def _values(connection: Connection, query: Select[str] | Select[str | None]) -> tuple[str, ...]:
    values = filter(None, connection.scalars(query.distinct()))
    return tuple(sorted(values, key=lambda value: (folded(value), value)))
