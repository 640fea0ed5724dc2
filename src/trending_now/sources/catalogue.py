"""A catalogue that somebody brings along as a source: a CSV, JSON Lines or Parquet file with names and plots."""

import json
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic_core import PydanticSerializationError, from_json, to_json

from trending_now.domain.policy import Credit, Policy, TrainUse
from trending_now.domain.ports import Clock
from trending_now.domain.run import ID_TWICE, UNREADABLE_ROW, RawRecord, Violation, Window
from trending_now.domain.title import Listing
from trending_now.sources.catalogue_columns import columns_of
from trending_now.sources.catalogue_rows import cell_parts, cell_text, listing_of_row
from trending_now.sources.table_files.reading import column_names, count_rows, read_rows
from trending_now.sources.table_files.rows import BrokenRow, NumberedRow

ROWS_PER_RECORD = 250
MEDIA_TYPE = "application/jsonl"
LONGEST_SHOWN = 80
CHOICE = b'{"columns":'
"""The beginning of the line that tells, before the rows, which columns a person chose."""


class CatalogueFile:
    """A file of titles as a source: its rows in batches, each a raw record of JSON Lines.

    `columns` names the file's column for a field of ours ("plot", "name", "year" …) where the usual names do not tell.
    """

    names_all_days = False

    def __init__(
        self, path: Path, clock: Clock, columns: Mapping[str, str] | None = None, name: str | None = None
    ) -> None:
        self.path = path
        self._file_name = _readable(path.name)
        self.name = _readable(name or f"import:{path.stem}")
        self.policy = Policy(
            name=self.name,
            display=True,
            train=TrainUse.NO,
            keep_full_text=True,
            send_to_llm=True,
            retention=None,
            credit=Credit(f"Imported from {self._file_name}"),
        )
        self._clock = clock
        present = column_names(path)
        # a column may begin or end with a blank, and so may what a person writes around its name
        self._chosen = {field: name if name in present else name.strip() for field, name in (columns or {}).items()}
        self._columns = columns_of(present, self._chosen, self._file_name)

    def row_count(self) -> int | None:
        """Return how many rows the file has; None if only reading it all would tell."""
        return count_rows(self.path)

    def fetch(self, window: Window) -> Iterator[RawRecord | Violation]:  # noqa: ARG002 (a file has no window)
        """Yield the rows, a batch at a time, and a violation for each that cannot be read.

        Raises:
            WrongUse: the file cannot be read any further.
        """
        wanted = tuple(dict.fromkeys(self._columns.values()))
        for rows in _batched(self._one_per_title(self._checked(read_rows(self.path, wanted))), ROWS_PER_RECORD):
            yield from (row for row in rows if isinstance(row, Violation))
            good = [row for row in rows if not isinstance(row, Violation)]
            if good:
                yield self._record(good, wanted)

    def parse(self, record: RawRecord) -> Iterator[Listing | Violation]:
        """Yield a listing for each row that has a name and a plot, and a violation for each other."""
        yield from _parse(_row_lines(record), self._columns, self.name, self._file_name)

    def _record(self, rows: list[NumberedRow], wanted: Collection[str]) -> RawRecord:
        lines = [_as_json((row.number, {name: row.cells.get(name) for name in wanted})) for row in rows]
        if self._chosen:
            lines.insert(0, _as_json({"columns": self._chosen}))
        url = f"import:{self._file_name}#{rows[0].number}-{rows[-1].number}"
        return RawRecord(self.name, url, b"\n".join(lines), self._clock(), MEDIA_TYPE)

    def _checked(self, rows: Iterator[NumberedRow | BrokenRow]) -> Iterator[NumberedRow | Violation]:
        """Yield the rows; in the place of one that cannot be read, or has an earlier one's id, what is wrong with it.

        Of an id only its hash is remembered, and that of the name and plot it came with: a file may have many.
        """
        said_of: dict[int, int] = {}
        for row in rows:
            if isinstance(row, BrokenRow):
                yield self._violation(UNREADABLE_ROW, row.number, row.reason, row.excerpt)
                continue
            key, name, plot = (cell_text(row.cells.get(self._columns.get(x, ""))) for x in ("id", "name", "plot"))
            said = hash((name, plot))
            if key and said_of.setdefault(hash(key), said) != said:
                reason = f"An earlier row with another name or plot has the id {key[:LONGEST_SHOWN]!r}, too."
                yield self._violation(ID_TWICE, row.number, reason, f"{name}\n{plot}"[:1_000])
            else:
                yield row

    def _one_per_title(self, rows: Iterator[NumberedRow | Violation]) -> Iterator[NumberedRow | Violation]:
        """Yield the rows; neighbours that differ in genres alone, as in a table with a row for each genre, as one."""
        genres = self._columns.get("genres", "")
        others = [column for column in self._columns.values() if column != genres]
        held: NumberedRow | None = None
        facts: list[Any] = []
        for row in rows:
            if isinstance(row, NumberedRow):
                last, facts = facts, [row.cells.get(column) for column in others]
                if held and last == facts and held.cells.get(genres) != row.cells.get(genres):
                    tags = [*cell_parts(held.cells.get(genres)), *cell_parts(row.cells.get(genres))]
                    held = NumberedRow(held.number, held.cells | {genres: tags})
                    continue
            if held:
                yield held
            held = row if isinstance(row, NumberedRow) else None
            if isinstance(row, Violation):
                yield row
        if held:
            yield held

    def _violation(self, rule: str, number: int, reason: str, excerpt: str) -> Violation:
        return Violation(self.name, rule, f"{self._file_name} row {number}", reason, excerpt)


