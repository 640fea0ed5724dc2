"""Reads all that is known of one title."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, or_, select

from trending_now.domain.dispute import GenreDispute, genre_disputes
from trending_now.domain.enrichment import (
    GenreScore,
    Lock,
    ReviewSummary,
    TrainingSet,
    VibeScore,
    training_sets_of,
)
from trending_now.domain.episode import episode_of, greatest
from trending_now.domain.feedback import GenreFeedback
from trending_now.domain.genre import Genre
from trending_now.domain.policy import Credit
from trending_now.domain.text import TextRole
from trending_now.domain.title import ExternalId, Namespace, Popularity, Release, ReleaseType
from trending_now.store.disputes import voices_of
from trending_now.store.documents import chosen_texts
from trending_now.store.journal_tables import EnrichmentRow
from trending_now.store.policies import credits_of
from trending_now.store.reading.cards import TitleCard, read_card
from trending_now.store.sql.keys import is_newest
from trending_now.store.sql.score_json import Standing, scores_from_json, with_evidence_in
from trending_now.store.tables import (
    ExternalIdRow,
    ListingRow,
    PlotRow,
    PopularityRow,
    ReleaseRow,
    ReviewRow,
    VoteRow,
)
from trending_now.store.verdicts.feedback import feedback_of
from trending_now.store.verdicts.locks_in_force import newest_locks
from trending_now.store.vibe_columns import summary_from_json, vibe_score_of

MOST_ENRICHMENTS = 50
MOST_REVIEWS = 200


@dataclass(frozen=True, slots=True)
class CreditedText:
    """A plot or a review with the credit its source asks for; `id` is what Evidence names."""

    id: str
    role: TextRole
    content: str
    language: str | None
    credit: Credit
    url: str | None = None
    site: str | None = None
    author: str | None = None
    published: date | None = None
    rating10: float | None = None


@dataclass(frozen=True, slots=True)
class SourceVote:
    """One source's tag and what it votes for; without genres it is unknown, or says nothing about ours."""

    source: str
    tag: str
    rule: str
    genres: tuple[Genre, ...]
    known: bool


@dataclass(frozen=True, slots=True)
class ShownEnrichment:
    """One engine's stored answer, kept to show what was known when; `others` has the rest of the taxonomy.

    `training_sets` are what its model was fitted with, `snapshot` is the newest of the catalogue at that time.
    """

    engine: str
    version: str
    created_at: datetime
    genres: tuple[GenreScore, ...]
    uncertain: tuple[GenreScore, ...]
    others: tuple[GenreScore, ...] = ()
    vibe_score: VibeScore | None = None
    vibe_tags: tuple[str, ...] = ()
    review_summary: ReviewSummary | None = None
    warnings: tuple[str, ...] = ()
    training_sets: tuple[TrainingSet, ...] = ()
    snapshot: str | None = None


@dataclass(frozen=True, slots=True)
class SourceLink:
    """A source that lists the title, with its page, its credit, and facts in which sources may differ."""

    source: str
    url: str | None
    credit: Credit
    year: int | None = None
    runtime_minutes: int | None = None
    first_release: date | None = None


@dataclass(frozen=True, slots=True)
class TitleDetail:
    """All that the title page shows; `disputes` are of the genres that anybody names, the most disputed first.

    A premiere, at a festival for example, does not count as a release.
    """

    card: TitleCard
    external_ids: tuple[ExternalId, ...]
    releases: tuple[Release, ...]
    texts: tuple[CreditedText, ...]
    votes: tuple[SourceVote, ...]
    popularity: tuple[Popularity, ...]
    enrichments: tuple[ShownEnrichment, ...]
    locks: tuple[Lock, ...]
    sources: tuple[SourceLink, ...]
    feedback: tuple[GenreFeedback, ...] = ()
    disputes: tuple[GenreDispute, ...] = ()
    premieres: tuple[Release, ...] = ()


def read_detail(connection: Connection, title_id: int, today: date) -> TitleDetail:
    """Return all that is known of a title; its popularity until today.

    Raises:
        TitleNotFound: there is no such title.
    """
    card = read_card(connection, title_id)
    listings = connection.execute(_of(title_id, ListingRow)).all()
    credit = credits_of(connection, [listing.policy for listing in listings])
    credit_of = {listing.id: credit[listing.policy] for listing in listings}
    first_days = _first_days(connection, title_id)
    releases = _releases(connection, title_id)
    texts = _plots(connection, title_id, credit_of) + _reviews(connection, title_id, credit_of)
    return TitleDetail(
        card=card,
        external_ids=tuple(
            ExternalId(Namespace(x.namespace), x.value) for x in connection.execute(_of(title_id, ExternalIdRow))
        ),
        releases=tuple(release for release in releases if release.type is not ReleaseType.PREMIERE),
        premieres=tuple(release for release in releases if release.type is ReleaseType.PREMIERE),
        texts=texts,
        votes=_votes(connection, title_id, {listing.id: listing.source for listing in listings}),
        popularity=_popularity(connection, title_id, today),
        enrichments=_enrichments(connection, title_id, {text.id for text in texts}),
        locks=tuple(newest_locks(connection, [title_id])[title_id].values()),
        sources=tuple(_source_link(x, credit[x.policy], first_days.get(x.id)) for x in listings),
        feedback=feedback_of(connection, [title_id]).get(title_id, ()),
        disputes=genre_disputes(voices_of(connection, [title_id])[title_id]),
    )


