"""Reads the titles that outside services are asked about, with all that identifies them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, func, or_, select, true

from trending_now.domain.names import name_key
from trending_now.domain.review import KnownTitle
from trending_now.domain.title import ExternalId, Kind, Namespace, ReleaseType, TitleId
from trending_now.store.database import Database
from trending_now.store.journal_tables import RawRecordRow
from trending_now.store.sql.keys import slices
from trending_now.store.tables import ExternalIdRow, ListingRow, ReleaseRow, TitleRow
from trending_now.store.title_ids import numbers_now

ARTICLE = ".wikipedia.org/wiki/"
TURN = timedelta(days=7)  # not every article is read at every refresh; within this time each is


class Need(StrEnum):
    """What a service must know of a title to be asked about it."""

    NOTHING = "nothing"
    ARTICLE = "an article"
    IMDB_ID = "an IMDb id"
    TMDB_ID = "a TMDb id"


NAMESPACES = {Need.IMDB_ID: (Namespace.IMDB,), Need.TMDB_ID: (Namespace.TMDB_MOVIE, Namespace.TMDB_TV)}


class TitleDirectory:
    """Names the newest titles of the catalogue, without the demo's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def released_between(self, first: date, last: date, most: int, needs: Need = Need.NOTHING) -> list[KnownTitle]:
        """Return the titles whose shown release lies between two days and which have what is needed, the newest first.

        Where nobody names a release yet the newest premiere counts: festivals are where the first reviews come from.
        """
        return self._found(_released_in(first, last).where(_has(needs)).order_by(*NEWEST_FIRST).limit(most))

    def to_be_reviewed(self, first: date, last: date, most: int) -> list[KnownTitle]:
        """Return titles like `released_between`, but with shows that began before the first day after all others.

        All that is new of these is an episode. Hundreds are broadcast each day, and hardly one is reviewed.
        """
        query = _released_in(first, last).order_by(_began_before(first), *NEWEST_FIRST).limit(most)
        return self._found(query)

    def _found(self, query: Select[int]) -> list[KnownTitle]:
        with self._database.read() as connection:
            ids = connection.scalars(query).all()
            found = {title.id: title for some in slices(ids) for title in _read(connection, some)}
        return [found[TitleId(title)] for title in ids if title in found]

    def answered(self, source: str) -> dict[str, datetime]:
        """Return when a source last answered for each of its addresses."""
        last = select(RawRecordRow.url, func.max(RawRecordRow.fetched_at)).where(RawRecordRow.source == source)
        with self._database.read() as connection:
            return {url: at for url, at in connection.execute(last.group_by(RawRecordRow.url))}  # noqa: C416 (rows are no pairs to mypy)

    def as_now(self, titles: Collection[KnownTitle]) -> list[KnownTitle]:
        """Return titles as they are by now: joined ones as the one that stayed, without those that left."""
        with self._database.read() as connection:
            ids = sorted(set(numbers_now(connection, [title.id for title in titles]).values()))
            return [title for some in slices(ids) for title in _read(connection, some)]


def _read(connection: Connection, ids: Collection[int]) -> Iterable[KnownTitle]:
    said = (ListingRow.name, ListingRow.original_name, ListingRow.directors, ListingRow.url, ListingRow.fetched_at)
    names: defaultdict[int, list[str]] = defaultdict(list)
    directors: defaultdict[int, list[str]] = defaultdict(list)
    articles: defaultdict[int, dict[str, datetime]] = defaultdict(dict)
    listed = select(ListingRow.title_id, *said).where(ListingRow.title_id.in_(ids), ListingRow.is_review.is_(False))
    for title, name, original, directed, url, fetched_at in connection.execute(listed.order_by(ListingRow.id)):
        names[title] += [known for known in (name, original) if known]
        directors[title] += directed or []
        articles[title] |= {url: fetched_at} if url and ARTICLE in url else {}
    external_ids: defaultdict[int, list[ExternalId]] = defaultdict(list)
    known = select(ExternalIdRow.title_id, ExternalIdRow.namespace, ExternalIdRow.value)
    for title, space, value in connection.execute(known.where(ExternalIdRow.title_id.in_(ids))):
        external_ids[title].append(ExternalId(Namespace(space), value))
    facts = select(TitleRow.id, TitleRow.name, TitleRow.kind, TitleRow.year, _released().label("released"))
    for row in connection.execute(facts.where(TitleRow.id.in_(ids))):
        others = {name_key(name): name for name in names[row.id] if name_key(name) != name_key(row.name)}
        yield KnownTitle(
            id=TitleId(row.id),
            name=row.name,
            other_names=tuple(others.values()),
            kind=Kind(row.kind) if row.kind else None,
            year=row.year,
            directors=tuple(dict.fromkeys(directors[row.id])),
            external_ids=tuple(sorted(external_ids[row.id], key=lambda x: (x.namespace, x.value))),
            released=row.released,
            articles=_living(articles[row.id]),
        )


def _living(articles: Mapping[str, datetime]) -> tuple[str, ...]:
    """Return the articles that still exist: one that was renamed is no longer read under its old address."""
    newest = max(articles.values(), default=None)
    return tuple(address for address, at in articles.items() if newest and at >= newest - TURN)


def _released() -> ColumnElement[date]:
    newest = select(func.max(ReleaseRow.date)).where(
        ReleaseRow.title_id == TitleRow.id, ReleaseRow.type == ReleaseType.PREMIERE.value
    )
    return func.coalesce(TitleRow.release_date, newest.scalar_subquery())


def _released_in(first: date, last: date) -> Select[int]:
    return select(TitleRow.id).where(TitleRow.is_demo.is_(False), _released().between(first, last))


def _has(needs: Need) -> ColumnElement[bool]:
    """Return the condition that a title has what is needed, for the query itself, whose limit counts only these."""
    if needs is Need.NOTHING:
        return true()
    if needs is Need.ARTICLE:
        of_it = exists().where(ListingRow.title_id == TitleRow.id, ListingRow.is_review.is_(False))
        return of_it.where(ListingRow.url.contains(ARTICLE))
    spaces = [namespace.value for namespace in NAMESPACES[needs]]
    return exists().where(ExternalIdRow.title_id == TitleRow.id, ExternalIdRow.namespace.in_(spaces))


def _began_before(day: date) -> ColumnElement[int]:
    """Return 1 for a show that had begun before a day, by its year or a release; 0 for all other titles."""
    earlier = exists().where(ReleaseRow.title_id == TitleRow.id, ReleaseRow.date < day)
    began = or_(TitleRow.year < day.year, earlier)
    return case((and_(TitleRow.kind == Kind.TV.value, began), 1), else_=0)


NEWEST_FIRST = (_released().desc(), TitleRow.id)
