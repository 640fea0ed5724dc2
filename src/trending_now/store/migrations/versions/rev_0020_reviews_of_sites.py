"""Reviews of sites: excerpts with what was read in the whole text, accepted terms, each site's health, pages seen."""

import sqlalchemy as sa
from alembic import op

from trending_now.store.sql.column_types import UtcDateTime

revision = "0020"
down_revision = "0010"


def upgrade() -> None:
    """Add the columns of crawled reviews and the tables of the sites they come from."""
    op.add_column("listings", sa.Column("directors", sa.JSON(), nullable=True))
    op.add_column("listings", sa.Column("is_review", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("reviews", sa.Column("is_excerpt", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("reviews", sa.Column("liking", sa.Double(), nullable=True))
    op.add_column("reviews", sa.Column("signals", sa.JSON(), nullable=True))
    op.add_column("reviews", sa.Column("ways", sa.JSON(), nullable=True))
    _create_site_tables()


def _create_site_tables() -> None:
    op.create_table(
        "accepted_terms",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("terms_url", sa.Text(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("site", name="pk_accepted_terms"),
    )
    op.create_table(
        "site_health",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("parsed", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("broken_since", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", name="pk_site_health"),
    )
    op.create_table(
        "seen_pages",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("fetched_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("site", "url", name="pk_seen_pages"),
    )
    op.create_index("ix_seen_pages_expires_at", "seen_pages", ["expires_at"])
