"""The catalogue's database, as the settings name it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trending_now.settings import Settings
    from trending_now.store.database import Database


def open_database(settings: "Settings", *, writable: bool) -> "Database":
    """Open the catalogue's database, brought to this version's schema if it may be written.

    Raises:
        StoreError: it cannot be opened, or a newer version made it.
    """
    from trending_now.store.database import Database
    from trending_now.store.migrate import migrate

    database = Database(settings.catalogue_url, writable=writable)
    try:
        migrate(database) if writable else database.check()
    except BaseException:
        database.close()
        raise
    return database
