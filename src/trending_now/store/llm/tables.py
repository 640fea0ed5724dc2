"""The tables of language models: each call with its cost, what was received, the days' totals, prompts and labels."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from trending_now.store.tables import Table


class LlmCallRow(Table):
    """One request to a model, without its texts. If `cost_usd` is None, it is unknown, and `reserved_usd` counts."""

    __tablename__ = "llm_calls"
    id: Mapped[int] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime]
    day: Mapped[date]
    prompt_name: Mapped[str]
    prompt_number: Mapped[int]
    prompt_digest: Mapped[str]
    model: Mapped[str]
    document_digest: Mapped[str]
    subject: Mapped[str]
    attempt: Mapped[int]
    is_repair: Mapped[bool]
    owner: Mapped[str]
    outcome: Mapped[str]
    error: Mapped[str]
    input_tokens: Mapped[int | None]
    output_tokens: Mapped[int | None]
    cached_tokens: Mapped[int | None]
    cost_usd: Mapped[float | None]
    reserved_usd: Mapped[float | None]
    latency_seconds: Mapped[float | None]
    __table_args__ = (
        Index("ix_llm_calls_question", "document_digest", "prompt_digest", "model"),
        Index("ix_llm_calls_outcome", "outcome"),
        Index("ix_llm_calls_day", "day"),
    )


class LlmReplyRow(Table):
    """The reply to a question: a checked answer, of fixed words and positions of passages only, or its problems.

    `flags` say why a person should look at it; `subject` is the id of the document that was asked about.
    """

    __tablename__ = "llm_replies"
    document_digest: Mapped[str] = mapped_column(primary_key=True)
    prompt_digest: Mapped[str] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str]
    prompt: Mapped[str]
    outcome: Mapped[str]
    is_repair: Mapped[bool]
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    problems: Mapped[list[Any]] = mapped_column(JSON)
    flags: Mapped[list[Any]] = mapped_column(JSON)
    received_at: Mapped[datetime]


class LlmDayRow(Table):
    """What one day's calls cost so far, including what is reserved for those in flight."""

    __tablename__ = "llm_days"
    day: Mapped[date] = mapped_column(primary_key=True)
    calls: Mapped[int]
    spent_usd: Mapped[float]


class PromptUseRow(Table):
    """A prompt version that was used: from then on its file may not change."""

    __tablename__ = "prompt_uses"
    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str]
    first_used_at: Mapped[datetime]


class PromptLabelRow(Table):
    """A label that was moved to a prompt version, append-only: the newest counts."""

    __tablename__ = "prompt_labels"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    label: Mapped[str]
    number: Mapped[int]
    moved_at: Mapped[datetime]


class LlmScoreRow(Table):
    """One measurement of a prompt version and a model on a corpus, append-only: the board shows the newest of each."""

    __tablename__ = "llm_scores"
    id: Mapped[int] = mapped_column(primary_key=True)
    prompt: Mapped[str]
    model: Mapped[str]
    measured_at: Mapped[datetime]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    __table_args__ = (Index("ix_llm_scores_newest", "prompt", "model", "id"),)
