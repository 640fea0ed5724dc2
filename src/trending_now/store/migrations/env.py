"""Alembic's entry: runs the steps on the connection it is handed."""

from alembic import context

from trending_now.store import journal_tables
from trending_now.store.tables import Table

assert journal_tables.RunRow.metadata is Table.metadata  # both files' tables are part of the schema  # noqa: S101

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    transaction_per_migration=False,
)
context.run_migrations()
