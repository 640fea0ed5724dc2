"""Listings that may be of one title: open questions to a person, and the answers, which hold for ever."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

from sqlalchemy import Connection, and_, exists, or_, select, update
from sqlalchemy.orm import aliased

from trending_now.domain.title import Listing
from trending_now.errors import WrongUse
from trending_now.store.database import Database
from trending_now.store.journal_tables import MatchQuestionRow
from trending_now.store.matching.matcher import Answers, Doubt, ListingKey
from trending_now.store.sql.column_types import LARGEST_NUMBER
from trending_now.store.sql.keys import is_among
from trending_now.store.sql.upsert import insert_new
from trending_now.store.tables import ListingRow
from trending_now.store.title_ids import require_title

Q = MatchQuestionRow


@dataclass(frozen=True, slots=True)
class ListedFacts:
    """What a person sees of a listing."""

    source: str
    key: str
    name: str
    kind: str | None
    year: int | None
    url: str | None
    title_id: int


@dataclass(frozen=True, slots=True)
class MatchQuestion:
    """Two listings of two titles that may be one, and why; `number` names the question."""

    number: int
    one: ListedFacts
    other: ListedFacts
    reason: str


@dataclass(frozen=True, slots=True)
class Settled:
    """A question that a person answered: its two listings, and their title if they are of one."""

    one: ListingKey
    other: ListingKey
    title_id: int | None


class MatchBook:
    """The questions about listings that wait for a person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self) -> list[MatchQuestion]:
        """Return the questions that nobody has answered, of listings that are there and still of two titles."""
        with self._database.read() as connection:
            rows = connection.execute(select(Q.__table__).where(Q.is_same.is_(None)).order_by(Q.id)).all()
            found = [(row, _listed(connection, row.source, row.source_key),
                      _listed(connection, row.other_source, row.other_key)) for row in rows]  # fmt: skip
        there = [(row, one, other) for row, one, other in found if one and other and one.title_id != other.title_id]
        return [MatchQuestion(row.id, one, other, row.reason) for row, one, other in there if one and other]

    def listings_of(self, title_id: int) -> list[ListedFacts]:
        """Return the listings of a title, those of catalogues first.

        Raises:
            TitleNotFound: there is no such title.
        """
        columns = (ListingRow.source, ListingRow.source_key)
        query = select(*columns).where(ListingRow.title_id == title_id).order_by(ListingRow.is_review, ListingRow.id)
        with self._database.read() as connection:
            require_title(connection, title_id)
            found = [_listed(connection, source, key) for source, key in connection.execute(query).all()]
        return [listed for listed in found if listed]


def ask(connection: Connection, doubts: Sequence[Doubt], now: datetime) -> None:
    """Add questions for a person; two listings that were asked about before, either way round, are left as they are."""
    if not doubts:
        return
    pairs = {((x.listing.source, x.listing.source_key), x.other): x.reason for x in doubts}
    sources, keys = zip(*(one for one, _ in pairs), strict=True)
    is_known = and_(Q.other_source.in_(set(sources)), is_among(connection, Q.other_key, keys))
    known = {_pair(row) for row in connection.execute(select(Q.__table__).where(is_known))}
    rows = [
        {"source": one[0], "source_key": one[1], "other_source": other[0], "other_key": other[1], "reason": reason}
        | {"asked_at": now, "is_same": None, "answered_at": None}
        for (one, other), reason in pairs.items()
        if (other, one) not in known
    ]
    insert_new(connection, MatchQuestionRow, rows)


def note_answer(connection: Connection, number: int, now: datetime, *, is_same: bool) -> tuple[ListingKey, ListingKey]:
    """Note a person's answer to a question; returns the two listings.

    Raises:
        WrongUse: there is no such question.
    """
    asked = select(Q.__table__).where(Q.id == number)
    row = connection.execute(asked).one_or_none() if 0 < number <= LARGEST_NUMBER else None
    if row is None:
        raise WrongUse(f"There is no question {number}; `trending-now match review` lists those that wait.")
    one, other = _pair(row)
    _set_answer(connection, one, other, now, is_same=is_same)  # an older version may have asked both ways round
    return one, other


def read_answers(connection: Connection, listings: Sequence[Listing]) -> Answers:
    """Return what people said of these listings, which are of one source."""
    answers: defaultdict[ListingKey, dict[ListingKey, bool]] = defaultdict(dict)
    if not listings:
        return answers
    source, keys = listings[0].source, [listing.source_key for listing in listings]
    as_one = and_(Q.source == source, is_among(connection, Q.source_key, keys))
    as_other = and_(Q.other_source == source, is_among(connection, Q.other_key, keys))
    for row in connection.execute(select(Q.__table__).where(Q.is_same.is_not(None), or_(as_one, as_other))):
        one, other = _pair(row)
        answers[one][other] = answers[other][one] = row.is_same
    return answers


