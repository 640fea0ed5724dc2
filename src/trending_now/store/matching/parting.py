"""Splits a title whose listings were joined only by an external id that its source has since retracted."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select

from trending_now.domain.title import ExternalId, Listing, Namespace
from trending_now.store.matching.match_book import read_answers
from trending_now.store.matching.matcher import Answers, Candidate, Matcher, Placed
from trending_now.store.matching.splitting import take_out
from trending_now.store.sql.keys import slices
from trending_now.store.tables import ListingRow


def part_untied(connection: Connection, loose: Sequence[Placed], now: datetime) -> dict[int, int]:
    """Split titles if no id, name or person ties these listings, which retracted an id, to the title's others.

    The part with the oldest listing keeps the title's number and the reviews. Unlike a split by a person, this does not
    hold for ever: an id that comes again joins the parts again.

    Returns the new title of each listing that was moved, by the listing's number.
    """
    answers = read_answers(connection, [place.listing for place in loose])
    moved: dict[int, int] = {}
    for listing, listing_id, title in loose:
        rows = _listed(connection, moved.get(listing_id, title))
        taken = _untied(rows, listing, listing_id, answers)
        if taken:
            new = take_out(connection, rows[0]["title_id"], taken, [row for row in rows if row not in taken], now)
            moved |= {row["id"]: new for row in taken}
    return moved


def that_took_back(connection: Connection, changed: Sequence[Placed]) -> list[Placed]:
    """Return the listings that no longer name an id that they have in the tables."""
    before: dict[int, set[tuple[str, str]]] = {}
    for ids in slices([place.listing_id for place in changed]):
        named = select(ListingRow.id, ListingRow.external_ids).where(ListingRow.id.in_(ids))
        before |= {listing_id: set(map(tuple, said)) for listing_id, said in connection.execute(named)}
    return [
        place
        for place in changed
        if before[place.listing_id] - {(x.namespace.value, x.value) for x in place.listing.external_ids}
    ]


def _listed(connection: Connection, title: int) -> list[RowMapping]:
    listed = select(ListingRow.__table__).where(ListingRow.title_id == title, ListingRow.is_review.is_(False))
    return list(connection.execute(listed.order_by(ListingRow.id)).mappings())


def _untied(rows: Sequence[RowMapping], listing: Listing, listing_id: int, answers: Answers) -> Sequence[RowMapping]:
    """Return the rows that are to leave a title; none if all belong together."""
    tied = _tied_by_ids(rows, listing_id)
    others = [row for row in rows if row["id"] not in tied]
    if not others:
        return []
    matcher = Matcher([_candidate(others)], answers)
    if matcher.match(listing) or matcher.doubts:
        return []
    return others if rows[0]["id"] in tied else [row for row in rows if row["id"] in tied]


def _tied_by_ids(rows: Sequence[RowMapping], listing_id: int) -> set[int]:
    """Return the listings that one is tied to by shared ids, directly or through others."""
    named = {row["id"]: set(map(tuple, row["external_ids"])) for row in rows}
    tied, ids = {listing_id}, named[listing_id]
    while more := {other for other, own in named.items() if other not in tied and own & ids}:
        tied |= more
        ids = ids.union(*(named[other] for other in more))
    return tied


def _candidate(rows: Iterable[RowMapping]) -> Candidate:
    candidate = Candidate(None, set(), None, None)
    for row in rows:
        candidate.add_listing(row["source"], row["source_key"], (row["name"], row["original_name"]))
        candidate.directors |= frozenset(row["directors"] or ())
        candidate.external_ids |= {ExternalId(Namespace(space), value) for space, value in row["external_ids"]}
        candidate.kind, candidate.year = candidate.kind or row["kind"], candidate.year or row["year"]
    return candidate
