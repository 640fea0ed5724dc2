"""The tables of the catalogue.

A title's row is derived from its listings, enrichments and locks (`projection.py`, `genres_shown.py`), so that a page
can be read from one row. What sources, engines and people said is kept in the other tables.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Double, ForeignKey, Index, MetaData, Text, UniqueConstraint, false, true
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from trending_now.store.sql.column_types import UtcDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


BY_CODE_POINT = Text().with_variant(Text(collation="C"), "postgresql")  # as SQLite sorts, whatever the locale


class Table(DeclarativeBase):
    """What every table shares: names of constraints that a migration can rely on."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {str: Text, float: Double, datetime: UtcDateTime}


class ChangeCountRow(Table):
    """One row with the number of transactions that wrote: if it has not changed, nothing has."""

    __tablename__ = "change_count"
    changes: Mapped[int] = mapped_column(primary_key=True)


class PolicyRow(Table):
    """A source's terms, as they were when its records were last stored."""

    __tablename__ = "policies"
    name: Mapped[str] = mapped_column(primary_key=True)
    display: Mapped[bool]
    train: Mapped[str]
    keep_full_text: Mapped[bool]
    send_to_llm: Mapped[bool]
    retention_days: Mapped[int | None]
    credit_text: Mapped[str]
    credit_url: Mapped[str | None]
    credit_licence: Mapped[str | None]


# The index of each order also has what titles are filtered by, so that a page is found in the index alone.
DECIDED_BY_INDEX = ("kind", "chosen_bits", "release_date", "uncertain_bits", "language", "is_new")


class TitleRow(Table):
    """A title as it is shown; every column but the id is derived, and an id is never given twice.

    `uncertain_bits` are the genres the engine is not sure of; `trend` is the change of its attention, `dispute` in
    [0, 1] how far its sources, engine and viewers disagree, and `liking` the vibe score, 0 where there is none.
    """

    __tablename__ = "titles"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(BY_CODE_POINT)
    kind: Mapped[str | None]
    year: Mapped[int | None]
    original_name: Mapped[str | None]
    language: Mapped[str | None]
    countries: Mapped[str] = mapped_column(default="")
    runtime_minutes: Mapped[int | None]
    poster_url: Mapped[str | None]
    poster_policy: Mapped[str | None]
    is_demo: Mapped[bool] = mapped_column(default=False)
    release_date: Mapped[date | None]
    release_type: Mapped[str | None]
    release_region: Mapped[str | None]
    release_platform: Mapped[str | None]
    newness: Mapped[int]
    popularity: Mapped[float] = mapped_column(default=0.0)
    document_digest: Mapped[str] = mapped_column(default="")
    engine: Mapped[str | None]
    chosen_bits: Mapped[int] = mapped_column(default=0)
    shown_scores: Mapped[list[Any] | None] = mapped_column(JSON)
    vibe_score: Mapped[float | None]
    vibe_spread: Mapped[float | None]
    vibe_reviews: Mapped[int | None]
    vibe_tags: Mapped[list[Any] | None] = mapped_column(JSON)
    uncertain_bits: Mapped[int] = mapped_column(default=0, server_default="0")
    trend: Mapped[float] = mapped_column(default=0.0, server_default="0")
    dispute: Mapped[float] = mapped_column(default=0.0, server_default="0")
    liking: Mapped[float] = mapped_column(default=0.0, server_default="0")
    release_at: Mapped[datetime | None]
    release_season: Mapped[int | None]
    release_episode: Mapped[int | None]
    is_new: Mapped[bool] = mapped_column(default=True, server_default=true())
    __table_args__ = (
        Index("ix_titles_newest", "newness", "id", *DECIDED_BY_INDEX, "liking"),
        Index("ix_titles_popular", "popularity", "id", *DECIDED_BY_INDEX, "liking"),
        Index("ix_titles_name", "name_key", "id", *DECIDED_BY_INDEX, "liking"),
        Index("ix_titles_trend", "trend", "id", *DECIDED_BY_INDEX, "liking"),
        Index("ix_titles_dispute", "dispute", "id", *DECIDED_BY_INDEX, "liking"),
        Index("ix_titles_liking", "liking", "id", *DECIDED_BY_INDEX),
        {"sqlite_autoincrement": True},
    )


class MovedTitleRow(Table):
    """The old id of a title that was joined to another one, and that one's id."""

    __tablename__ = "moved_titles"
    id: Mapped[int] = mapped_column(primary_key=True)
    title_id: Mapped[int] = mapped_column(ForeignKey("titles.id", ondelete="CASCADE"), index=True)


