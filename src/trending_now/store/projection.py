"""Derives each title's row from what is said of it: facts, the release shown, popularity, document and search text."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, exists, func, or_, select, update

from trending_now.domain.attention import FRESH, attention_of, series_of, trend_of
from trending_now.domain.episode import Episode, episode_of, rank
from trending_now.domain.names import name_key
from trending_now.domain.title import Popularity, ReleaseType
from trending_now.store.documents import choose_texts, open_policies
from trending_now.store.search import drop_titles, index_titles
from trending_now.store.sql.keys import slices
from trending_now.store.sql.upsert import insert_rows
from trending_now.store.tables import ListingRow, PlotRow, PopularityRow, ReleaseRow, ReviewRow, Table, TitleRow

RELEASE_COLUMNS = (
    "release_date", "release_type", "release_region", "release_platform", "release_at", "release_season",
    "release_episode",
)  # fmt: skip
NO_RELEASE: dict[str, Any] = dict.fromkeys(RELEASE_COLUMNS) | {"newness": 0, "is_new": True}
NEW_FOR = timedelta(days=30)
"""How long before the release shown a series or season may have begun and still be new."""
UNMEASURED = {"popularity": 0.0, "trend": 0.0}
PRECEDENCE = {"tmdb": 0, "tvmaze": 1, "omdb": 2, "wikidata": 3, "wikipedia": 6, "pageviews": 7, "demo": 9}
OTHER_PRECEDENCE = 5
FACTS = ("name", "kind", "year", "original_name", "language", "countries", "runtime_minutes", "poster_url")
NOT_ENRICHED: dict[str, Any] = {
    "engine": None,
    "chosen_bits": 0,
    "uncertain_bits": 0,
    "shown_scores": None,
    "dispute": 0.0,
    "liking": 0.0,
}

READ: dict[type[Table], tuple[str, ...]] = {
    ListingRow: ("title_id", "id", "source", "policy", "is_review", *FACTS),
    ReleaseRow: ("title_id", "date", "type", "region", "platform", "at", "season", "episode"),
    PopularityRow: ("title_id", "source", "measure", "day", "value"),
    PlotRow: ("title_id", "id", "listing_id", "language", "text"),
    ReviewRow: ("title_id", "id", "text"),
}

_IS_PREMIERE = ReleaseRow.type == ReleaseType.PREMIERE.value

Row = Mapping[Any, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """All that is said of one title, as rows of the tables with these names."""

    listings: list[Row] = field(default_factory=list)
    releases: list[Row] = field(default_factory=list)
    popularity: list[Row] = field(default_factory=list)
    plots: list[Row] = field(default_factory=list)
    reviews: list[Row] = field(default_factory=list)


def gather(rows: Mapping[type[Table], Iterable[Row]], titles: Iterable[int]) -> dict[int, Said]:
    """Sort rows of the tables by the titles that they are about; rows of other titles are skipped."""
    said = {title: Said() for title in titles}
    for table in READ:
        listed = attrgetter(table.__tablename__)
        for row in rows[table]:
            about = said.get(row["title_id"])
            if about is not None:
                listed(about).append(row)
    return said


def insert_titles(connection: Connection, said: Mapping[int, Said], today: date) -> None:
    """Insert the rows of new titles, derived from what is about to be stored of them."""
    terms = open_policies(connection)
    rows = [{"id": title} | NOT_ENRICHED | _derived(about, today, terms) for title, about in said.items()]
    if rows:
        insert_rows(connection, TitleRow, rows)
        _index(connection, said)


def refresh_titles(connection: Connection, title_ids: Collection[int], today: date) -> None:
    """Update the rows of these titles from what is stored of them."""
    terms = open_policies(connection) if title_ids else set()
    for ids in slices(sorted(set(title_ids))):
        said = {title: about for title, about in _read(connection, ids).items() if about.listings}
        rows = [{"key": title} | _derived(about, today, terms) for title, about in said.items()]
        if rows:
            connection.execute(update(TitleRow.__table__).where(TitleRow.id == bindparam("key")), rows)  # type: ignore[arg-type]
            drop_titles(connection, said)
            _index(connection, said)


def refresh_search(connection: Connection) -> None:
    """Index every title for the search again, as this version does it."""
    for ids in slices(connection.scalars(select(TitleRow.id)).all()):
        said = _read(connection, ids)
        drop_titles(connection, said)
        _index(connection, said)


def refresh_release_dates(connection: Connection, today: date) -> None:
    """Update the release shown of the titles of which one has come out, or is yet to (after a clock was ahead)."""
    came_out = and_(TitleRow.newness < 0, TitleRow.release_date <= today)
    is_wrong = or_(came_out, TitleRow.newness > today.toordinal())
    wrong = connection.scalars(select(TitleRow.id).where(is_wrong))
    later = select(ReleaseRow.title_id).join(TitleRow, TitleRow.id == ReleaseRow.title_id)
    later = later.where(~_IS_PREMIERE)
    newer = later.where(ReleaseRow.date <= today, ReleaseRow.date > TitleRow.release_date).distinct()
    refresh_titles(connection, {*wrong, *connection.scalars(newer)}, today)


def refresh_premieres(connection: Connection) -> None:
    """Update the release shown of every title with a premiere: older versions took it for a release."""
    today = connection.scalar(select(func.current_date()))
    titles = set(connection.scalars(select(ReleaseRow.title_id).where(_IS_PREMIERE)))
    if today is not None:
        refresh_titles(connection, titles, today)


def refresh_attention(connection: Connection, today: date) -> None:
    """Update the attention of every title of which a measure is out of date, or lies in the future."""
    measure = (PopularityRow.title_id, PopularityRow.source, PopularityRow.measure)
    noticed = select(PopularityRow.title_id).join(TitleRow, TitleRow.id == PopularityRow.title_id)
    noticed = noticed.where(or_(TitleRow.popularity != 0, TitleRow.trend != 0))
    last_day = func.max(PopularityRow.day)
    wrong = noticed.group_by(*measure).having(or_(last_day < today - FRESH, last_day > today))
    _set_attention(connection, set(connection.scalars(wrong)), today)


def refresh_all_attention(connection: Connection) -> None:
    """Update the attention of every title, as of the last day on which anything was measured."""
    today = connection.scalar(select(func.max(PopularityRow.day)))
    if today is not None:
        _set_attention(connection, set(connection.scalars(select(PopularityRow.title_id))), today)


def drop_empty_titles(connection: Connection, title_ids: Iterable[int]) -> None:
    """Remove those of these titles that have no listing left."""
    for ids in slices(sorted(set(title_ids))):
        listed = exists().where(ListingRow.title_id == TitleRow.id)
        empty = connection.scalars(select(TitleRow.id).where(TitleRow.id.in_(ids), ~listed)).all()
        drop_titles(connection, empty)
        connection.execute(delete(TitleRow).where(TitleRow.id.in_(empty)))


def _read(connection: Connection, ids: Collection[int]) -> dict[int, Said]:
    """Return what is stored of each of these titles."""
    queries = {
        table: select(*(getattr(table, name) for name in columns)).where(table.title_id.in_(ids))  # type: ignore[attr-defined]
        for table, columns in READ.items()
    }
    return gather({table: connection.execute(query).mappings() for table, query in queries.items()}, ids)


def _derived(said: Said, today: date, open_to_llm: Collection[str]) -> dict[str, Any]:
    """Return the columns of a title that are derived from what is said of it, some of it under open policies."""
    listings = said.listings if len(said.listings) == 1 else sorted(said.listings, key=_precedence)
    columns = _facts(listings)
    columns.update(_release_shown(said.releases, today))
    columns.update(_attention(said.popularity, today))
    open_listings = {row["id"] for row in listings if row["policy"] in open_to_llm}
    columns["document_digest"] = choose_texts(said.plots, said.reviews, open_listings).digest
    return columns


def _attention(popularity: list[Row], today: date) -> dict[str, float]:
    """Return the columns that follow from what was measured."""
    if not popularity:
        return UNMEASURED
    series = series_of(map(_measured, popularity))
    return {"popularity": attention_of(series, today), "trend": trend_of(series, today)}


def _precedence(listing: Row) -> tuple[bool, int, int]:
    return bool(listing["is_review"]), PRECEDENCE.get(listing["source"], OTHER_PRECEDENCE), listing["id"]


def _facts(listings: list[Row]) -> dict[str, Any]:
    """Return each fact as the first listing says that knows it."""
    facts: dict[str, Any] = {fact: listings[0][fact] or None for fact in FACTS}
    for row in listings[1:]:
        facts |= {fact: row[fact] for fact in FACTS if facts[fact] is None and row[fact]}
    facts["countries"] = facts["countries"] or ""
    facts["name_key"] = name_key(facts["name"] or "")
    facts["is_demo"] = {row["source"] for row in listings} == {"demo"}
    policies = [row["policy"] for row in listings if row["poster_url"]]
    facts["poster_policy"] = policies[0] if policies else None
    return facts


def _release_shown(releases: list[Row], today: date) -> dict[str, Any]:
    """Return the columns of the newest release that is out, else of the next one; premieres do not count."""
    releases = [release for release in releases if release["type"] != ReleaseType.PREMIERE]
    if not releases:
        return NO_RELEASE
    days = [release["date"] for release in releases]
    day = max((day for day in days if day <= today), default=min(days))
    shown = max((release for release in releases if release["date"] == day), key=_release_rank)
    return {
        "release_date": shown["date"],
        "release_type": shown["type"],
        "release_region": shown["region"] or None,
        "release_platform": shown["platform"] or None,
        "release_at": shown["at"],
        "release_season": shown["season"],
        "release_episode": shown["episode"],
        "is_new": _is_new(shown, releases),
        "newness": _newness(shown["date"], today),
    }


def _release_rank(release: Row) -> tuple[object, ...]:
    """Rank a release among those of its day, by its episode, by how much is known, then by its names."""
    kind, region, platform = release["type"], release["region"], release["platform"]
    known = (kind != ReleaseType.UNSPECIFIED, bool(platform), bool(region))
    return -rank(_episode(release)), *known, kind, region, platform, release["at"] is not None


def _is_new(shown: Row, releases: list[Row]) -> bool:
    """Tell whether a series or season had just begun at the release shown; True if its episode is unknown."""
    lately = shown["date"] - NEW_FOR
    recent = (_episode(release) for release in releases if lately <= release["date"] <= shown["date"])
    return _episode(shown) is None or any(episode.begins for episode in recent if episode)


def _episode(release: Row) -> Episode | None:
    return episode_of(release["season"], release["episode"])


def _newness(day: date, today: date) -> int:
    """Return the rank by newness: released titles by their day, then all upcoming ones, the soonest first."""
    return day.toordinal() if day <= today else -day.toordinal()


def _set_attention(connection: Connection, title_ids: Collection[int], today: date) -> None:
    for ids in slices(sorted(title_ids)):
        measured: dict[int, list[Row]] = {title: [] for title in ids}
        for row in connection.execute(select(PopularityRow.__table__).where(PopularityRow.title_id.in_(ids))):
            measured[row.title_id].append(row._mapping)
        rows = [
            {"key": title} | {f"{name}_now": value for name, value in _attention(each, today).items()}
            for title, each in measured.items()
        ]
        now: dict[str, Any] = {name: bindparam(f"{name}_now") for name in UNMEASURED}
        changed = or_(*(getattr(TitleRow, name) != value for name, value in now.items()))
        connection.execute(update(TitleRow).where(TitleRow.id == bindparam("key"), changed).values(**now), rows)


def _measured(row: Row) -> Popularity:
    return Popularity(row["source"], row["measure"], row["day"], row["value"])


def _index(connection: Connection, said: Mapping[int, Said]) -> None:
    index_titles(connection, ((title, _search_text(about)) for title, about in said.items()))


def _search_text(said: Said) -> str:
    names = [row[fact] for row in said.listings for fact in ("name", "original_name") if row[fact]]
    return " ".join([*dict.fromkeys(names), *(plot["text"] for plot in said.plots)])
