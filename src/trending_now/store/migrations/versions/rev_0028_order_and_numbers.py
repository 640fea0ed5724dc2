"""Keys in the same order in both databases, and numbers of quarantine that are never given twice."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

ORDERED_BY = {"titles": "name_key", "listings": "source_key"}


def upgrade() -> None:
    """Have PostgreSQL order keys by code point, whatever its locale; have SQLite count quarantine on."""
    if op.get_bind().dialect.name == "postgresql":
        for table, column in ORDERED_BY.items():
            op.alter_column(table, column, type_=sa.Text(collation="C"))
        return
    with op.batch_alter_table("quarantine", recreate="always", table_kwargs={"sqlite_autoincrement": True}):
        pass