class TitleTagRow(Table):
    """A vibe tag that a title is shown with, one row each, so that titles can be found by it."""

    __tablename__ = "title_tags"
    title_id: Mapped[int] = mapped_column(ForeignKey("titles.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)
    __table_args__ = (Index("ix_title_tags_tag", "tag", "title_id"),)


class ExternalIdRow(Table):
    """Another catalogue's id of a title."""

    __tablename__ = "external_ids"
    namespace: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    title_id: Mapped[int] = mapped_column(ForeignKey("titles.id", ondelete="CASCADE"), index=True)


class ListingRow(Table):
    """All that one source says of one title; `digest` tells whether it has changed.

    `external_ids` has [namespace, value] pairs: those of the title's ids that go when the listing does. `is_review`
    marks the listing of a page that only reviews the title; its facts count after those of all other listings.
    """

    __tablename__ = "listings"
    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    source_key: Mapped[str] = mapped_column(BY_CODE_POINT)
    title_id: Mapped[int] = mapped_column(ForeignKey("titles.id", ondelete="CASCADE"), index=True)
    policy: Mapped[str] = mapped_column(ForeignKey("policies.name"))
    digest: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str | None]
    year: Mapped[int | None]
    original_name: Mapped[str | None]
    language: Mapped[str | None]
    countries: Mapped[str] = mapped_column(default="")
    runtime_minutes: Mapped[int | None]
    url: Mapped[str | None]
    poster_url: Mapped[str | None]
    external_ids: Mapped[list[Any]] = mapped_column(JSON)
    fetched_at: Mapped[datetime]
    expires_at: Mapped[datetime | None] = mapped_column(index=True)
    directors: Mapped[list[Any] | None] = mapped_column(JSON)
    is_review: Mapped[bool] = mapped_column(default=False, server_default=false())
    __table_args__ = (UniqueConstraint("source", "source_key"),)


class NameFormRow(Table):
    """Another key by which a listing's title may be found: of another form of its name, or a part of it."""

    __tablename__ = "name_forms"
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    title_id: Mapped[int] = mapped_column(ForeignKey("titles.id", ondelete="CASCADE"), index=True)
    __table_args__ = (Index("ix_name_forms_key", "key", "title_id"),)


class ReleaseRow(Table):
    """A title becoming available, as one listing says; "" stands for an unknown region or platform.

    `date` is the day where it happens, `at` the moment, where it is known; `season` and `episode` number the part of a
    show that it brings (`domain/episode.py`). A premiere is kept here, too, but is never
    shown as the release, nor found by its region: hence `type` in the indexes.
    """

    __tablename__ = "releases"
    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"))
    title_id: Mapped[int] = mapped_column(ForeignKey("titles.id", ondelete="CASCADE"))
    date: Mapped[date]
    type: Mapped[str]
    region: Mapped[str] = mapped_column(default="")
    platform: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime | None]
    season: Mapped[int | None]
    episode: Mapped[int | None]
    __table_args__ = (
        UniqueConstraint("listing_id", "date", "type", "region", "platform"),
        Index("ix_releases_title", "title_id", "region", "platform", "type"),
        Index("ix_releases_region", "region", "title_id", "type"),
        Index("ix_releases_platform", "platform", "title_id", "type"),
    )


class PlotRow(Table):
    """A synopsis; its id is never given twice, since evidence points at it."""

    __tablename__ = "plots"
    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"), index=True)
    title_id: Mapped[int] = mapped_column(ForeignKey("titles.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    language: Mapped[str | None]
    url: Mapped[str | None]
    __table_args__ = ({"sqlite_autoincrement": True},)


class ReviewRow(Table):
    """One person's text on a title; its id is never given twice.

    Where the full text may not be kept, `text` is an excerpt, `liking` (1 to 10) and `signals` are what an engine read
    in the whole of it. `ways` are [field, way of reading] pairs.
    """

    __tablename__ = "reviews"
    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"), index=True)
    title_id: Mapped[int] = mapped_column(ForeignKey("titles.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    site: Mapped[str]
    author: Mapped[str | None]
    url: Mapped[str | None]
    published: Mapped[date | None]
    rating10: Mapped[float | None]
    is_excerpt: Mapped[bool] = mapped_column(default=False, server_default=false())
    liking: Mapped[float | None]
    signals: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    ways: Mapped[list[Any] | None] = mapped_column(JSON)
    __table_args__ = ({"sqlite_autoincrement": True},)


class PopularityRow(Table):
    """One source's measure of attention on one day."""

    __tablename__ = "popularity"
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"), primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    title_id: Mapped[int] = mapped_column(ForeignKey("titles.id", ondelete="CASCADE"), index=True)
    value: Mapped[float]


class VoteRow(Table):
    """A source's tag as written and what it votes for; without genres it is unknown, or says nothing about ours."""

    __tablename__ = "votes"
    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listings.id", ondelete="CASCADE"), index=True)
    title_id: Mapped[int] = mapped_column(ForeignKey("titles.id", ondelete="CASCADE"), index=True)
    vocabulary: Mapped[str]
    tag: Mapped[str]
    known: Mapped[bool]
    rule: Mapped[str]
    genres: Mapped[str]
    taxonomy: Mapped[str]
