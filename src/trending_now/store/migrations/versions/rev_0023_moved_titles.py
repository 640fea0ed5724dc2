"""Where a title went that turned out to be another one."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Add the table of ids that gave way."""
    op.create_table(
        "moved_titles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["title_id"], ["titles.id"], name="fk_moved_titles_title_id_titles", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_moved_titles"),
    )
    op.create_index("ix_moved_titles_title_id", "moved_titles", ["title_id"])
