"""Keeps the ids of texts that a source gives again as they were, though it says other things anew."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import to_json
from sqlalchemy import Connection, select

from trending_now.store.documents import TEXT_TABLES
from trending_now.store.listings.listing_rows import Row
from trending_now.store.sql.keys import slices
from trending_now.store.tables import Table


def keep_ids(connection: Connection, said: Mapping[type[Table], Sequence[Row]]) -> None:
    """Give texts that are about to replace those of their listings the ids of equal ones among these.

    Evidence points at them still, and neither is their title read again nor a language model paid for them twice.
    """
    for _, table in TEXT_TABLES:
        stored: defaultdict[bytes, list[int]] = defaultdict(list)
        for ids in slices({row["listing_id"] for row in said[table]}):
            query = select(table.__table__).where(table.listing_id.in_(ids)).order_by(table.id.desc())
            for row in connection.execute(query).mappings():
                stored[_key(row)].append(row["id"])
        for new in said[table]:
            if same := stored[_key(new)]:
                new["id"] = same.pop()


def _key(row: Mapping[Any, Any]) -> bytes:
    """Return a key that is equal for rows that say the same of one listing."""
    return to_json(sorted((name, value) for name, value in row.items() if name != "id"))
