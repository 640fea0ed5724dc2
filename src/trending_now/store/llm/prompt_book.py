"""Which prompt versions were used, and where the labels point."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from trending_now.domain.llm import PromptVersion
from trending_now.domain.ports import Clock
from trending_now.errors import PromptError
from trending_now.store.database import Database
from trending_now.store.llm.tables import PromptLabelRow, PromptUseRow
from trending_now.store.sql.keys import is_newest
from trending_now.store.sql.upsert import insert_new


@dataclass(frozen=True, slots=True)
class LabelMove:
    """A label that was moved to a prompt version."""

    name: str
    label: str
    number: int
    moved_at: datetime


class PromptBook:
    """Makes sure that a used prompt version never changes, and moves labels."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def use(self, version: PromptVersion) -> None:
        """Note that a version is used; from now on its text must not change.

        Raises:
            PromptError: it was used before with another text.
        """
        row = {"name": version.name, "number": version.number, "digest": version.digest, "first_used_at": self._clock()}
        with self._database.side_write() as connection:
            insert_new(connection, PromptUseRow, [row])
            self._check(connection, version)

    def check(self, version: PromptVersion) -> None:
        """Make sure that a version has not changed since its first use.

        Raises:
            PromptError: it was used before with another text.
        """
        with self._database.read() as connection:
            self._check(connection, version)

    def labels(self, name: str) -> dict[str, int]:
        """Return the version that each label of a prompt points at."""
        newest = is_newest(PromptLabelRow.label, within=(PromptLabelRow.name == name,))
        query = select(PromptLabelRow.label, PromptLabelRow.number).where(newest)
        with self._database.read() as connection:
            return {label: number for label, number in connection.execute(query) if number}

    def moves(self, name: str, label: str) -> list[LabelMove]:
        """Return where a label pointed, the newest first."""
        query = (
            select(PromptLabelRow.number, PromptLabelRow.moved_at)
            .where(PromptLabelRow.name == name, PromptLabelRow.label == label)
            .order_by(PromptLabelRow.id.desc())
        )
        with self._database.read() as connection:
            return [LabelMove(name, label, number, moved_at) for number, moved_at in connection.execute(query)]

    def move(self, name: str, label: str, number: int) -> None:
        """Let a label point at a version; 0 takes it away."""
        row = {"name": name, "label": label, "number": number, "moved_at": self._clock()}
        with self._database.side_write() as connection:
            connection.execute(insert(PromptLabelRow).values(**row))

    def _check(self, connection: Connection, version: PromptVersion) -> None:
        used = (PromptUseRow.name == version.name, PromptUseRow.number == version.number)
        digest = connection.scalar(select(PromptUseRow.digest).where(*used))
        if digest not in (None, version.digest):
            raise PromptError(
                f"The prompt {version} was changed after its first use; put its text back, and write what is new as "
                f"{version.name}-v{version.number + 1}."
            )


def pointed_at(moves: list[LabelMove]) -> Iterator[int]:
    """Yield the versions that a label pointed at, the newest first; the same one twice in a row counts once."""
    last = 0
    for number in (move.number for move in moves if move.number):
        if number != last:
            yield number
        last = number
