"""Language models: calls and what they cost, what was received, prompts, labels and figures; why a vibe score is so."""

import sqlalchemy as sa
from alembic import op

from trending_now.store.sql.column_types import UtcDateTime

revision = "0010"
down_revision = "0003"


def upgrade() -> None:
    """Add the tables, all of them empty, and a column."""
    op.add_column("enrichments", sa.Column("vibe_reason", sa.JSON(), nullable=True))
    _create_calls()
    _create_replies()
    op.create_table(
        "llm_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("spent_usd", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_llm_days"),
    )
    _create_prompts()
    _create_scores()


def _create_calls() -> None:
    op.create_table(
        "llm_calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("prompt_name", sa.Text(), nullable=False),
        sa.Column("prompt_number", sa.Integer(), nullable=False),
        sa.Column("prompt_digest", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("document_digest", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("is_repair", sa.Boolean(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("input_tokens", sa.Integer(), nullable=True),
        sa.Column("output_tokens", sa.Integer(), nullable=True),
        sa.Column("cached_tokens", sa.Integer(), nullable=True),
        sa.Column("cost_usd", sa.Double(), nullable=True),
        sa.Column("reserved_usd", sa.Double(), nullable=True),
        sa.Column("latency_seconds", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_llm_calls"),
    )
    op.create_index("ix_llm_calls_question", "llm_calls", ["document_digest", "prompt_digest", "model"])
    op.create_index("ix_llm_calls_outcome", "llm_calls", ["outcome"])
    op.create_index("ix_llm_calls_day", "llm_calls", ["day"])


def _create_replies() -> None:
    op.create_table(
        "llm_replies",
        sa.Column("document_digest", sa.Text(), nullable=False),
        sa.Column("prompt_digest", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("is_repair", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("document_digest", "prompt_digest", "model", name="pk_llm_replies"),
    )


def _create_prompts() -> None:
    op.create_table(
        "prompt_uses",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("first_used_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", "number", name="pk_prompt_uses"),
    )
    op.create_table(
        "prompt_labels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("moved_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_prompt_labels"),
    )


def _create_scores() -> None:
    op.create_table(
        "llm_scores",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("measured_at", UtcDateTime(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_llm_scores"),
    )
    op.create_index("ix_llm_scores_newest", "llm_scores", ["prompt", "model", "id"])