def parse_kept(record: RawRecord) -> Iterator[Listing | Violation]:
    """Yield what a file's kept rows list now; the person's choice of columns, kept beside them, holds.

    Raises:
        WrongUse: it was not kept yet, and the usual names do not tell; import the file again, with `--column`.
    """
    lines = _row_lines(record)
    names = tuple(_values(lines[0])[1]) if lines else ()
    file_name = record.url.removeprefix("import:").rpartition("#")[0]
    columns = columns_of(names, _choice(record), file_name)
    yield from _parse(lines, columns, record.source, file_name)


def _readable(name: str) -> str:
    """Return a name with a question mark for each byte that is not UTF-8: no database takes such a name."""
    return name.encode("utf-8", "replace").decode()


def _row_lines(record: RawRecord) -> list[bytes]:
    lines = record.content.splitlines()
    return lines[1:] if record.content.startswith(CHOICE) else lines


def _choice(record: RawRecord) -> dict[str, str]:
    """Return the columns that a person chose for the file."""
    first, _, _ = record.content.partition(b"\n")
    return dict(_values(first)["columns"]) if first.startswith(CHOICE) else {}


def _parse(
    lines: list[bytes], columns: Mapping[str, str], source: str, file_name: str
) -> Iterator[Listing | Violation]:
    number: object = "?"
    for line in lines:
        try:
            number, row = _values(line)
            yield listing_of_row(row, columns, source)
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            excerpt = line[:1_000].decode("utf-8", "replace")
            yield Violation(source, "row is malformed", f"{file_name} row {number}", str(error), excerpt)


def _batched(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while batch := list(islice(rows, size)):
        yield batch


def _as_json(value: object) -> bytes:
    """Return a value as one line of JSON; half a surrogate pair, which UTF-8 cannot say, is escaped."""
    try:
        return to_json(value, fallback=str, inf_nan_mode="constants")
    except PydanticSerializationError:
        return json.dumps(value, default=_as_text, separators=(",", ":")).encode()


def _as_text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _values(line: bytes) -> Any:
    try:
        return from_json(line, cache_strings="keys")
    except ValueError:  # it takes no half of a surrogate pair, either
        return json.loads(line)
