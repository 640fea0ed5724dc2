"""Derives each title's row from its listings: facts, the release shown, popularity, document and search text."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, select, update

from trending_now.store.documents import chosen_texts, texts_digest
from trending_now.store.names import name_key
from trending_now.store.search import drop_titles, index_titles
from trending_now.store.tables import ListingRow, PlotRow, PopularityRow, ReleaseRow, TitleRow

UNDATED = date(1, 1, 1)
PRECEDENCE = {"tmdb": 0, "tvmaze": 1, "demo": 9}
OTHER_PRECEDENCE = 5
FACTS = ("name", "kind", "year", "original_name", "language", "countries", "runtime_minutes", "poster_url")
SLICE = 500
ATTENTION_TOP = {"weight": 100.0, "popularity": 1000.0, "demo": 100.0}


def refresh_titles(connection: Connection, title_ids: Collection[int], today: date) -> None:
    """Derive the rows of these titles anew."""
    for ids in slices(sorted(set(title_ids))):
        listings = _listings(connection, ids)
        releases = _releases(connection, ids)
        attention = _attention(connection, ids)
        texts = chosen_texts(connection, ids)
        rows = [
            _facts(listings[title])
            | _release_shown(releases.get(title, []), today)
            | {"key": title, "popularity": attention.get(title, 0.0), "document_digest": texts_digest(texts[title])}
            for title in ids
            if title in listings
        ]
        if rows:
            connection.execute(update(TitleRow.__table__).where(TitleRow.id == bindparam("key")), rows)  # type: ignore[arg-type]
            index_titles(connection, _search_texts(connection, rows))


def refresh_release_dates(connection: Connection, today: date) -> None:
    """Choose again the release shown of every title with one near today: time passes, upcoming ones come out."""
    upcoming = select(ReleaseRow.title_id).where(ReleaseRow.date <= today, TitleRow.release_date > today)
    stale = connection.scalars(upcoming.join(TitleRow, TitleRow.id == ReleaseRow.title_id).distinct()).all()
    later = select(ReleaseRow.title_id).join(TitleRow, TitleRow.id == ReleaseRow.title_id)
    newer = later.where(ReleaseRow.date <= today, ReleaseRow.date > TitleRow.release_date).distinct()
    refresh_titles(connection, {*stale, *connection.scalars(newer)}, today)


def drop_empty_titles(connection: Connection, title_ids: Iterable[int]) -> None:
    """Remove those of these titles that no listing is left of."""
    for ids in slices(sorted(set(title_ids))):
        listed = exists().where(ListingRow.title_id == TitleRow.id)
        empty = connection.scalars(select(TitleRow.id).where(TitleRow.id.in_(ids), ~listed)).all()
        drop_titles(connection, empty)
        connection.execute(delete(TitleRow).where(TitleRow.id.in_(empty)))


def slices(ids: Collection[int]) -> Iterator[tuple[int, ...]]:
    """Cut a long list of ids so that a statement's parameters stay within every database's limit."""
    ordered = list(ids)
    for start in range(0, len(ordered), SLICE):
        yield tuple(ordered[start : start + SLICE])


def _listings(connection: Connection, ids: Collection[int]) -> dict[int, list[Any]]:
    """Return each title's listings, the source that is believed first in front."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    columns = [getattr(ListingRow, fact) for fact in FACTS]
    rows = connection.execute(
        select(ListingRow.title_id, ListingRow.id, ListingRow.source, ListingRow.policy, *columns).where(
            ListingRow.title_id.in_(ids)
        )
    )
    for row in rows:
        found[row.title_id].append(row)
    for listings in found.values():
        listings.sort(key=lambda row: (PRECEDENCE.get(row.source, OTHER_PRECEDENCE), row.id))
    return found


def _facts(listings: list[Any]) -> dict[str, Any]:
    """Return for each fact what the first source that knows it says."""
    facts = {fact: next((v for row in listings if (v := getattr(row, fact))), None) for fact in FACTS}
    facts["countries"] = facts["countries"] or ""
    facts["name_key"] = name_key(facts["name"] or "")
    facts["is_demo"] = all(row.source == "demo" for row in listings)
    facts["poster_policy"] = next((row.policy for row in listings if row.poster_url), None)
    return facts


def _releases(connection: Connection, ids: Collection[int]) -> dict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    columns = (ReleaseRow.title_id, ReleaseRow.date, ReleaseRow.type, ReleaseRow.region, ReleaseRow.platform)
    for row in connection.execute(select(*columns).where(ReleaseRow.title_id.in_(ids))):
        found[row.title_id].append(row)
    return found


def _release_shown(releases: list[Any], today: date) -> dict[str, Any]:
    """Return the columns of the newest release that is out, else of the next one to come."""
    out = [release for release in releases if release.date <= today]
    order = sorted(out or releases, key=lambda r: (r.date, r.type, r.region, r.platform))
    shown = (order[-1] if out else order[0]) if order else None
    return {
        "release_date": shown.date if shown else None,
        "release_type": shown.type if shown else None,
        "release_region": (shown.region or None) if shown else None,
        "release_platform": (shown.platform or None) if shown else None,
        "sort_date": shown.date if shown else UNDATED,
    }


def _attention(connection: Connection, ids: Collection[int]) -> dict[int, float]:
    """Return each title's attention in [0, 1]: the greatest of its newest measures, each on a log scale of its own."""
    columns = (PopularityRow.title_id, PopularityRow.source, PopularityRow.measure, PopularityRow.value)
    query = select(*columns).where(PopularityRow.title_id.in_(ids), PopularityRow.measure.in_(ATTENTION_TOP))
    newest = {
        (row.title_id, row.source, row.measure): row.value
        for row in connection.execute(query.order_by(PopularityRow.day))
    }
    attention: defaultdict[int, float] = defaultdict(float)
    for (title, _, measure), value in newest.items():
        scaled = math.log1p(max(value, 0.0)) / math.log1p(ATTENTION_TOP[measure])
        attention[title] = max(attention[title], round(min(scaled, 1.0), 6))
    return attention


def _search_texts(connection: Connection, rows: list[dict[str, Any]]) -> list[tuple[int, str]]:
    texts = {row["key"]: [row["name"] or "", row["original_name"] or ""] for row in rows}
    for title, text in connection.execute(select(PlotRow.title_id, PlotRow.text).where(PlotRow.title_id.in_(texts))):
        texts[title].append(text)
    return [(title, " ".join(parts)) for title, parts in texts.items()]
