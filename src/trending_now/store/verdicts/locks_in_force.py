"""Which genres of titles operators have settled."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, select

from trending_now.domain.genre import Genre
from trending_now.store.journal_tables import LockRow


def newest_locks(connection: Connection, title_ids: Collection[int]) -> defaultdict[int, dict[Genre, bool]]:
    """Return the locks in force of each title."""
    locks: defaultdict[int, dict[Genre, bool]] = defaultdict(dict)
    columns = (LockRow.title_id, LockRow.genre, LockRow.holds)
    query = select(*columns).where(LockRow.title_id.in_(title_ids)).order_by(LockRow.id)
    for title, genre, holds in connection.execute(query):
        locks[title].pop(Genre(genre), None)
        if holds is not None:
            locks[title][Genre(genre)] = holds
    return locks
