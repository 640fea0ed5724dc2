"""Loads the stored titles that listings may be about, since they share an external id or a name."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Text, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from trending_now.domain.matching.name_forms import lookup_keys
from trending_now.domain.matching.text_clues import LONGEST_READ
from trending_now.domain.names import name_key
from trending_now.domain.title import ExternalId, Listing, Namespace
from trending_now.store.matching.match_book import read_answers
from trending_now.store.matching.matcher import BEGINNING, END, Candidate, ends_of, name_keys
from trending_now.store.sql.keys import is_among, slices
from trending_now.store.tables import ExternalIdRow, ListingRow, NameFormRow, PlotRow, TitleRow, VoteRow


def load_candidates(connection: Connection, listings: Sequence[Listing]) -> Iterable[Candidate]:
    """Return the titles that these listings may be about, in the order they were first stored."""
    values = {external_id.value for listing in listings for external_id in listing.external_ids}
    ids = _titles_with(connection, ExternalIdRow.value, values, ExternalIdRow.title_id)
    if named := _named(connection, listings):
        keys = {key for x in named for name in (x.name, x.original_name) if name for key in lookup_keys(name)}
        ids |= _titles_with(connection, TitleRow.name_key, keys, TitleRow.id)
        ids |= _titles_with(connection, NameFormRow.key, keys, NameFormRow.title_id)
        ids |= _spelt_alike(connection, named)
    ids |= _answered(connection, listings)
    found: dict[int, Candidate] = {}
    for some in slices(sorted(ids)):
        found |= _read(connection, some)
    return found.values()


def _named(connection: Connection, listings: Sequence[Listing]) -> list[Listing]:
    """Return the listings that may match by name; none if no other source lists anything."""
    others = exists().where(ListingRow.source.not_in({listing.source for listing in listings}))
    if not listings or not connection.scalar(select(others)):
        return []
    return [listing for listing in listings if listing.kind and listing.year is not None]


def _spelt_alike(connection: Connection, listings: Sequence[Listing]) -> set[int]:
    """Return the titles of about the same year whose long names begin or end as those of these listings do."""
    ends = {ends for listing in listings for key in name_keys(listing) if (ends := ends_of(key))}
    if not ends:
        return set()
    years = {year for x in listings if x.year is not None for year in (x.year - 1, x.year, x.year + 1)}
    key, (beginnings, endings) = TitleRow.name_key, map(set, zip(*ends, strict=True))
    begins = is_among(connection, func.substr(key, 1, BEGINNING, type_=Text), beginnings)
    end = func.substr(key, func.length(key) - END + 1, END, type_=Text)
    ends_alike = and_(func.length(key) >= END, is_among(connection, end, endings))
    return set(connection.scalars(select(TitleRow.id).where(TitleRow.year.in_(years), or_(begins, ends_alike))))


def _answered(connection: Connection, listings: Sequence[Listing]) -> set[int]:
    """Return the titles that a person said one of these listings is of."""
    others = [
        other for said in read_answers(connection, listings).values() for other, is_same in said.items() if is_same
    ]
    key = tuple_(ListingRow.source, ListingRow.source_key)
    return set(connection.scalars(select(ListingRow.title_id).where(key.in_(others)))) if others else set()


def _titles_with(
    connection: Connection,
    column: InstrumentedAttribute[str],
    values: Collection[str],
    title: InstrumentedAttribute[int],
) -> set[int]:
    return set(connection.scalars(select(title).where(is_among(connection, column, values)))) if values else set()


def _read(connection: Connection, ids: Collection[int]) -> dict[int, Candidate]:
    titles = select(TitleRow.__table__).where(TitleRow.id.in_(ids)).order_by(TitleRow.id)
    found = {row.id: _candidate(row) for row in connection.execute(titles)}
    columns = (ListingRow.title_id, ListingRow.source, ListingRow.source_key, ListingRow.name, ListingRow.original_name)
    listed = select(*columns, ListingRow.directors).where(ListingRow.title_id.in_(ids), ListingRow.is_review.is_(False))
    for row in connection.execute(listed.order_by(ListingRow.id)):
        found[row.title_id].add_listing(row.source, row.source_key, (row.name, row.original_name))
        found[row.title_id].directors |= frozenset(row.directors or ())
    known = select(ExternalIdRow.title_id, ExternalIdRow.namespace, ExternalIdRow.value)
    for title, namespace, value in connection.execute(known.where(ExternalIdRow.title_id.in_(ids))):
        found[title].external_ids.add(ExternalId(Namespace(namespace), value))
    _read_texts(connection, found)
    return found


def _read_texts(connection: Connection, found: Mapping[int, Candidate]) -> None:
    """Load the openings of the plots, and the tags."""
    opening = func.substr(PlotRow.text, 1, LONGEST_READ, type_=Text)
    plots = select(PlotRow.title_id, opening).where(PlotRow.title_id.in_(found)).order_by(PlotRow.id)
    for title, text in connection.execute(plots):
        found[title].texts.append(text)
    for title, tag in connection.execute(select(VoteRow.title_id, VoteRow.tag).where(VoteRow.title_id.in_(found))):
        found[title].tags.add(tag)


def _candidate(row: Row[Any]) -> Candidate:
    names = [row.name, *([row.original_name] if row.original_name else [])]
    keys = {row.name_key} | {name_key(name) for name in names}
    countries = frozenset(filter(None, row.countries.split(",")))
    return Candidate(row.id, keys, row.kind, row.year, names=names, countries=countries)
