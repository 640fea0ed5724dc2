"""Where engines' answers come from: what the model was fitted with, and the newest snapshot of the catalogue."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0021"


def upgrade() -> None:
    """Add both to the enrichments; of earlier answers they are not known."""
    op.add_column("enrichments", sa.Column("training_sets", sa.JSON(), nullable=True))
    op.add_column("enrichments", sa.Column("snapshot", sa.Text(), nullable=True))
