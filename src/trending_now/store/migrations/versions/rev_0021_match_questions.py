"""Listings that may be of one title, and what a person said of them."""

import sqlalchemy as sa
from alembic import op

from trending_now.store.sql.column_types import UtcDateTime

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Add the table of questions and answers."""
    op.create_table(
        "match_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("other_source", sa.Text(), nullable=False),
        sa.Column("other_key", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("is_same", sa.Boolean(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_match_questions"),
        sa.UniqueConstraint(
            "source",
            "source_key",
            "other_source",
            "other_key",
            name="uq_match_questions_source_source_key_other_source_other_key",
        ),
    )
    op.create_index("ix_match_questions_other", "match_questions", ["other_source", "other_key"])
