"""Strangers' tables are read row by row: what cannot be read is told with its number, and the rest goes on."""

import json
import tracemalloc
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from trending_now.errors import WrongUse
from trending_now.sources.table_files.reading import column_names, count_rows, read_rows
from trending_now.sources.table_files.rows import LONGEST_LINE, BrokenRow, NumberedRow

HEADER = b"name,plot\n"
GOOD = NumberedRow(2, {"name": "Ebb", "plot": "The sea goes."})


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def parquet(folder: Path, rows: list[dict[str, Any]]) -> Path:
    path = folder / "titles.parquet"
    pl.DataFrame(rows).write_parquet(path)
    return path


@pytest.mark.parametrize("content", [b"name,plot\nEbb,The sea goes.\n", b"\xef\xbb\xbfname,plot\r\nEbb,The sea goes."])
def test_a_csv_file_is_read_with_or_without_a_byte_order_mark(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path, "a.csv", content)

    assert column_names(path) == ["name", "plot"]
    assert list(read_rows(path)) == [GOOD]


def test_quoted_cells_may_hold_commas_quotes_and_line_ends(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", HEADER + b'"Ebb, ""and"" Flow","One.\nTwo."\nNext,Plot\n')

    first, second = read_rows(path)

    assert isinstance(first, NumberedRow)
    assert first.cells == {"name": 'Ebb, "and" Flow', "plot": "One.\nTwo."}
    assert second == NumberedRow(4, {"name": "Next", "plot": "Plot"})


@pytest.mark.parametrize("sign", [b";", b"\t", b"|"])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_cells_are_parted_by_the_sign_that_parts_the_header(tmp_path: Path, name: str, sign: bytes) -> None:
    path = written(
        tmp_path, name, sign.join([b'"name, as told"', b"plot", b"year\n"]) + sign.join([b"Ebb", b"a, b", b"\n"])
    )

    assert column_names(path) == ["name, as told", "plot", "year"]
    assert list(read_rows(path)) == [NumberedRow(2, {"name, as told": "Ebb", "plot": "a, b", "year": ""})]


@pytest.mark.parametrize("ragged", [b"only one", b"one,two,three", b"a,b,c,d"])
def test_a_ragged_csv_row_is_told_and_the_next_is_read(tmp_path: Path, ragged: bytes) -> None:
    path = written(tmp_path, "a.csv", HEADER + ragged + b"\nEbb,The sea goes.\n")

    broken, good = read_rows(path)

    assert isinstance(broken, BrokenRow)
    assert broken.number == 2
    assert "the header has 2" in broken.reason
    assert isinstance(good, NumberedRow)


def test_blank_csv_lines_are_no_rows(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", HEADER + b"\n,\nEbb,The sea goes.\n\n")

    assert [row.number for row in read_rows(path)] == [4]


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_quote_that_nothing_closes_is_told_and_what_it_swallowed_is_no_plot(tmp_path: Path, end: bytes) -> None:
    path = written(tmp_path, "a.csv", HEADER + b'Ebb,The sea goes.\nFlow,"It returns.\nTide,It stays.' + end)

    good, broken = read_rows(path)
    assert good == GOOD
    assert isinstance(broken, BrokenRow)
    assert (broken.number, "nothing closes" in broken.reason, "Tide,It stays." in broken.excerpt) == (3, True, True)


def test_a_last_row_with_quotes_and_no_line_end_is_whole(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", HEADER + b'Ebb,"The sea\ngoes."')

    (row,) = read_rows(path)
    assert isinstance(row, NumberedRow)
    assert row.cells["plot"] == "The sea\ngoes."


def test_a_column_that_only_a_late_json_line_has_is_one(tmp_path: Path) -> None:
    lines = b'{"name": "Ebb", "plot": "It goes."}\n' * 300 + b'{"name": "Flow", "year": 2030}\n'
    assert column_names(written(tmp_path, "a.jsonl", lines)) == ["name", "plot", "year"]


def test_json_lines_are_read_with_the_columns_of_all_rows(tmp_path: Path) -> None:
    lines = b'\xef\xbb\xbf{"name": "Ebb"}\n\n{"name": "Flow", "plot": "It returns.", "year": 2030}\n'
    path = written(tmp_path, "a.jsonl", lines)

    assert column_names(path) == ["name", "plot", "year"]
    assert [row.number for row in read_rows(path)] == [1, 3]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"name": "Eb', "is not JSON"),
        (b"[1, 2]", "not an object"),
        (b'"text"', "not an object"),
        (b'{"name": "\xff"}', "is not UTF-8 text"),
        (b"[" * 50_000, "is not JSON"),
    ],
)
def test_a_broken_json_line_is_told_and_the_next_is_read(tmp_path: Path, line: bytes, reason: str) -> None:
    path = written(tmp_path, "a.ndjson", line + b'\n{"name": "Ebb", "plot": "The sea goes."}\n')

    broken, good = read_rows(path)

    assert isinstance(broken, BrokenRow)
    assert broken.number == 1
    assert reason in broken.reason
    assert good == GOOD


def test_parquet_rows_come_in_order_with_their_numbers(tmp_path: Path) -> None:
    path = parquet(tmp_path, [{"name": f"Title {n}", "genres": ["Drama"]} for n in range(4_500)])

    rows = list(read_rows(path))

    assert count_rows(path) == 4_500
    assert [row.number for row in rows] == list(range(1, 4_501))
    assert rows[4_321] == NumberedRow(4_322, {"name": "Title 4321", "genres": ["Drama"]})


def test_only_a_parquet_file_tells_its_length_beforehand(tmp_path: Path) -> None:
    assert count_rows(written(tmp_path, "a.csv", HEADER)) is None


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet"])
def test_an_empty_file_is_wrong_use(tmp_path: Path, name: str) -> None:
    with pytest.raises(WrongUse, match=f"{name} is empty"):
        column_names(written(tmp_path, name, b""))


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet"])
def test_a_missing_file_is_wrong_use(tmp_path: Path, name: str) -> None:
    with pytest.raises(WrongUse, match=rf"There is no file .*{name}; check the path"):
        column_names(tmp_path / name)


def test_a_folder_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()

    for folder in (tmp_path / "a.csv", tmp_path):
        with pytest.raises(WrongUse, match=f"{folder} is a folder"):
            column_names(folder)


def test_a_file_that_changes_while_it_is_read_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", HEADER + b"Ebb,The sea goes.\n" * 3)
    rows = read_rows(path)
    assert next(rows) == GOOD
    path.write_bytes(HEADER + b"Flow,The sea comes.\n")
    with pytest.raises(WrongUse, match="was changed while it was read"):
        list(rows)


def test_a_file_that_goes_while_it_is_read_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", HEADER + b"Ebb,The sea goes.\n" * 3)
    rows = read_rows(path)
    next(rows)
    path.unlink()
    with pytest.raises(WrongUse, match="was changed while it was read"):
        list(rows)


def test_a_parquet_file_that_is_cut_while_it_is_read_is_told(tmp_path: Path) -> None:
    path = parquet(tmp_path, [{"name": f"Ebb {number}", "plot": "The sea goes. " * 9} for number in range(20_000)])
    rows = read_rows(path)
    next(rows)
    path.write_bytes(path.read_bytes()[:4_000])
    with pytest.raises(WrongUse, match="was changed while it was read"):
        list(rows)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.parquet", b"PAR1 and then nothing of the kind", "is not a Parquet file"),
        ("a.xlsx", b"PK", "is of no known form; give a file that ends in: .csv"),
        ("a.jsonl", b"\n\n", "holds no rows"),
        ("a.jsonl", b"no JSON\n", "holds no rows"),
        ("a.csv", b"n\xe4me,plot\n", "is not UTF-8 text; convert it"),
        ("a.csv", b"PK\x03\x04\x14\x00\xff\n", "is a packed file; unpack it"),
        ("a.csv", b"\x1f\x8b\x08\x00\xff\n", "is a packed file; unpack it"),
        ("a.jsonl", b"\x1f\x8b\x08\x00\xff\n", "is a packed file; unpack it"),
        ("a.jsonl", '{"name": "Ebb"}'.encode("utf-16"), "is not UTF-8 text; convert the file"),
    ],
)
def test_a_file_of_another_form_is_wrong_use(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    with pytest.raises(WrongUse, match=reason):
        column_names(written(tmp_path, name, content))


def test_text_that_is_not_utf8_far_down_a_csv_file_is_told_not_changed(tmp_path: Path) -> None:
    rows = HEADER + b"Ebb,The sea goes.\n" * 5_000
    path = written(tmp_path, "a.csv", rows + b"Caf\xe9,It opens.\nFlow,It returns.\n")

    assert column_names(path) == ["name", "plot"]
    *_, broken, good = read_rows(path)

    assert isinstance(broken, BrokenRow)
    assert broken.number == 5_002
    assert "UTF-8" in broken.reason
    assert isinstance(good, NumberedRow)


def test_text_that_is_not_utf8_at_the_top_of_a_csv_file_spoils_its_row_alone(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", HEADER + b"Caf\xe9,It opens.\nEbb,The sea goes.\n")

    assert column_names(path) == ["name", "plot"]
    assert [(type(row), row.number) for row in read_rows(path)] == [(BrokenRow, 2), (NumberedRow, 3)]


def test_a_parquet_file_damaged_in_the_middle_is_wrong_use(tmp_path: Path) -> None:
    path = tmp_path / "titles.parquet"
    pl.DataFrame({"name": [f"Title {n} {n * 7919 % 1013}" for n in range(9_000)]}).write_parquet(
        path, row_group_size=3_000
    )
    content = path.read_bytes()
    middle = len(content) // 2
    path.write_bytes(content[: middle - 2_000] + b"\xff" * 4_000 + content[middle + 2_000 :])

    with pytest.raises(WrongUse, match="cannot be read"):
        list(read_rows(path))


def test_a_day_beyond_the_calendar_spoils_its_parquet_row_alone(tmp_path: Path) -> None:
    days = pl.Series([0, 2**62, 0]).cast(pl.Datetime("us"))
    pl.DataFrame({"name": ["Ebb", "Flow", "Low"], "date": days}).write_parquet(tmp_path / "titles.parquet")

    first, broken, last = read_rows(tmp_path / "titles.parquet")

    assert isinstance(broken, BrokenRow)
    assert (broken.number, broken.reason) == (2, "Row 2 cannot be read: year 148108 is out of range.")
    assert [row.cells["name"] for row in (first, last) if isinstance(row, NumberedRow)] == ["Ebb", "Low"]


@pytest.mark.parametrize("opening", [b"Flow,", b'Flow,"', b'Flow,"It\nreturns'])
def test_a_very_long_csv_line_is_never_held_whole_and_the_next_is_read(tmp_path: Path, opening: bytes) -> None:
    path = written(tmp_path, "a.csv", HEADER + opening)
    with path.open("ab") as file:
        for _ in range(24):
            file.write(b"x" * 10_000_000)
        file.write(b"\nEbb,The sea goes.\n")

    tracemalloc.start()
    try:
        broken, good = read_rows(path)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    last = 2 + opening.count(b"\n")
    assert isinstance(broken, BrokenRow)
    assert f"Line {last} is longer than {LONGEST_LINE:,} characters" in broken.reason
    assert good == NumberedRow(last + 1, GOOD.cells)
    assert most < 6 * LONGEST_LINE


def test_a_csv_header_without_an_end_is_told(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="Line 1 is longer than"):
        column_names(written(tmp_path, "a.csv", b"name,plot" * (LONGEST_LINE // 9 + 2)))


def test_a_very_long_json_line_is_told_and_the_next_is_read(tmp_path: Path) -> None:
    long_line = json.dumps({"name": "x" * (17 * 1024 * 1024)}).encode()
    path = written(tmp_path, "a.jsonl", long_line + b'\n{"name": "Ebb", "plot": "The sea goes."}\n')

    broken, good = read_rows(path)

    assert isinstance(broken, BrokenRow)
    assert "is longer than" in broken.reason
    assert good == GOOD
