"""Corrupted inputs: each is caught by a rule of a name, at its level; good ones break none."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from trending_now.domain.check import CheckReport, Level
from trending_now.wiring.checks import check_any_file

PLACES = ("harbour", "desert", "tower", "mill", "valley", "island", "market", "bridge", "forest", "cellar")
DOINGS = ("counts the ships", "paints the walls", "hides a letter", "buys a clock")

Rows = list[dict[str, Any]]
Corruption = Callable[[Rows], Rows]


def good_rows() -> Rows:
    return [
        {
            "id": f"invented:{number}", "title": f"The {place} and the {number}", "year": 2000 + number % 20,
            "kind": None, "text": f"In the {place} a woman {doing} for her brother, and on day {number} they leave it.",
            "text_kind": "blurb", "source": "invented", "source_genres": ["Drama"], "genres": ["Drama"],
            "genres_uncertain": [], "split": ("train", "train", "val", "test")[number % 4],
        }
        for number, (place, doing) in enumerate((place, doing) for place in PLACES for doing in DOINGS)
    ]  # fmt: skip


def changed(number: int = 3, **said: Any) -> Corruption:
    return lambda rows: [row | said if place < number else row for place, row in enumerate(rows)]


def swap(rows: Rows) -> Rows:
    return [row | {"title": row["text"], "text": row["title"]} for row in rows]


def mistake_encoding(rows: Rows) -> Rows:
    wrong = "The café’s owner counts what is left of it.".encode().decode("cp1252")
    return changed(text=wrong)(rows)


def put_on_two_sides(rows: Rows) -> Rows:
    return [*rows, rows[0] | {"id": "invented:again", "split": "test"}]


def list_twice(rows: Rows) -> Rows:
    return [*rows, rows[0]]


TELLS = "This is a 2011 drama film about a miller who leaves the mill for the sea."
GERMAN = (
    "Der Müller geht jeden Tag hinunter zum Hafen und zählt dort lange die Schiffe, bis eines Tages keines mehr kommt, "
    "und niemand weiß warum, also fährt er selbst hinaus auf das offene Meer."
)
REFUSE, ASIDE, WARN = Level.REFUSE, Level.QUARANTINE, Level.WARN
CORRUPTIONS: dict[str, tuple[Corruption, str, Level]] = {
    "titles and plots in each other's column": (swap, "title and plot are swapped", REFUSE),
    "one plot under several titles": (changed(text=good_rows()[0]["text"]), "one text on several titles", ASIDE),
    "a text in train and in test": (put_on_two_sides, "text on two sides", REFUSE),
    "labels that stand in the text": (changed(text=TELLS), "text names its own genre", WARN),
    "years to come": (changed(year=2190), "date is out of range", ASIDE),
    "years before film": (changed(year=1650), "date is out of range", ASIDE),
    "UTF-8 read as Windows-1252": (mistake_encoding, "broken encoding", ASIDE),
    "a record twice": (list_twice, "listed twice", ASIDE),
    "plots that are empty": (changed(text=""), "plot is missing", WARN),
    "plots of two words": (changed(text="He leaves."), "plot is short", WARN),
    "a whole book for a plot": (changed(1, text="the ship and the sea " * 5_000), "text is too long", ASIDE),
    "a genre that is none": (changed(genres=["Glimmerpunk"]), "genre is none of ours", ASIDE),
    "a genre both certain and open": (changed(genres_uncertain=["Drama"]), "genre is certain and open", ASIDE),
    "another language": (changed(text=GERMAN), "language is another", WARN),
    "titles that are empty": (changed(title="  "), "title is missing", ASIDE),
    "no labels": (changed(genres=[]), "no label", WARN),
}  # fmt: skip


def test_good_rows_break_no_rule(tmp_path: Path) -> None:
    assert check(tmp_path, pl.DataFrame(good_rows(), schema=SCHEMA)).broken == {}


def test_lists_that_are_all_empty_are_no_fault_of_a_column(tmp_path: Path) -> None:
    rows = pl.DataFrame(good_rows(), schema=SCHEMA)
    of_nothing = pl.Series("genres_uncertain", [[]] * rows.height, dtype=pl.List(pl.Null))
    assert check(tmp_path, rows.with_columns(of_nothing)).broken == {}


@pytest.mark.parametrize("what", CORRUPTIONS)
def test_corrupted_rows_are_caught_by_a_named_rule_at_its_level(what: str, tmp_path: Path) -> None:
    corrupt, rule, level = CORRUPTIONS[what]
    report = check(tmp_path, pl.DataFrame(corrupt(good_rows()), schema=SCHEMA))
    assert (rule, level) in {(broken.name, broken.level) for broken in report.broken}
    assert all(violation.message for violation in report.violations)


def test_a_column_of_another_type_is_refused_and_named(tmp_path: Path) -> None:
    frame = pl.DataFrame(good_rows(), schema=SCHEMA).with_columns(pl.col("genres").list.join("|"))
    (violation,) = check(tmp_path, frame).at(Level.REFUSE)
    assert (violation.rule, "genres is String" in violation.message) == ("columns are wrong", True)


def test_a_column_that_is_missing_is_refused_and_named(tmp_path: Path) -> None:
    (violation,) = check(tmp_path, pl.DataFrame(good_rows(), schema=SCHEMA).drop("text_kind")).at(Level.REFUSE)
    assert (violation.rule, violation.message) == ("columns are wrong", "column text_kind is missing")


def test_a_file_without_rows_is_refused(tmp_path: Path) -> None:
    (violation,) = check(tmp_path, pl.DataFrame([], schema=SCHEMA)).at(Level.REFUSE)
    assert violation.rule == "no rows"


@pytest.mark.parametrize("ending", [".parquet", ".csv"])
def test_half_a_file_is_refused(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"half{ending}"
    pl.DataFrame(good_rows(), schema=SCHEMA).write_parquet(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    (violation, *_) = check_any_file(path).at(Level.REFUSE)
    assert violation.rule == "file is not whole"


def test_a_table_in_another_encoding_is_caught(tmp_path: Path) -> None:
    path = tmp_path / "films.csv"
    path.write_bytes("title,plot\nÉtoile,A woman counts the ships.\n".encode("utf-16"))
    assert check_any_file(path).at(Level.REFUSE)[0].rule == "file is not whole"


def test_rows_of_a_table_that_break_a_rule_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "films.csv"
    rows = [f"Film {n},A woman of {place} counts the ships and her days.,{2_000 + n}" for n, place in enumerate(PLACES)]
    path.write_text(
        "title,plot,year\n" + "\n".join([*rows, "Broken,Some plot of a film.,soon", "Empty,,2001"]), "utf-8"
    )
    assert {
        rule.name: number for rule, number in check_any_file(path).broken.items() if rule.level is not Level.WARN
    } == {"row is malformed": 2}


SCHEMA = {
    "id": pl.String, "title": pl.String, "year": pl.Int64, "kind": pl.String, "text": pl.String, "text_kind": pl.String,
    "source": pl.String, "source_genres": pl.List(pl.String), "genres": pl.List(pl.String),
    "genres_uncertain": pl.List(pl.String), "split": pl.String,
}  # fmt: skip


def check(folder: Path, frame: pl.DataFrame) -> CheckReport:
    path = folder / "corpus.parquet"
    frame.write_parquet(path)
    return check_any_file(path)
