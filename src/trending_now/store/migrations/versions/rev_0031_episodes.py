"""Which episode a release brings, so that titles can be found by what begins."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0028"

DECIDED_BY_INDEX = (
    "kind", "chosen_bits", "release_date", "uncertain_bits", "language", "release_season", "release_episode",
)  # fmt: skip
ORDERS = {
    "newest": ("newness", "id", *DECIDED_BY_INDEX, "liking"),
    "popular": ("popularity", "id", *DECIDED_BY_INDEX, "liking"),
    "name": ("name_key", "id", *DECIDED_BY_INDEX, "liking"),
    "trend": ("trend", "id", *DECIDED_BY_INDEX, "liking"),
    "dispute": ("dispute", "id", *DECIDED_BY_INDEX, "liking"),
    "liking": ("liking", "id", *DECIDED_BY_INDEX),
}


def upgrade() -> None:
    """Add the numbers, and to each order's index; they come with the next answers of the sources."""
    for name in ("season", "episode"):
        op.add_column("titles", sa.Column(f"release_{name}", sa.Integer(), nullable=True))
        op.add_column("releases", sa.Column(name, sa.Integer(), nullable=True))
    for name, columns in ORDERS.items():
        op.drop_index(f"ix_titles_{name}", "titles")
        op.create_index(f"ix_titles_{name}", "titles", list(columns))
