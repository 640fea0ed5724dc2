"""The tables of what was done: enrichments, locks, runs, quarantine, crawled sites and the index of the raw lake."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from trending_now.store.tables import Table


class EnrichmentRow(Table):
    """One engine's answer for one title. Append-only, except that evidence is removed together with its text.

    `final_for` is set if another engine was asked that would never say more of these texts under these terms: the
    digest of its version. It is removed when the terms change.

    `scores` holds all 20 genres with their standing and evidence, `review_summary` only the positions of passages, so
    no word of a removed text is left here. `training_sets` is None in answers of older versions, `snapshot` where the
    catalogue had none yet.
    """

    __tablename__ = "enrichments"
    id: Mapped[int] = mapped_column(primary_key=True)
    title_id: Mapped[int] = mapped_column(ForeignKey("titles.id", ondelete="CASCADE"))
    engine: Mapped[str]
    model_name: Mapped[str]
    model_digest: Mapped[str]
    document_digest: Mapped[str]
    created_at: Mapped[datetime]
    scores: Mapped[list[Any]] = mapped_column(JSON)
    vibe_tags: Mapped[list[Any]] = mapped_column(JSON)
    vibe_score: Mapped[float | None]
    warnings: Mapped[list[Any]] = mapped_column(JSON)
    vibe_spread: Mapped[float | None]
    vibe_reviews: Mapped[int | None]
    review_summary: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    vibe_reason: Mapped[list[Any] | None] = mapped_column(JSON)
    training_sets: Mapped[list[Any] | None] = mapped_column(JSON)
    snapshot: Mapped[str | None]
    final_for: Mapped[str | None]
    __table_args__ = (Index("ix_enrichments_newest", "title_id", "engine", "id"),)


class TitleVectorRow(Table):
    """Where a title lies for the engine that read it last: 16-bit floats of unit length, little-endian."""

    __tablename__ = "title_vectors"
    title_id: Mapped[int] = mapped_column(ForeignKey("titles.id", ondelete="CASCADE"), primary_key=True)
    model_digest: Mapped[str]
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class FeedbackRow(Table):
    """A viewer's verdict on one genre of one title. Append-only: the newest counts, and `holds` None takes it back.

    `visitor` is an anonymous id that changes every day; `engine` is the one whose genres the viewer saw.
    """

    __tablename__ = "feedback"
    id: Mapped[int] = mapped_column(primary_key=True)
    title_id: Mapped[int] = mapped_column(ForeignKey("titles.id", ondelete="CASCADE"))
    genre: Mapped[str]
    holds: Mapped[bool | None]
    visitor: Mapped[str]
    engine: Mapped[str | None]
    given_at: Mapped[datetime]
    __table_args__ = (Index("ix_feedback_title_id", "title_id", "visitor", "genre", "id"),)


class LockRow(Table):
    """An operator's lock on one genre of one title. Append-only: the newest counts, and `holds` None lifts it."""

    __tablename__ = "locks"
    id: Mapped[int] = mapped_column(primary_key=True)
    title_id: Mapped[int] = mapped_column(ForeignKey("titles.id", ondelete="CASCADE"), index=True)
    genre: Mapped[str]
    holds: Mapped[bool | None]
    locked_at: Mapped[datetime]


class RunRow(Table):
    """One execution of a pipeline stage; `owner` and `heartbeat_at` tell a live one from one that was killed."""

    __tablename__ = "runs"
    id: Mapped[int] = mapped_column(primary_key=True)
    stage: Mapped[str]
    subject: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    owner: Mapped[str]
    started_at: Mapped[datetime]
    heartbeat_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    fetched: Mapped[int] = mapped_column(default=0)
    new: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    quarantined: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(default="")
    told_since: Mapped[date | None]
    __table_args__ = (Index("ix_runs_finished", "stage", "subject", "finished_at"),)


class ViolationRow(Table):
    """A broken data rule, as a run met it."""

    __tablename__ = "violations"
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), index=True)
    source: Mapped[str]
    rule: Mapped[str]
    subject: Mapped[str]
    message: Mapped[str]


class QuarantineRow(Table):
    """A malformed record that waits; one row for each source, subject and rule, however often it comes.

    People refer to it by its id, which is never used again.
    """

    __tablename__ = "quarantine"
    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    subject: Mapped[str]
    rule: Mapped[str]
    message: Mapped[str]
    excerpt: Mapped[str]
    policy: Mapped[str] = mapped_column(ForeignKey("policies.name"))
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]
    expires_at: Mapped[datetime | None] = mapped_column(index=True)
    __table_args__ = (UniqueConstraint("source", "subject", "rule"), {"sqlite_autoincrement": True})


class RawRecordRow(Table):
    """Where in the lake an answer lies; the same bytes from the same URL are kept once."""

    __tablename__ = "raw_records"
    source: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    fetched_at: Mapped[datetime]
    policy: Mapped[str] = mapped_column(ForeignKey("policies.name"))
    expires_at: Mapped[datetime | None] = mapped_column(index=True)
    lake_file: Mapped[str]


class AcceptedTermsRow(Table):
    """A site whose terms a person has read and accepted: only then is it crawled."""

    __tablename__ = "accepted_terms"
    site: Mapped[str] = mapped_column(primary_key=True)
    terms_url: Mapped[str]
    accepted_at: Mapped[datetime]


class SiteHealthRow(Table):
    """What the last run found on a site; `broken_since` is when its pages began to break their contract."""

    __tablename__ = "site_health"
    site: Mapped[str] = mapped_column(primary_key=True)
    checked_at: Mapped[datetime]
    pages: Mapped[int]
    parsed: Mapped[int]
    fields: Mapped[list[Any]] = mapped_column(JSON)
    broken_since: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")


class SeenPageRow(Table):
    """When a page of a site was last read, and the validators to ask its server with next time."""

    __tablename__ = "seen_pages"
    site: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(primary_key=True)
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    fetched_at: Mapped[datetime]
    expires_at: Mapped[datetime | None] = mapped_column(index=True)


class MatchQuestionRow(Table):
    """Two listings that may be of one title, and a person's answer, which holds whatever becomes of the titles."""

    __tablename__ = "match_questions"
    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    source_key: Mapped[str]
    other_source: Mapped[str]
    other_key: Mapped[str]
    reason: Mapped[str]
    asked_at: Mapped[datetime]
    is_same: Mapped[bool | None]
    answered_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("source", "source_key", "other_source", "other_key"),
        Index("ix_match_questions_other", "other_source", "other_key"),
    )
