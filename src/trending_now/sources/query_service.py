"""Wikidata's query service: what it is asked in SPARQL about the works of some days, and the rows that it answers.

It is asked about a week and a kind at a time, so that each question stays small.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from trending_now.domain.run import RawRecord, Violation, Window
from trending_now.domain.title import Kind
from trending_now.errors import FetchError, FetchTimedOut, HttpStatusError
from trending_now.fetch.client import Fetcher
from trending_now.fetch.exchange import Answer
from trending_now.fetch.retries import Patience
from trending_now.sources.answers import AnswerModel, LenientList, country_code, read_whole, violation

DAYS_A_QUESTION = 7
FEWEST_DAYS_PARTED = 3
PATIENCE = Patience(timeout_seconds=65.0, attempts=2)  # the service itself ends what takes it longer than a minute
ACCEPT = {"Accept": "application/sparql-results+json"}
MOST_ROWS = 1_000
MARK = "|"
WORKS = {Kind.MOVIE: ("Q11424", "P577"), Kind.TV: ("Q5398426", "P580")}
"""The class of works of each kind, and the property with the day that counts."""

# Finds the works that come out in a week, and the year in which each first came out: one of the week may have come out
# elsewhere long before. A day is known to the day (precision 11), a year to the year (9).
OUT = """{ SELECT ?item ?said ?day (MIN(YEAR(?once)) AS ?begun) WHERE {
    ?item wdt:P31/wdt:P279* wd:%(works)s ; p:%(when)s ?said .
    FILTER NOT EXISTS { ?said wikibase:rank wikibase:DeprecatedRank }
    ?said psv:%(when)s [ wikibase:timeValue ?day ; wikibase:timePrecision 11 ] .
    FILTER("%(first)sT00:00:00Z"^^xsd:dateTime <= ?day && ?day <= "%(last)sT00:00:00Z"^^xsd:dateTime)
    ?item p:%(when)s ?other .
    FILTER NOT EXISTS { ?other wikibase:rank wikibase:DeprecatedRank }
    ?other psv:%(when)s [ wikibase:timeValue ?once ; wikibase:timePrecision ?exactness ] .
    FILTER(?exactness >= 9)
  } GROUP BY ?item ?said ?day }"""

Asking = Callable[[Kind, Window], str]
"""Gives the question about the works of a kind that come out within some days."""


class Results(AnswerModel):
    """The rows of an answer."""

    bindings: LenientList


class SparqlAnswer(AnswerModel):
    """An answer of the query service in its JSON form."""

    results: Results


def followed(window: Window, today: date, past_days: int) -> Window:
    """Return a window that begins at least `past_days` before today, and ends as it did."""
    return Window(min(window.first, today - timedelta(days=past_days)), window.last)


def weeks_of(window: Window) -> Iterator[Window]:
    """Yield the weeks of a window, the newest first; the oldest may be shorter than seven days."""
    last = window.last
    while last >= window.first:
        first = max(window.first, last - timedelta(days=DAYS_A_QUESTION - 1))
        yield Window(first, last)
        last = first - timedelta(days=1)


def coming_out(kind: Kind, week: Window) -> str:
    """Return the part of a question that finds the works of a kind, as `?item`, that come out in a week."""
    works, when = WORKS[kind]
    return OUT % {"works": works, "when": when, "first": week.first.isoformat(), "last": week.last.isoformat()}


def answers_by_week(
    fetcher: Fetcher, url: str, asking: Asking, days: Window, patience: Patience = PATIENCE, about: str = ""
) -> Iterator[tuple[Kind, str, Answer | FetchError]]:
    """Yield the service's answer about each week and kind, the newest week first, with the address to keep it under.

    A week that takes the service too long is asked about in parts. Where even a part of two days takes too long, it is
    the service that is slow, and no further week is parted. The address tells what was asked, in a fragment that begins
    with `about`; what cannot be had is yielded as its error.
    """
    waiting = deque((kind, week, f"{kind}/{week.first}") for week in weeks_of(days) for kind in WORKS)
    is_slow = False
    while waiting:
        kind, week, told = waiting.popleft()
        address = f"{url}#{about}{told}"
        try:
            asked = {"query": " ".join(asking(kind, week).split()), "format": "json"}
            yield kind, address, fetcher.get(url, params=asked, headers=ACCEPT, patience=patience)
        except FetchError as error:
            parts = () if is_slow or not _took_too_long(error) else _halves(week)
            waiting.extendleft((kind, part, f"{kind}/{part.first}/{part.last}") for part in parts)
            if not parts:
                is_slow = is_slow or _took_too_long(error)
                yield kind, address, error


def rows_of(record: RawRecord) -> list[dict[str, str]] | Violation:
    """Return the rows of an answer, each as its values by name, or the violation that says why it has none."""
    answer = read_whole(SparqlAnswer, record)
    return answer if isinstance(answer, Violation) else [_values(row) for row in answer.results.bindings]


def told_if_cut(record: RawRecord, rows: Sequence[object]) -> Iterator[Violation]:
    """Yield a violation where an answer has as many rows as were asked for at the most, since others may be missing."""
    if len(rows) >= MOST_ROWS:
        told = f"It has {len(rows):,} rows, as many as are asked for at the most: others of its days are missing."
        yield violation(record, "answer is cut off", record.url, told)


def item_of(row: dict[str, str]) -> str | None:
    """Return the id of a row's item, such as "Q42"; an item is Wikidata's word for what an entry is about."""
    found = re.fullmatch(r"https?://www\.wikidata\.org/entity/(Q[0-9]{1,12})", row.get("item", ""))
    return found[1] if found else None


def first_year(row: dict[str, str]) -> int | None:
    """Return the year in which a row's work first came out.

    Answers that were kept before this was asked for do not tell it: there it is the year of the row's earliest day.
    """
    if re.fullmatch("[12][0-9]{3}", row.get("firstYear", "")):
        return int(row["firstYear"])
    return min((day.year for day, _, _ in days_in(row.get("releases", ""))), default=None)


def days_in(written: str) -> Iterator[tuple[date, str | None, bool]]:
    """Yield each day of a cell, its region, and whether it is a premiere's: "2031-05-14T00:00:00Z FR premiere"."""
    for part in written.split(MARK):
        day, *said = part.split() or [""]
        try:
            region = next((code for word in said if (code := country_code(word))), None)
            yield date.fromisoformat(day[:10]), region, "premiere" in said
        except ValueError:
            continue


def _took_too_long(error: FetchError) -> bool:
    """Tell whether it was time that ran out: ours, the service's own (500), or that of who stands before it (504)."""
    return isinstance(error, FetchTimedOut) or (isinstance(error, HttpStatusError) and error.status in (500, 504))


def _halves(week: Window) -> tuple[Window, ...]:
    """Return the halves of some days, the older first; nothing where the days are too few to be parted."""
    days = (week.last - week.first).days + 1
    if days < FEWEST_DAYS_PARTED:
        return ()
    middle = week.first + timedelta(days=days // 2)
    return Window(week.first, middle - timedelta(days=1)), Window(middle, week.last)


def _values(row: object) -> dict[str, str]:
    if not isinstance(row, dict):
        return {}
    cells = {name: cell.get("value") for name, cell in row.items() if isinstance(cell, dict)}
    return {str(name): value for name, value in cells.items() if isinstance(value, str)}
