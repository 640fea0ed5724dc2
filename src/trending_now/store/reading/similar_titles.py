"""Finds the titles nearest to one, by the cosine of the vectors that one version of an engine gave them."""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from trending_now.domain.ports import Clock
from trending_now.store.journal_tables import TitleVectorRow
from trending_now.store.reading.cards import TitleCard, cards_by_id
from trending_now.store.tables import ChangeCountRow
from trending_now.store.vectors import STORED_AS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

KEPT_AT_LEAST = timedelta(seconds=30)  # during a run the catalogue changes every second
MOST_SPACES = 2  # those of one version, and of the next one while it reads the titles
SPARE = 6


@dataclass(frozen=True, slots=True)
class NearTitle:
    """A similar title, and the cosine of the two titles' vectors, at most 1."""

    card: TitleCard
    nearness: float


@dataclass(frozen=True, slots=True)
class _Space:
    """All titles that one engine version has read: their ids, and their vectors as rows."""

    ids: "NDArray[np.int64]"
    vectors: "NDArray[np.float32]"
    changes: int | None
    read_at: datetime


class SimilarTitles:
    """Finds titles near one; vectors stay in memory until the catalogue changes, but for at least half a minute.

    A page then takes one product of a matrix and a vector: a few milliseconds with tens of thousands of titles.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._turn = threading.Lock()
        self._spaces: dict[str, _Space] = {}

    def nearest(self, connection: Connection, title_id: int, most: int) -> tuple[NearTitle, ...]:
        """Return the nearest titles, the nearest first; none if no engine has given the title a vector."""
        columns = (TitleVectorRow.model_digest, TitleVectorRow.vector)
        own = connection.execute(select(*columns).where(TitleVectorRow.title_id == title_id)).one_or_none()
        if own is None:
            return ()
        space = self._space(connection, own.model_digest)
        found = _nearest(space, own.vector, title_id, most + SPARE)  # some may have left since they were read
        cards = cards_by_id(connection, found)
        return tuple(NearTitle(cards[near], nearness) for near, nearness in found.items() if near in cards)[:most]

    def _space(self, connection: Connection, digest: str) -> _Space:
        changes, now = connection.scalar(select(ChangeCountRow.changes)), self._clock()
        with self._turn:
            known = self._spaces.pop(digest, None)
            if known is None or (known.changes != changes and now - known.read_at >= KEPT_AT_LEAST):
                known = _read(connection, digest, changes, now)
            others = list(self._spaces.items())[: MOST_SPACES - 1]
            self._spaces = {digest: known, **dict(others)}
            return known


def _read(connection: Connection, digest: str, changes: int | None, now: datetime) -> _Space:
    import numpy as np

    columns = (TitleVectorRow.title_id, TitleVectorRow.vector)
    rows = connection.execute(select(*columns).where(TitleVectorRow.model_digest == digest)).all()
    content = np.frombuffer(b"".join(vector for _, vector in rows), dtype=STORED_AS)
    ids = np.fromiter((title for title, _ in rows), dtype=np.int64, count=len(rows))
    return _Space(ids, content.astype(np.float32).reshape(len(rows), -1), changes, now)


def _nearest(space: _Space, vector: bytes, title_id: int, most: int) -> dict[int, float]:
    """Return ids and cosines, the nearest first, and of equals the one with the smaller id."""
    import numpy as np

    cosines = space.vectors @ np.frombuffer(vector, dtype=STORED_AS).astype(np.float32)
    order = np.lexsort((space.ids, -cosines))[: most + 1]
    found = {int(space.ids[place]): min(float(cosines[place]), 1.0) for place in order}
    found.pop(title_id, None)
    return dict(list(found.items())[:most])
