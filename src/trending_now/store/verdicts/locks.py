"""The operator's final word on genres."""

from sqlalchemy import insert

from trending_now.domain.genre import Genre
from trending_now.domain.ports import Clock
from trending_now.store.database import Database
from trending_now.store.genres_shown import refresh_genres_shown
from trending_now.store.journal_tables import LockRow
from trending_now.store.title_ids import require_title


class LockBook:
    """Sets and lifts locks; each shows at once."""

    def __init__(self, database: Database, clock: Clock, preferred: str) -> None:
        self._database = database
        self._clock = clock
        self._preferred = preferred

    def lock(self, title_id: int, genre: Genre, *, holds: bool) -> None:
        """Settle that a title is, or is not, of a genre.

        Raises:
            TitleMoved: it was joined to another.
            TitleNotFound: there is no such title.
        """
        self._append(title_id, genre, holds)

    def unlock(self, title_id: int, genre: Genre) -> None:
        """Take a lock back.

        Raises:
            TitleMoved: it was joined to another.
            TitleNotFound: there is no such title.
        """
        self._append(title_id, genre, None)

    def _append(self, title_id: int, genre: Genre, holds: bool | None) -> None:  # noqa: FBT001 (None takes it back)
        with self._database.write() as connection:
            require_title(connection, title_id)
            row = {"title_id": title_id, "genre": genre.value, "holds": holds, "locked_at": self._clock()}
            connection.execute(insert(LockRow).values(**row))
            refresh_genres_shown(connection, [title_id], self._preferred)
