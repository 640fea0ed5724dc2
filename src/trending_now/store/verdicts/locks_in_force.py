"""Which genres of titles operators have settled."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, select

from trending_now.domain.enrichment import Lock
from trending_now.domain.genre import Genre
from trending_now.store.journal_tables import LockRow


def newest_locks(connection: Connection, title_ids: Collection[int]) -> defaultdict[int, dict[Genre, Lock]]:
    """Return each title's locks in force, by genre: the newest word counts, unless it took the lock back."""
    locks: defaultdict[int, dict[Genre, Lock]] = defaultdict(dict)
    columns = (LockRow.title_id, LockRow.genre, LockRow.holds, LockRow.locked_at)
    query = select(*columns).where(LockRow.title_id.in_(title_ids)).order_by(LockRow.id)
    for title, genre, holds, locked_at in connection.execute(query):
        locks[title].pop(Genre(genre), None)
        if holds is not None:
            locks[title][Genre(genre)] = Lock(Genre(genre), holds, locked_at)
    return locks
