"""The data rules across rows, each a pandera check on the facts about every record."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from trending_now.domain.check import Level, Rule
from trending_now.domain.run import Violation
from trending_now.domain.title import FIRST_YEAR
from trending_now.pipeline.check.features import OURS

if TYPE_CHECKING:
    import polars as pl

LEAST_WORDS, MOST_WORDS = 5, 20_000
FURTHEST_AHEAD = timedelta(days=5 * 366)
ENOUGH_WORDS, LEAST_COMMON_SHARE = 30, 0.06
MOST_SWAPPED_SHARE = 0.5
FEWEST_SWAPPED = 3  # one or two long titles with short plots prove nothing

WHOLE = Rule("file is not whole", Level.REFUSE, "The file can be read to its end.")
COLUMNS = Rule("columns are wrong", Level.REFUSE, "Every column is there, with its type.")
ROWS = Rule("no rows", Level.REFUSE, "There is at least one record.")
SWAPPED = Rule("title and plot are swapped", Level.REFUSE, "Plots are longer than titles, in most records.")


@dataclass(frozen=True, slots=True)
class RowRule:
    """A rule with the condition under which a record keeps it; `today` bounds dates."""

    rule: Rule
    keeps: "Callable[[date], pl.Expr]"


def row_rules() -> tuple[RowRule, ...]:
    """Return the rules on records, the gravest first."""
    import polars as pl

    def rule(level: Level, name: str, about: str, keeps: "pl.Expr | Callable[[date], pl.Expr]") -> RowRule:
        return RowRule(Rule(name, level, about), keeps if callable(keeps) else lambda _: keeps)

    sides = pl.col("split").drop_nulls().n_unique()
    text, has_plot = pl.col("text_key"), pl.col("plot_words") > 0
    genres, open_ones = pl.col("genres"), pl.col("genres_uncertain")
    refuse, aside, warn = Level.REFUSE, Level.QUARANTINE, Level.WARN
    return (
        rule(refuse, "text on two sides", "No text stands on more than one side of the split.",
             text.is_null() | (sides.over("text_key") <= 1)),
        rule(aside, "listed twice", "A source lists a record once.",
             pl.struct("source", "source_key").is_first_distinct()),
        rule(aside, "title is missing", "Every record has a title.", pl.col("has_title")),
        rule(aside, "date is out of range", "Years and dates lie between 1870 and five years ahead.", _dates_in_range),
        rule(aside, "text is too long", f"Texts have at most {MOST_WORDS:,} words.",
             pl.col("plot_words") <= MOST_WORDS),
        rule(aside, "broken encoding", "A text was decoded as it was written.", ~pl.col("is_broken")),
        rule(aside, "one text on several titles", "A source gives two titles two texts.",
             text.is_null() | (pl.col("name_key").n_unique().over("source", text) == 1)),
        rule(aside, "genre is none of ours", "Labels are of the taxonomy's 20 genres.",
             genres.list.eval(pl.element().is_in(list(OURS))).list.all()),
        rule(aside, "genre is certain and open", "A genre is either certain or left open by a compound tag.",
             genres.list.set_intersection(open_ones).list.len() == 0),
        rule(warn, "plot is missing", "Every record has a plot.", has_plot),
        rule(warn, "plot is short", f"A plot has at least {LEAST_WORDS} words.",
             ~has_plot | (pl.col("plot_words") >= LEAST_WORDS)),
        rule(warn, "text names its own genre", "The beginning of a text does not say which genre it is.",
             ~pl.col("names_genre")),
        rule(warn, "language is another", "Texts are in English.",
             (pl.col("plot_words") < ENOUGH_WORDS)
             | (pl.col("common_words") >= pl.col("plot_words") * LEAST_COMMON_SHARE)),
        rule(warn, "tag is unknown", "The taxonomy knows every tag.", pl.col("unknown_tags").list.len() == 0),
        rule(warn, "no label", "Every record has a genre, certain or left open.",
             (genres.list.len() > 0) | (open_ones.list.len() > 0)),
    )  # fmt: skip


def broken_rows(features: "pl.DataFrame", today: date) -> Iterator[Violation]:
    """Yield a violation for each record that breaks a rule; pandera checks all rules at once."""
    import pandera.polars as pa

    rules = {each.rule.name: each.rule for each in row_rules()}
    schema = pa.DataFrameSchema(checks=[_check(pa, each, today) for each in row_rules()])
    try:
        schema.validate(features, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases.select("check", "index")
        records = features.select("source", "source_key", "title")[cases["index"].to_list()]
        for (name, row), (source, key, title) in zip(cases.iter_rows(), records.iter_rows(), strict=True):
            about = rules[name].about
            yield Violation(source or "", name, key or f"row {row + 1}", f"Broken: {about}", (title or "")[:200])


def swapped(features: "pl.DataFrame") -> bool:
    """Tell whether titles stand where plots should: most titles have more words."""
    import polars as pl

    both = features.filter(pl.col("has_title"), pl.col("plot_words") > 0)
    longer = int((both["title_words"] > both["plot_words"]).sum())
    return longer >= FEWEST_SWAPPED and longer > MOST_SWAPPED_SHARE * both.height


def _check(pa: Any, row_rule: RowRule, today: date) -> Any:
    return pa.Check(
        lambda given: given.lazyframe.select(row_rule.keeps(today).fill_null(value=True)), name=row_rule.rule.name
    )


def _dates_in_range(today: date) -> "pl.Expr":
    import polars as pl

    last = today + FURTHEST_AHEAD
    year = pl.col("year").is_between(FIRST_YEAR, last.year).fill_null(value=True)
    return year & pl.col("release_date").is_between(date(FIRST_YEAR, 1, 1), last).fill_null(value=True)
