"""Makes the schema: a new database gets it at once, an older one by the migrations that it lacks."""

from sqlalchemy import Connection, insert, inspect, text

from trending_now.store.search import create_statements
from trending_now.store.tables import ChangeCountRow, Table

HEAD_REVISION = "0035"
# In the order in which they follow one another, which is not that of their numbers.
KNOWN_REVISIONS = (
    "0001", "0002", "0003", "0010", "0020", "0021", "0030", "0022", "0023", "0024", "0025", "0026", "0027",
    "0028", "0031", "0032", "0033", "0034", HEAD_REVISION,
)  # fmt: skip

ALEMBIC_TABLE = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)


def revision_of(connection: Connection) -> str | None:
    """Return the schema's version; None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def create(connection: Connection) -> None:
    """Make every table in an empty database, as all migrations together would; a test compares the two.

    This avoids loading Alembic, which takes longer than the first import of a small file.
    """
    from trending_now.store import journal_tables
    from trending_now.store.llm import tables as llm_tables

    for table in (journal_tables.RunRow, llm_tables.LlmCallRow):
        assert table.metadata is Table.metadata  # every file's tables are made  # noqa: S101
    Table.metadata.create_all(connection, checkfirst=False)
    for statement in (*create_statements(connection.dialect.name), ALEMBIC_TABLE):
        connection.execute(text(statement))
    connection.execute(insert(ChangeCountRow).values(changes=0))
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD_REVISION})


def upgrade(connection: Connection) -> None:
    """Run the migrations that a database lacks."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "trending_now.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
