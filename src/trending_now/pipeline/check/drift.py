"""Drift: how far today's records differ from those of the last snapshot."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from trending_now.domain.check import Level, Rule
from trending_now.domain.run import Violation

if TYPE_CHECKING:
    import polars as pl

LEAST_ROWS = 30
MOST_DISTANCE = 0.2
MOST_LENGTH_CHANGE = 0.3
MOST_MISSING_CHANGE = 0.1
GENRES = Rule("genres have drifted", Level.WARN, "The shares of genres are near those of the last snapshot.")
LENGTHS = Rule("lengths have drifted", Level.WARN, "Plots are about as long as in the last snapshot.")
MISSING = Rule("missing values have drifted", Level.WARN, "As many plots are missing as in the last snapshot.")
DRIFT_RULES = (GENRES, LENGTHS, MISSING)


def drift_facts(records: "pl.DataFrame") -> "pl.DataFrame":
    """Return what drift is measured on: each record's genres, and the number of words of its plot."""
    import polars as pl

    return records.select("genres", plot_words=pl.col("plot_summary").str.count_matches(r"\S+").fill_null(0))


def drift(source: str, before: "pl.DataFrame", now: "pl.DataFrame", snapshot: str) -> Iterator[Violation]:
    """Yield what has drifted in a source's records since a snapshot; nothing if there are only a few records."""
    if min(before.height, now.height) < LEAST_ROWS:
        return
    distance = genre_distance(before, now)
    if distance > MOST_DISTANCE:
        said = f"The shares of genres differ by {distance:.2f} (total variation) from snapshot {snapshot}."
        yield Violation(source, GENRES.name, source, said)
    (old_length, old_missing), (new_length, new_missing) = _measures(before), _measures(now)
    if old_length and abs(new_length / old_length - 1) > MOST_LENGTH_CHANGE:
        said = f"A plot has {new_length:.0f} words in the median; it had {old_length:.0f} in snapshot {snapshot}."
        yield Violation(source, LENGTHS.name, source, said)
    if abs(new_missing - old_missing) > MOST_MISSING_CHANGE:
        said = f"{new_missing:.0%} have no plot; in snapshot {snapshot} it was {old_missing:.0%}."
        yield Violation(source, MISSING.name, source, said)


def genre_distance(before: "pl.DataFrame", now: "pl.DataFrame") -> float:
    """Return the total variation distance between the shares of genres, 0 to 1."""
    old, new = _shares(before), _shares(now)
    return sum(abs(old.get(genre, 0.0) - new.get(genre, 0.0)) for genre in {*old, *new}) / 2


def _shares(records: "pl.DataFrame") -> dict[str, float]:
    counts = records["genres"].explode(empty_as_null=True).drop_nulls().value_counts()
    total = counts["count"].sum()
    return {genre: count / total for genre, count in counts.iter_rows()}


def _measures(records: "pl.DataFrame") -> tuple[float, float]:
    """Return the median number of words of the plots, and the share of records without one."""
    words = records["plot_words"]
    there = words.filter(words > 0)
    return float(there.median() or 0), 1 - there.len() / records.height  # type: ignore[arg-type]
