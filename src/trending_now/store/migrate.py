"""Brings a database to the schema of this version of the program, and fills what is derived."""

from sqlalchemy import select

from trending_now.store.database import Database
from trending_now.store.documents import refresh_documents
from trending_now.store.genres_shown import refresh_all_shown
from trending_now.store.projection import refresh_all_attention, refresh_premieres, refresh_search
from trending_now.store.schema import HEAD_REVISION, create, revision_of, upgrade
from trending_now.store.tables import TitleRow


def migrate(database: Database) -> None:
    """Make the schema in an empty database, or run the migrations that an older one lacks.

    Columns and the search index that follow from what is stored are then derived anew.

    Raises:
        DatabaseTooNew: a newer version of the program made it.
    """
    if database.revision() == HEAD_REVISION:
        return
    with database.write() as connection:
        revision = revision_of(connection)  # another process may have been quicker
        if revision is None:
            create(connection)
        elif revision != HEAD_REVISION:
            upgrade(connection)
            refresh_all_shown(connection)
            refresh_all_attention(connection)
            refresh_premieres(connection)
            refresh_search(connection)
            refresh_documents(connection, connection.scalars(select(TitleRow.id)).all())
