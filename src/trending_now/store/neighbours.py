"""Finds the titles nearest to one, by the cosine of the vectors that one version of an engine gave them."""

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from trending_now.store.browse import CARD_COLUMNS, card_of
from trending_now.store.journal_tables import TitleVectorRow
from trending_now.store.shown import NearTitle
from trending_now.store.tables import ChangeCountRow, TitleRow
from trending_now.store.vectors import STORED_AS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class _Space:
    """All titles that one version has read: their ids, and their vectors as rows."""

    ids: "NDArray[np.int64]"
    vectors: "NDArray[np.float32]"


class Neighbours:
    """Answers which titles lie near one; the vectors stay in memory until the catalogue changes.

    A page then costs one product of a matrix and a vector: a few milliseconds with tens of thousands of titles.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._spaces: dict[str, _Space] = {}
        self._read_at: int | None = None

    def nearest(self, connection: Connection, title_id: int, most: int) -> tuple[NearTitle, ...]:
        """Return the nearest titles, the nearest first; none where no engine has said where the title lies."""
        digest = connection.scalar(select(TitleVectorRow.model_digest).where(TitleVectorRow.title_id == title_id))
        if digest is None:
            return ()
        found = _nearest(self._space(connection, digest), title_id, most)
        rows = connection.execute(select(*CARD_COLUMNS).where(TitleRow.id.in_(found))).all()
        cards = {row.id: card_of(row) for row in rows}
        return tuple(NearTitle(cards[near], nearness) for near, nearness in found.items() if near in cards)

    def _space(self, connection: Connection, digest: str) -> _Space:
        changes = connection.scalar(select(ChangeCountRow.changes))
        with self._turn:
            if changes != self._read_at:
                self._spaces, self._read_at = {}, changes
            if digest not in self._spaces:
                self._spaces[digest] = _read(connection, digest)
            return self._spaces[digest]


def _read(connection: Connection, digest: str) -> _Space:
    import numpy as np

    columns = (TitleVectorRow.title_id, TitleVectorRow.vector)
    rows = connection.execute(select(*columns).where(TitleVectorRow.model_digest == digest)).all()
    content = np.frombuffer(b"".join(vector for _, vector in rows), dtype=STORED_AS)
    ids = np.fromiter((title for title, _ in rows), dtype=np.int64, count=len(rows))
    return _Space(ids, content.astype(np.float32).reshape(len(rows), -1))


def _nearest(space: _Space, title_id: int, most: int) -> dict[int, float]:
    """Return ids and cosines, the nearest first, and of equals the one with the smaller id."""
    import numpy as np

    own = int(np.flatnonzero(space.ids == title_id)[0])
    cosines = space.vectors @ space.vectors[own]
    cosines[own] = -np.inf
    order = np.lexsort((space.ids, -cosines))[: min(most, len(space.ids) - 1)]
    return {int(space.ids[place]): min(float(cosines[place]), 1.0) for place in order}
