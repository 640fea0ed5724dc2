"""The vibe score with its spread, vibe tags and the review summary; no engine had filled the columns of 0001."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns of a title's vibe, and make the review summary structured."""
    op.add_column("enrichments", sa.Column("vibe_spread", sa.Double(), nullable=True))
    op.add_column("enrichments", sa.Column("vibe_reviews", sa.Integer(), nullable=True))
    op.drop_column("enrichments", "review_summary")
    op.add_column("enrichments", sa.Column("review_summary", sa.JSON(), nullable=True))
    op.add_column("titles", sa.Column("vibe_score", sa.Double(), nullable=True))
    op.add_column("titles", sa.Column("vibe_spread", sa.Double(), nullable=True))
    op.add_column("titles", sa.Column("vibe_reviews", sa.Integer(), nullable=True))
    op.add_column("titles", sa.Column("vibe_tags", sa.JSON(), nullable=True))
