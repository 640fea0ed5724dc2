"""What language models may read and never answer: plots that may be sent to them, and answers that stand for good."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Add for whom an answer stands for good; what documents are made of is derived anew after every migration."""
    op.add_column("enrichments", sa.Column("final_for", sa.Text(), nullable=True))
