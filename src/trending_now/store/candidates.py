"""Loads the titles that listings may be about: those that share an external id or a name with them."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, exists, select
from sqlalchemy.orm import InstrumentedAttribute

from trending_now.domain.names import name_key
from trending_now.domain.title import ExternalId, Listing, Namespace
from trending_now.store.among import is_among
from trending_now.store.matching import Candidate, name_keys
from trending_now.store.projection import slices
from trending_now.store.tables import ExternalIdRow, ListingRow, TitleRow


def load_candidates(connection: Connection, listings: Sequence[Listing]) -> Iterable[Candidate]:
    """Return the titles that these listings may be about, in the order they were first stored."""
    values = {external_id.value for listing in listings for external_id in listing.external_ids}
    ids = _titles_with(connection, ExternalIdRow.value, values, ExternalIdRow.title_id)
    ids |= _titles_with(connection, TitleRow.name_key, _names_to_find(connection, listings), TitleRow.id)
    found: dict[int, Candidate] = {}
    for some in slices(sorted(ids)):
        found |= _read(connection, some)
    return found.values()


def _names_to_find(connection: Connection, listings: Sequence[Listing]) -> set[str]:
    """Return the name keys by which titles may match: none where no other source lists anything."""
    others = exists().where(ListingRow.source.not_in({listing.source for listing in listings}))
    if not connection.scalar(select(others)):
        return set()
    return {key for listing in listings if listing.kind and listing.year is not None for key in name_keys(listing)}


def _titles_with(
    connection: Connection,
    column: InstrumentedAttribute[str],
    values: Collection[str],
    title: InstrumentedAttribute[int],
) -> set[int]:
    return set(connection.scalars(select(title).where(is_among(connection, column, values)))) if values else set()


def _read(connection: Connection, ids: Collection[int]) -> dict[int, Candidate]:
    columns = (TitleRow.id, TitleRow.name_key, TitleRow.original_name, TitleRow.kind, TitleRow.year)
    found = {
        title: Candidate(title, {key} | ({name_key(original)} if original else set()), kind, year)
        for title, key, original, kind, year in connection.execute(
            select(*columns).where(TitleRow.id.in_(ids)).order_by(TitleRow.id)
        )
    }
    listed = select(ListingRow.title_id, ListingRow.source).where(ListingRow.title_id.in_(ids))
    for title, source in connection.execute(listed):
        found[title].sources.add(source)
    known = select(ExternalIdRow.title_id, ExternalIdRow.namespace, ExternalIdRow.value)
    for title, namespace, value in connection.execute(known.where(ExternalIdRow.title_id.in_(ids))):
        found[title].external_ids.add(ExternalId(Namespace(namespace), value))
    return found