def _first_days(connection: Connection, title_id: int) -> dict[int, date]:
    """Return the first release that each listing of a title names, premieres left out."""
    named = (ReleaseRow.title_id == title_id, ReleaseRow.type != ReleaseType.PREMIERE.value)
    first = select(ReleaseRow.listing_id, func.min(ReleaseRow.date)).where(*named)
    rows = connection.execute(first.group_by(ReleaseRow.listing_id)).all()
    return {listing: day for listing, day in rows}  # noqa: C416 (rows are no tuples to the type checker)


def _source_link(row: Any, credit: Credit, first_day: date | None) -> SourceLink:
    return SourceLink(row.source, row.url, credit, row.year, row.runtime_minutes or None, first_day)


def _of(title_id: int, table: Any) -> Any:
    """Return the query for a table's rows of one title, in the order of their keys."""
    return select(table.__table__).where(table.title_id == title_id).order_by(*table.__table__.primary_key.columns)


def _releases(connection: Connection, title_id: int) -> tuple[Release, ...]:
    """Return each release once, with its first known moment and its greatest episode."""
    together: defaultdict[tuple[date, str, str, str], list[Any]] = defaultdict(list)
    for row in connection.execute(_of(title_id, ReleaseRow)):
        together[row.date, row.region, row.type, row.platform].append(row)
    return tuple(
        Release(
            date=day,
            type=ReleaseType(type_),
            region=region or None,
            platform=platform or None,
            at=next((row.at for row in rows if row.at), None),
            episode=greatest(episode_of(row.season, row.episode) for row in rows),
        )
        for (day, region, type_, platform), rows in sorted(together.items())
    )


def _plots(connection: Connection, title_id: int, credit_of: dict[int, Credit]) -> tuple[CreditedText, ...]:
    """Return the plots; the one that engines read comes first, then the one that language models read instead."""
    chosen = chosen_texts(connection, [title_id])[title_id].all
    places = {text_id: place for place, (text_id, _) in enumerate(chosen)}
    plots = [
        CreditedText(f"{TextRole.PLOT}:{x.id}", TextRole.PLOT, x.text, x.language, credit_of[x.listing_id], x.url)
        for x in connection.execute(_of(title_id, PlotRow))
    ]
    return tuple(sorted(plots, key=lambda plot: places.get(plot.id, len(places))))


def _reviews(connection: Connection, title_id: int, credit_of: dict[int, Credit]) -> tuple[CreditedText, ...]:
    return tuple(
        CreditedText(
            id=f"{TextRole.REVIEW}:{x.id}",
            role=TextRole.REVIEW,
            content=x.text,
            language=None,
            credit=credit_of[x.listing_id],
            url=x.url,
            site=x.site,
            author=x.author,
            published=x.published,
            rating10=x.rating10,
        )
        for x in connection.execute(_of(title_id, ReviewRow).limit(MOST_REVIEWS))
    )


def _votes(connection: Connection, title_id: int, sources: dict[int, str]) -> tuple[SourceVote, ...]:
    return tuple(
        SourceVote(
            sources[x.listing_id],
            x.tag,
            x.rule,
            tuple(Genre(genre) for genre in x.genres.split("|")) if x.genres else (),
            x.known,
        )
        for x in connection.execute(_of(title_id, VoteRow))
    )


def _popularity(connection: Connection, title_id: int, today: date) -> tuple[Popularity, ...]:
    rows = connection.execute(_of(title_id, PopularityRow).where(PopularityRow.day <= today))
    return tuple(Popularity(x.source, x.measure, x.day, x.value) for x in rows)


def _enrichments(connection: Connection, title_id: int, text_ids: set[str]) -> tuple[ShownEnrichment, ...]:
    """Return what engines answered, the newest first, with the evidence in these texts only.

    Of many answers these are the newest of all, and the newest of each engine, one of which is shown.
    """
    of_title = EnrichmentRow.title_id == title_id
    latest = select(EnrichmentRow.id).where(of_title).order_by(EnrichmentRow.id.desc()).limit(MOST_ENRICHMENTS)
    wanted = or_(EnrichmentRow.id.in_(latest), is_newest(EnrichmentRow.engine, within=(of_title,)))
    query = select(EnrichmentRow.__table__).where(of_title, wanted)
    shown = []
    for x in connection.execute(query.order_by(EnrichmentRow.id.desc())):
        scores = scores_from_json(with_evidence_in(text_ids, x.scores))
        version = f"{x.model_name}@{x.model_digest[:12]}"
        shown.append(
            ShownEnrichment(
                engine=x.engine,
                version=version,
                created_at=x.created_at,
                genres=scores[Standing.CHOSEN],
                uncertain=scores[Standing.UNCERTAIN],
                others=scores[Standing.OTHER],
                vibe_score=vibe_score_of(x),
                vibe_tags=tuple(x.vibe_tags),
                review_summary=summary_from_json(x.review_summary),
                warnings=tuple(x.warnings),
                training_sets=training_sets_of(x.training_sets),
                snapshot=x.snapshot,
            )
        )
    return tuple(shown)
