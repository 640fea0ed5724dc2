"""What one source says of its titles as polars frames, a slice of titles at a time, so that memory stays flat."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Select, select

from trending_now.domain.genre import Genre, VoteRule
from trending_now.domain.policy import Policy
from trending_now.store.snapshots.columns import LISTINGS, POPULARITY, RELEASES, REVIEWS
from trending_now.store.snapshots.frame_building import build_frame
from trending_now.store.tables import ListingRow, PlotRow, PopularityRow, ReleaseRow, ReviewRow, VoteRow

if TYPE_CHECKING:
    import polars as pl

ONE_OF = VoteRule.ONE_OF.value
PLACE = {genre.value: place for place, genre in enumerate(Genre)}
IDENTITY = (ListingRow.title_id, ListingRow.source, ListingRow.source_key)


def listing_frames(
    connection: Connection, policy: Policy, source: str, rows: int
) -> Iterator[Mapping[str, "pl.DataFrame"]]:
    """Yield frames of listings, reviews, releases and popularity, `rows` listings at a time, in order of their keys."""
    after = ""
    of_source = (ListingRow.source == source, ListingRow.policy == policy.name)
    while facts := connection.execute(_facts(rows, *of_source, ListingRow.source_key > after)).all():
        last = facts[-1].source_key
        within = (*of_source, ListingRow.source_key > after, ListingRow.source_key <= last)
        yield {
            LISTINGS: _listings(connection, facts, within, policy),
            REVIEWS: _reviews(connection, within, policy),
            RELEASES: _releases(connection, within),
            POPULARITY: _popularity(connection, within),
        }
        after = last


def _facts(rows: int, *wanted: ColumnElement[bool]) -> Select[Any]:
    columns = (
        ListingRow.id, *IDENTITY, ListingRow.name, ListingRow.original_name, ListingRow.kind, ListingRow.year,
        ListingRow.language, ListingRow.countries, ListingRow.runtime_minutes, ListingRow.url, ListingRow.external_ids,
        ListingRow.fetched_at, ListingRow.directors, ListingRow.is_review,
    )  # fmt: skip
    return select(*columns).where(*wanted).order_by(ListingRow.source_key).limit(rows)


def _listings(connection: Connection, rows: Sequence[Any], within: Sequence[Any], policy: Policy) -> "pl.DataFrame":
    plots, tags, released = _plots(connection, within), _tags(connection, within), _first_releases(connection, within)
    nothing: tuple[list[str], ...] = ([], [], [], [])
    built = []
    for row in rows:
        texts = plots.get(row.id, [])
        built.append((
            row.title_id, row.source, row.source_key, row.name, row.original_name, row.kind, row.year, row.language,
            row.countries.split(",") if row.countries else [], row.directors or [], row.runtime_minutes,
            released.get(row.id),
            texts[0].text if texts else None, texts[0].language if texts else None, [x.text for x in texts[1:]],
            *tags.get(row.id, nothing), [f"{namespace}:{value}" for namespace, value in row.external_ids],
            row.is_review, row.url,
            policy.name, policy.train.value, row.fetched_at,
        ))  # fmt: skip
    return build_frame(LISTINGS, built)


def _plots(connection: Connection, within: Sequence[Any]) -> dict[int, list[Any]]:
    """Return each listing's plots, the longest first."""
    query = select(PlotRow.listing_id, PlotRow.text, PlotRow.language).join(ListingRow).where(*within)
    rows = connection.execute(query.order_by(PlotRow.listing_id, PlotRow.id)).all()
    by_listing = groupby(rows, key=attrgetter("listing_id"))
    return {listing: sorted(plots, key=lambda plot: -len(plot.text)) for listing, plots in by_listing}


def _tags(connection: Connection, within: Sequence[Any]) -> dict[int, tuple[list[str], ...]]:
    """Return each listing's tags, those unknown to the taxonomy, the genres voted for, and those left open."""
    columns = (VoteRow.listing_id, VoteRow.tag, VoteRow.known, VoteRow.rule, VoteRow.genres)
    query = select(*columns).join(ListingRow, ListingRow.id == VoteRow.listing_id).where(*within)
    rows = connection.execute(query.order_by(VoteRow.listing_id, VoteRow.id)).all()
    return {listing: _votes(list(votes)) for listing, votes in groupby(rows, key=attrgetter("listing_id"))}


def _votes(votes: Sequence[Any]) -> tuple[list[str], ...]:
    certain: set[str] = set()
    possible: set[str] = set()
    for vote in votes:
        if vote.genres:
            (possible if vote.rule == ONE_OF else certain).update(vote.genres.split("|"))
    unknown = [vote.tag for vote in votes if not vote.known]
    return [vote.tag for vote in votes], unknown, _in_order(certain), _in_order(possible - certain)


def _in_order(genres: set[str]) -> list[str]:
    return sorted(genres, key=PLACE.__getitem__)


def _first_releases(connection: Connection, within: Sequence[Any]) -> dict[int, Any]:
    query = select(ReleaseRow.listing_id, ReleaseRow.date).join(ListingRow, ListingRow.id == ReleaseRow.listing_id)
    rows = connection.execute(query.where(*within).order_by(ReleaseRow.date.desc()))
    return {listing: day for listing, day in rows}  # noqa: C416 (rows are no pairs to the type checker); earliest last


def _reviews(connection: Connection, within: Sequence[Any], policy: Policy) -> "pl.DataFrame":
    """Return the reviews, numbered within their listing, without their authors' names."""
    columns = (
        ReviewRow.text,
        ReviewRow.is_excerpt,
        ReviewRow.rating10,
        ReviewRow.site,
        ReviewRow.published,
        ReviewRow.url,
    )
    query = select(*IDENTITY, *columns).join(ListingRow, ListingRow.id == ReviewRow.listing_id).where(*within)
    rows = connection.execute(query.order_by(ListingRow.source_key, ReviewRow.id)).all()
    terms = (policy.name, policy.train.value)
    built = [
        (*row[:3], number, *row[3:], *terms)
        for _, reviews in groupby(rows, key=attrgetter("source_key"))
        for number, row in enumerate(reviews)
    ]
    return build_frame(REVIEWS, built)


def _releases(connection: Connection, within: Sequence[Any]) -> "pl.DataFrame":
    columns = (ReleaseRow.date, ReleaseRow.type, ReleaseRow.region, ReleaseRow.platform)
    others = (ReleaseRow.at, ReleaseRow.season, ReleaseRow.episode)
    asked = select(*IDENTITY, *columns, *others).join(ListingRow, ListingRow.id == ReleaseRow.listing_id)
    found = connection.execute(asked.where(*within))
    rows = sorted(found, key=itemgetter(2, 3, 4, 5, 6))  # each database has its order
    return build_frame(RELEASES, [(*row[:5], row[5] or None, row[6] or None, *row[7:]) for row in rows])


def _popularity(connection: Connection, within: Sequence[Any]) -> "pl.DataFrame":
    columns = (PopularityRow.source, PopularityRow.measure, PopularityRow.day, PopularityRow.value)
    query = select(*IDENTITY, *columns).join(ListingRow, ListingRow.id == PopularityRow.listing_id)
    rows = sorted(connection.execute(query.where(*within)), key=itemgetter(2, 3, 4, 5))
    return build_frame(POPULARITY, [tuple(row) for row in rows])
