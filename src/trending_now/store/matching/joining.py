"""Joins two titles that turn out to be one: a listing names an id of each, or now has the other's name."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import Connection, String, bindparam, cast, delete, exists, insert, select, update

from trending_now.domain.title import ExternalId, Listing, Namespace
from trending_now.store.documents import refresh_documents
from trending_now.store.genres_shown import refresh_genres_shown
from trending_now.store.journal_tables import TitleVectorRow
from trending_now.store.matching.match_book import read_denials
from trending_now.store.matching.matcher import Candidate, ListingKey, Matcher, Placed, name_keys
from trending_now.store.search import drop_titles
from trending_now.store.sql.keys import slices
from trending_now.store.sql.upsert import insert_new
from trending_now.store.tables import ExternalIdRow, ListingRow, MovedTitleRow, Table, TitleRow, TitleTagRow

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Link:
    """A listing of one title names an external id that another title has, the owner."""

    listing: Listing
    external_id: ExternalId
    title: int
    owner: int


@dataclass(frozen=True, slots=True)
class DisputedLink:
    """A link between titles that may not be joined, with a listing of the owner."""

    listing: Listing
    external_id: ExternalId
    other: ListingKey


@dataclass(frozen=True, slots=True)
class Joined:
    """Which title was joined to which, and the links between titles that may not be joined."""

    moved: dict[int, int]
    disputed: tuple[DisputedLink, ...]


def join_same_titles(connection: Connection, placed: Sequence[Placed], changed: Sequence[Placed]) -> Joined:
    """Join the titles that these listings show to be one.

    `changed` listings are matched by name again, since their name or year may have changed.
    """
    links = _links(connection, placed)
    namesakes = _namesakes(connection, changed)
    pairs = [(link.title, link.owner) for link in links]
    named = {*namesakes, *chain.from_iterable(namesakes.values())}
    known = _candidates(connection, named.union(*pairs))
    moved: dict[int, int] = {}
    for pair in pairs:
        _join(connection, known, moved, pair)
    for listing, _, title in changed:
        own = known.get(_followed(moved, title))
        others = [known[other] for other in sorted(namesakes.get(title, ())) if other in known]
        found = Matcher(c for c in others if own and c is not own and _agree(own, c)).match(listing)
        if found is not None and found.title_id is not None:
            _join(connection, known, moved, (title, found.title_id))
    apart = (link for link in links if not (_are_one(moved, link) or _are_told_apart(known, link)))
    disputed = (
        DisputedLink(link.listing, link.external_id, _first_listing(known[_followed(moved, link.owner)]))
        for link in apart
    )
    return Joined({gone: _followed(moved, gone) for gone in moved}, tuple(disputed))


def join_as_told(connection: Connection, one: int, other: int) -> int:
    """Join two titles because a person says that they are one; returns the number that stays."""
    keep, gone = sorted((one, other))
    if keep != gone:
        _move(connection, gone, keep)
    return keep


def drop_unsaid_ids(connection: Connection, titles: Iterable[int]) -> None:
    """Remove the external ids of these titles that none of their listings says any more.

    An id that was disputed goes to the other title, whose listing may not come again for long.
    """
    unsaid: set[tuple[str, str]] = set()
    for ids in slices(sorted(set(titles))):
        said: set[tuple[int, str, str]] = set()
        listed = select(ListingRow.title_id, ListingRow.external_ids).where(ListingRow.title_id.in_(ids))
        for title, pairs in connection.execute(listed):
            said |= {(title, space, value) for space, value in pairs}
        columns = (ExternalIdRow.title_id, ExternalIdRow.namespace, ExternalIdRow.value)
        known = connection.execute(select(*columns).where(ExternalIdRow.title_id.in_(ids)))
        unsaid |= {(space, value) for title, space, value in known if (title, space, value) not in said}
    if unsaid:
        is_it = (ExternalIdRow.namespace == bindparam("space"), ExternalIdRow.value == bindparam("its"))
        connection.execute(delete(ExternalIdRow).where(*is_it), [{"space": x, "its": value} for x, value in unsaid])
        _hand_on(connection, unsaid)


def _hand_on(connection: Connection, unsaid: Collection[tuple[str, str]]) -> None:
    """Give ids that no title has any more to the first of those whose listings say them."""
    names_any = cast(ListingRow.external_ids, String) != "[]"
    listed = select(ListingRow.title_id, ListingRow.external_ids).where(names_any).order_by(ListingRow.title_id)
    rows = [
        {"namespace": space, "value": value, "title_id": title}
        for title, pairs in connection.execute(listed)
        for space, value in pairs
        if (space, value) in unsaid
    ]
    insert_new(connection, ExternalIdRow, rows)


def _first_listing(candidate: Candidate) -> ListingKey:
    """Return the listing to name to a person: a catalogue's, before a review."""
    return min(candidate.listings, key=lambda listing: (listing[0] not in candidate.sources, listing))


def _are_one(moved: dict[int, int], link: Link) -> bool:
    return _followed(moved, link.title) == _followed(moved, link.owner)


def _are_told_apart(known: dict[int, Candidate], link: Link) -> bool:
    """Tell whether a person said that a listing of one title is not of the other."""
    own, other = known.get(link.title), known.get(link.owner)
    return bool(own and other and (own.denied & other.listings or other.denied & own.listings))


