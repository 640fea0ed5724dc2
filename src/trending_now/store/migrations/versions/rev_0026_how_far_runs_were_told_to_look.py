"""How far back a person told a run to look, so that the next one knows which days nobody looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Add the day to the runs; earlier ones are taken for whole, as they were."""
    op.add_column("runs", sa.Column("told_since", sa.Date(), nullable=True))
