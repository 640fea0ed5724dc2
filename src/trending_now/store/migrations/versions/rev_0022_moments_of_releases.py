"""The moment of a release beside its day; a premiere is not the release that is shown, nor found by its region."""

import sqlalchemy as sa
from alembic import op

from trending_now.store.sql.column_types import UtcDateTime

revision = "0022"
down_revision = "0030"

INDEXES = {
    "ix_releases_title": ["title_id", "region", "platform"],
    "ix_releases_region": ["region", "title_id"],
    "ix_releases_platform": ["platform", "title_id"],
}


def upgrade() -> None:
    """Add the columns, and the type to the indexes by which titles are filtered."""
    op.add_column("titles", sa.Column("release_at", UtcDateTime(), nullable=True))
    op.add_column("releases", sa.Column("at", UtcDateTime(), nullable=True))
    for name, columns in INDEXES.items():
        op.drop_index(name, "releases")
        op.create_index(name, "releases", [*columns, "type"])