def _links(connection: Connection, placed: Iterable[Placed]) -> list[Link]:
    values = {external_id.value for listing, _, _ in placed for external_id in listing.external_ids}
    if not values:
        return []
    columns = (ExternalIdRow.namespace, ExternalIdRow.value, ExternalIdRow.title_id)
    found = connection.execute(select(*columns).where(ExternalIdRow.value.in_(values)))
    owners = {ExternalId(Namespace(space), value): owner for space, value, owner in found}
    return [
        Link(listing, external_id, title, owners[external_id])
        for listing, _, title in placed
        for external_id in listing.external_ids
        if owners.get(external_id, title) != title
    ]


def _namesakes(connection: Connection, changed: Sequence[Placed]) -> Mapping[int, set[int]]:
    """Return for each listing's title the others of the listing's name that its source does not list.

    A source never lists a title twice, and of a series with a row for each episode it may list thousands of one name.
    """
    by_key: defaultdict[str, set[int]] = defaultdict(set)
    for listing, _, title in changed:
        for key in name_keys(listing):
            by_key[key].add(title)
    namesakes: defaultdict[int, set[int]] = defaultdict(set)
    if not by_key:
        return namesakes
    own = exists().where(ListingRow.title_id == TitleRow.id, ListingRow.source == changed[0].listing.source)
    is_named = TitleRow.name_key.in_(by_key)
    others = select(TitleRow.id, TitleRow.name_key).where(is_named, ~own.where(ListingRow.is_review.is_(False)))
    for other, key in connection.execute(others):
        for title in by_key[key] - {other}:
            namesakes[title].add(other)
    return namesakes


def _candidates(connection: Connection, ids: Collection[int]) -> dict[int, Candidate]:
    """Load what is known of these titles from their listings, since their own rows may not be up to date yet."""
    known: dict[int, Candidate] = {}
    if not ids:
        return known
    query = select(ListingRow.__table__).where(ListingRow.title_id.in_(ids))
    denials = read_denials(connection)
    for row in connection.execute(query.order_by(ListingRow.is_review, ListingRow.id)):
        candidate = known.setdefault(row.title_id, Candidate(row.title_id, set(), row.kind, row.year))
        candidate.denied |= denials.get((row.source, row.source_key), set())
        candidate.kind, candidate.year = candidate.kind or row.kind, candidate.year or row.year
        if row.is_review:  # a site may review one title under two names
            candidate.listings.add((row.source, row.source_key))
        else:
            candidate.add_listing(row.source, row.source_key, (row.name, row.original_name))
    columns_of_ids = (ExternalIdRow.title_id, ExternalIdRow.namespace, ExternalIdRow.value)
    for title, space, value in connection.execute(select(*columns_of_ids).where(ExternalIdRow.title_id.in_(ids))):
        known[title].external_ids.add(ExternalId(Namespace(space), value))
    return known


def _agree(one: Candidate, other: Candidate) -> bool:
    """Tell whether two titles may be one: no person denies it, kinds and ids agree, and no source lists both."""
    if not one.denied.isdisjoint(other.listings):
        return False
    kinds = {candidate.kind for candidate in (one, other) if candidate.kind}
    spaces = {external_id.namespace for external_id in one.external_ids & other.external_ids}
    differing = {x.namespace for x in one.external_ids} & {x.namespace for x in other.external_ids} - spaces
    return len(kinds) < 2 and not differing and not one.sources & other.sources


def _join(connection: Connection, known: dict[int, Candidate], moved: dict[int, int], pair: Pair) -> None:
    keep, gone = sorted(_followed(moved, title) for title in pair)
    if keep == gone or not _agree(known[keep], known[gone]):
        return
    _move(connection, gone, keep)
    moved[gone] = keep
    absorbed = known.pop(gone)
    known[keep].name_keys |= absorbed.name_keys
    known[keep].names += [name for name in absorbed.names if name not in known[keep].names]
    known[keep].sources |= absorbed.sources
    known[keep].listings |= absorbed.listings
    known[keep].denied |= absorbed.denied
    known[keep].external_ids |= absorbed.external_ids
    known[keep].kind, known[keep].year = known[keep].kind or absorbed.kind, known[keep].year or absorbed.year


def _move(connection: Connection, gone: int, keep: int) -> None:
    """Move everything of one title to the other, including locks and enrichments.

    On PostgreSQL viewers may give feedback beside a writer. The row lock waits for feedback that is being stored, and
    later feedback on this title is refused.
    """
    connection.execute(select(TitleRow.id).where(TitleRow.id == gone).with_for_update())
    engines = select(TitleRow.engine).where(TitleRow.id.in_((gone, keep)), TitleRow.engine.is_not(None))
    engine = connection.scalar(engines.order_by(TitleRow.id))
    _drop_twins(connection, gone, keep)
    for table in Table.metadata.sorted_tables:
        if "title_id" in table.columns:
            connection.execute(update(table).where(table.c.title_id == gone).values(title_id=keep))
    drop_titles(connection, [gone])
    connection.execute(delete(TitleRow).where(TitleRow.id == gone))
    connection.execute(insert(MovedTitleRow).values(id=gone, title_id=keep))
    refresh_documents(connection, [keep])  # by its texts it is decided which answers count
    refresh_genres_shown(connection, [keep], engine or "")


def _drop_twins(connection: Connection, gone: int, keep: int) -> None:
    """Drop the rows that the joined title would have twice: tags are derived again, and it keeps its own vector."""
    connection.execute(delete(TitleTagRow).where(TitleTagRow.title_id == gone))
    has_vector = select(TitleVectorRow.title_id).where(TitleVectorRow.title_id == keep)
    if connection.scalar(has_vector) is not None:
        connection.execute(delete(TitleVectorRow).where(TitleVectorRow.title_id == gone))


def _followed(moved: dict[int, int], title: int) -> int:
    while title in moved:
        title = moved[title]
    return title
