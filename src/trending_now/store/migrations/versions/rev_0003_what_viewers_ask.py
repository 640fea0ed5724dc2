"""What viewers sort and filter by, what is near a title, and what viewers say of its genres."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from trending_now.store.sql.column_types import UtcDateTime

revision = "0003"
down_revision = "0002"

TITLE_COLUMNS: tuple[sa.Column[Any], ...] = (
    sa.Column("uncertain_bits", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("trend", sa.Double(), nullable=False, server_default="0"),
    sa.Column("dispute", sa.Double(), nullable=False, server_default="0"),
    sa.Column("liking", sa.Double(), nullable=False, server_default="0"),
)
DECIDED_BY_INDEX = ("kind", "chosen_bits", "release_date", "uncertain_bits", "language")
ORDERS = {
    "newest": ("newness", "id", *DECIDED_BY_INDEX, "liking"),
    "popular": ("popularity", "id", *DECIDED_BY_INDEX, "liking"),
    "name": ("name_key", "id", *DECIDED_BY_INDEX, "liking"),
    "trend": ("trend", "id", *DECIDED_BY_INDEX, "liking"),
    "dispute": ("dispute", "id", *DECIDED_BY_INDEX, "liking"),
    "liking": ("liking", "id", *DECIDED_BY_INDEX),
}
OF_THE_FIRST_SCHEMA = ("newest", "popular", "name")


def upgrade() -> None:
    """Add columns, tags and vectors; all of it is derived, and `Database.migrate` fills it."""
    for column in TITLE_COLUMNS:
        op.add_column("titles", column)
    for name in OF_THE_FIRST_SCHEMA:
        op.drop_index(f"ix_titles_{name}", "titles")
    for name, columns in ORDERS.items():
        op.create_index(f"ix_titles_{name}", "titles", list(columns))
    _create_title_tags()
    _create_title_vectors()
    _create_feedback()


def _create_title_tags() -> None:
    op.create_table(
        "title_tags",
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["title_id"], ["titles.id"], name="fk_title_tags_title_id_titles", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("title_id", "tag", name="pk_title_tags"),
    )
    op.create_index("ix_title_tags_tag", "title_tags", ["tag", "title_id"])


def _create_title_vectors() -> None:
    op.create_table(
        "title_vectors",
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("model_digest", sa.Text(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["title_id"], ["titles.id"], name="fk_title_vectors_title_id_titles", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("title_id", name="pk_title_vectors"),
    )


def _create_feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("genre", sa.Text(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=True),
        sa.Column("visitor", sa.Text(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=True),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["title_id"], ["titles.id"], name="fk_feedback_title_id_titles", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
    )
    op.create_index("ix_feedback_title_id", "feedback", ["title_id", "visitor", "genre", "id"])
