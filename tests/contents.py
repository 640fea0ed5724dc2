"""A catalogue's whole content without what two runs may differ in: our own ids, times, and the log of runs."""

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select, text

from trending_now.store.database import Database
from trending_now.store.journal_tables import EnrichmentRow
from trending_now.store.tables import ListingRow, PlotRow, ReviewRow, Table

NOT_COMPARED = {"runs", "violations", "change_count"}
TIMES = {"asked_at", "fetched_at", "expires_at", "first_seen", "last_seen", "created_at", "locked_at", "given_at"}
FROM_OUR_IDS = {"document_digest", "lake_file"}
TEXT_ID = re.compile(r"(plot|review):(\d+)")

Content = dict[str, list[str]]
Listed = tuple[str, str]


@dataclass(slots=True)
class Meanings:
    """What our ids stand for: a title for its listings, a listing for its source and key, a text for its words."""

    titles: defaultdict[int, list[Listed]] = field(default_factory=lambda: defaultdict(list))
    listings: dict[int, Listed] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


def content_of(database: Database) -> Content:
    """Return every table's rows in order, each id replaced by what it stands for."""
    with database.read() as connection:
        meanings = _meanings(connection)
        content = {
            name: _rows(connection, name, meanings) for name in Table.metadata.tables if name not in NOT_COMPARED
        }
        content["enrichments"] = _newest_enrichments(connection, meanings)
        content["title_search"] = _searched(connection, meanings)
    return content


def listings_by_title(database: Database) -> set[frozenset[Listed]]:
    """Return which listings stand together, each as (source, key)."""
    with database.read() as connection:
        return {frozenset(listings) for listings in _meanings(connection).titles.values()}


def _meanings(connection: Connection) -> Meanings:
    meanings = Meanings()
    for row in connection.execute(select(ListingRow.__table__).order_by(ListingRow.source, ListingRow.source_key)):
        meanings.listings[row.id] = (row.source, row.source_key)
        meanings.titles[row.title_id].append((row.source, row.source_key))
    for table, role in ((PlotRow, "plot"), (ReviewRow, "review")):
        for row in connection.execute(select(table.id, table.listing_id, table.text)):
            meanings.texts[f"{role}:{row.id}"] = f"{meanings.listings[row.listing_id]} {row.text}"
    return meanings


def _rows(connection: Connection, name: str, meanings: Meanings) -> list[str]:
    rows = connection.execute(select(Table.metadata.tables[name])).mappings()
    return sorted(_plain(name, dict(row), meanings) for row in rows)


def _plain(table: str, row: dict[str, Any], meanings: Meanings) -> str:
    title = row.pop("id", None) if table == "titles" else row.pop("title_id", None)
    row["of_title"] = meanings.titles[title] if title else None
    row["of_listing"] = meanings.listings.get(row.pop("listing_id", 0))
    for name in {"id", *TIMES, *FROM_OUR_IDS}:
        row.pop(name, None)
    said = json.dumps(row, default=str, sort_keys=True)
    return TEXT_ID.sub(lambda found: json.dumps(meanings.texts[found[0]]), said)


def _newest_enrichments(connection: Connection, meanings: Meanings) -> list[str]:
    """Return what counts: how often an engine read a title before it had all of its texts may differ."""
    newest = select(func.max(EnrichmentRow.id)).group_by(EnrichmentRow.title_id, EnrichmentRow.engine)
    rows = connection.execute(select(EnrichmentRow.__table__).where(EnrichmentRow.id.in_(newest))).mappings()
    return sorted(_plain("enrichments", dict(row), meanings) for row in rows)


def _searched(connection: Connection, meanings: Meanings) -> list[str]:
    key = "rowid" if connection.dialect.name == "sqlite" else "title_id"
    rows = connection.execute(text(f"SELECT {key}, words FROM title_search"))
    return sorted(f"{meanings.titles[title]} {words}" for title, words in rows)