def read_parted(connection: Connection, listings: Sequence[Listing], titles: Mapping[str, int]) -> set[str]:
    """Return the keys of those listings that, as people said, are not of the titles that `titles` maps them to."""
    said = read_answers(connection, listings)
    if not said:
        return set()
    columns = (ListingRow.title_id, ListingRow.source, ListingRow.source_key)
    of_titles: defaultdict[int, set[ListingKey]] = defaultdict(set)
    asked = select(*columns).where(ListingRow.title_id.in_(set(titles.values())))
    for title_id, source, key in connection.execute(asked):
        of_titles[title_id].add((source, key))
    return {
        listing.source_key
        for listing in listings
        for other, is_same in said.get((listing.source, listing.source_key), {}).items()
        if not is_same and other in of_titles[titles[listing.source_key]]
    }


def read_denials(connection: Connection) -> dict[ListingKey, set[ListingKey]]:
    """Return for each listing those that, as people said, are of another title."""
    denials: defaultdict[ListingKey, set[ListingKey]] = defaultdict(set)
    for row in connection.execute(select(Q.__table__).where(Q.is_same.is_(False))):
        one, other = _pair(row)
        denials[one].add(other)
        denials[other].add(one)
    return denials


def rename_asked(connection: Connection, source: str, new_keys: Mapping[str, str]) -> None:
    """Give a source's listings their new keys, mapped from the old ones, in questions and answers.

    If there is already a question about the new key and the same other listing, that one counts.
    """
    one, other = ("source", "source_key"), ("other_source", "other_key")
    for side, across in ((one, other), (other, one)):
        whose, key = (getattr(Q, name) for name in side)
        twin = aliased(Q)
        same_across = [getattr(twin, name) == getattr(Q, name) for name in across]
        for old in connection.scalars(select(key).where(whose == source).distinct()).all():
            if new := new_keys.get(old):
                said = exists().where(getattr(twin, side[0]) == source, getattr(twin, side[1]) == new, *same_across)
                renamed = update(Q).where(whose == source, key == old, ~said)
                connection.execute(renamed.values({side[1]: new}))


def keep_apart(connection: Connection, one: ListingKey, others: Sequence[ListingKey], now: datetime) -> None:
    """Note that a listing is of another title than these, as a person says; earlier answers are replaced."""
    for other in others:
        _set_answer(connection, one, other, now, is_same=False)


def keep_together(connection: Connection, title_id: int, other_id: int, now: datetime) -> None:
    """Note that all listings of two titles are of one, as a person says; earlier answers are replaced."""
    for one, other in product(_keys_of(connection, title_id), _keys_of(connection, other_id)):
        _set_answer(connection, one, other, now, is_same=True)


def _pair(row: Any) -> tuple[ListingKey, ListingKey]:
    """Return the two listings of a question."""
    return (row.source, row.source_key), (row.other_source, row.other_key)


def _keys_of(connection: Connection, title_id: int) -> list[ListingKey]:
    listed = select(ListingRow.source, ListingRow.source_key).where(ListingRow.title_id == title_id)
    return [(source, key) for source, key in connection.execute(listed.order_by(ListingRow.id))]


def _set_answer(connection: Connection, one: ListingKey, other: ListingKey, now: datetime, *, is_same: bool) -> None:
    pairs = ((one, other), (other, one))
    is_asked = or_(*(and_(Q.source == a[0], Q.source_key == a[1], Q.other_source == b[0], Q.other_key == b[1])
                     for a, b in pairs))  # fmt: skip
    answer = {"is_same": is_same, "answered_at": now}
    if connection.execute(update(Q).where(is_asked).values(**answer)).rowcount:
        return
    asked = {"source": one[0], "source_key": one[1], "other_source": other[0], "other_key": other[1]}
    reason = "joined by hand" if is_same else "split by hand"
    insert_new(connection, MatchQuestionRow, [asked | answer | {"reason": reason, "asked_at": now}])


def _listed(connection: Connection, source: str, key: str) -> ListedFacts | None:
    row = connection.execute(
        select(ListingRow.__table__).where(ListingRow.source == source, ListingRow.source_key == key)
    ).one_or_none()
    return None if row is None else ListedFacts(source, key, row.name, row.kind, row.year, row.url, row.title_id)
