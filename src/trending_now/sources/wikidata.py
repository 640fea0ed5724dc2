"""Wikidata: films and shows that are published or begin in a window, with genres and ids. No key; CC0.

Asked through the query service in SPARQL, a week and a kind at a time, so that each question stays small.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from trending_now.domain.genre import SourceTag
from trending_now.domain.policy import Credit, Policy, TrainUse
from trending_now.domain.ports import Clock
from trending_now.domain.run import RawRecord, Violation, Window
from trending_now.domain.title import ExternalId, Kind, Listing, Namespace, Release, ReleaseType
from trending_now.errors import FetchError, FetchFailed, FetchRefused, FetchTimedOut, HttpStatusError, KeyRefused
from trending_now.fetch.client import Fetcher
from trending_now.fetch.exchange import Answer
from trending_now.fetch.plain_text import plain_name
from trending_now.fetch.retries import Patience
from trending_now.sources.answers import (
    AnswerModel,
    LenientList,
    country_code,
    failed_fetch,
    read_answer,
    read_entry,
    violation,
)

SOURCE = "wikidata"
DAYS_A_QUESTION = 7
LANGUAGES = ("en", "mul", "de", "fr", "es")  # "mul" is Wikidata's for a name that all languages share
FEWEST_DAYS_PARTED = 3
PATIENCE = Patience(timeout_seconds=65.0, attempts=2)  # the service itself ends what takes it longer than a minute
ACCEPT = {"Accept": "application/sparql-results+json"}
MOST_ROWS = 1_000
MARK = "|"
POLICY = Policy(
    name=SOURCE,
    display=True,
    train=TrainUse.SHIP,
    keep_full_text=True,
    send_to_llm=True,
    retention=None,
    credit=Credit("Wikidata", "https://www.wikidata.org", "CC0 1.0"),
)
# What is asked for: the class of works, and the property with the day that counts. A day whose place is a film festival
# (Q220505), or an edition of one, is a premiere.
WORKS = {Kind.MOVIE: ("Q11424", "P577"), Kind.TV: ("Q5398426", "P580")}
IDS = {
    "imdb": (Namespace.IMDB, "P345", "tt[0-9]{5,10}"),
    "tvdb": (Namespace.TVDB, "P4835", "[1-9][0-9]{0,9}"),
    "tvmaze": (Namespace.TVMAZE, "P8600", "[1-9][0-9]{0,9}"),
    "tmdbmovie": (Namespace.TMDB_MOVIE, "P4947", "[1-9][0-9]{0,9}"),
    "tmdbtv": (Namespace.TMDB_TV, "P4983", "[1-9][0-9]{0,9}"),
}
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
QUESTION = """SELECT ?item (SAMPLE(?name) AS ?label) (SAMPLE(?original) AS ?originalName) (SAMPLE(?tongue) AS ?language)
  (GROUP_CONCAT(DISTINCT ?genreName; separator="|") AS ?genres)
  (GROUP_CONCAT(DISTINCT ?directorName; separator="|") AS ?directors)
  (GROUP_CONCAT(DISTINCT ?country; separator="|") AS ?countries)
  (GROUP_CONCAT(DISTINCT CONCAT(STR(?day), " ", COALESCE(?region, ""), ?first); separator="|") AS ?releases)
  (MIN(?begun) AS ?firstYear) %(samples)s
WHERE {
  %(out)s
  OPTIONAL { ?said pq:P291/wdt:P297 ?region }
  BIND(IF(EXISTS { ?said pq:P291/(wdt:P31|wdt:P179|wdt:P361)*/wdt:P279* wd:Q220505 }, " premiere", "") AS ?first)
  %(labels)s
  BIND(COALESCE(%(named)s) AS ?name)
  OPTIONAL { ?item wdt:P1476 ?original }
  OPTIONAL { ?item wdt:P364/wdt:P218 ?tongue }
  OPTIONAL { ?item wdt:P495/wdt:P297 ?country }
  OPTIONAL { ?item wdt:P136 ?genre . %(genre)s }
  BIND(COALESCE(?genre_en, ?genre_mul, "") AS ?genreName)
  OPTIONAL { ?item wdt:P57 ?director . %(director)s }
  BIND(COALESCE(?director_en, ?director_mul, "") AS ?directorName)
  %(optionals)s
} GROUP BY ?item ORDER BY ?item LIMIT %(rows)d"""


Asking = Callable[[Kind, Window], str]
"""Gives the question for the works of a kind that come out within some days."""


class Results(AnswerModel):
    """The rows of an answer."""

    bindings: LenientList


class SparqlAnswer(AnswerModel):
    """An answer of the query service in its JSON form."""

    results: Results


class Wikidata:
    """The Wikidata source; each time it is asked about the last `past_days`, too: items are filled after a release."""

    name = SOURCE
    policy = POLICY
    names_all_days = True

    def __init__(self, fetcher: Fetcher, url: str, clock: Clock, past_days: int, patience: Patience = PATIENCE) -> None:
        self._fetcher = fetcher
        self._url = url
        self._clock = clock
        self._past_days = past_days
        self._patience = patience

    def fetch(self, window: Window) -> Iterator[RawRecord | Violation]:
        """Yield an answer a week and kind, the newest week first; one a part of a week that is too much at once.

        Raises:
            FetchError: the query service cannot be reached at all.
        """
        days = followed(window, self._clock().date(), self._past_days)
        answers = answers_by_week(self._fetcher, self._url, question, days, self._patience)
        for number, (_, address, answer) in enumerate(answers):
            if isinstance(answer, Answer):
                yield RawRecord(SOURCE, address, answer.content, answer.fetched_at)
            elif number == 0 and isinstance(answer, FetchFailed | FetchRefused | KeyRefused):
                raise answer
            else:
                yield failed_fetch(SOURCE, address, answer)

    def parse(self, record: RawRecord) -> Iterator[Listing | Violation]:
        """Yield a listing a row, and a violation for each that is malformed."""
        kind = Kind.TV if "#tv" in record.url else Kind.MOVIE
        rows = rows_of(record)
        if isinstance(rows, Violation):
            yield rows
            return
        yield from told_if_cut(record, rows)
        for number, row in enumerate(rows, start=1):
            yield _listing(row, kind, record, f"{record.url} row {number}")


def followed(window: Window, today: date, past_days: int) -> Window:
    """Return a window that goes back at least so many days from today."""
    return Window(min(window.first, today - timedelta(days=past_days)), window.last)


def weeks_of(window: Window) -> Iterator[Window]:
    """Yield a window's weeks, the newest first."""
    last = window.last
    while last >= window.first:
        first = max(window.first, last - timedelta(days=DAYS_A_QUESTION - 1))
        yield Window(first, last)
        last = first - timedelta(days=1)


def question(kind: Kind, week: Window) -> str:
    """Return the question for the works of a kind that come out in a week."""
    return QUESTION % {
        "out": coming_out(kind, week),
        "rows": MOST_ROWS,
        "labels": " ".join(_label("item", code, f"label_{code}") for code in LANGUAGES),
        "named": ", ".join(f"?label_{code}" for code in LANGUAGES),
        "genre": _names("genre"),
        "director": _names("director"),
        "samples": " ".join(f"(SAMPLE(?{name}Id) AS ?{name})" for name in IDS),
        "optionals": " ".join(f"OPTIONAL {{ ?item wdt:{code} ?{name}Id }}" for name, (_, code, _) in IDS.items()),
    }


def _label(thing: str, language: str, name: str) -> str:
    """Return the part that finds a thing's label in a language: each of them multiplies no rows, for there is one."""
    return f'OPTIONAL {{ ?{thing} rdfs:label ?{name} FILTER(LANG(?{name}) = "{language}") }}'


def _names(thing: str) -> str:
    """Return the part that finds a genre's or a person's English name and the one that all languages share."""
    return " ".join(_label(thing, code, f"{thing}_{code}") for code in ("en", "mul"))


def coming_out(kind: Kind, week: Window) -> str:
    """Return the part of a question that finds the works of a kind (?item) that come out in a week."""
    works, when = WORKS[kind]
    return OUT % {"works": works, "when": when, "first": week.first.isoformat(), "last": week.last.isoformat()}


def answers_by_week(
    fetcher: Fetcher, url: str, asking: Asking, days: Window, patience: Patience = PATIENCE, about: str = ""
) -> Iterator[tuple[Kind, str, Answer | FetchError]]:
    """Yield what the query service answers a week and kind, the newest week first, with the address it is kept under.

    A week that takes the service too long is asked about in parts. Where even a part of two days takes too long, it is
    the service that is slow, and no further week is parted. What an answer is about stands in its address.
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


def _took_too_long(error: FetchError) -> bool:
    """Tell whether it was time that ran out: ours, the service's own (500), or that of who stands before it (504)."""
    return isinstance(error, FetchTimedOut) or (isinstance(error, HttpStatusError) and error.status in (500, 504))


def _halves(week: Window) -> tuple[Window, ...]:
    """Return the halves of some days, the older first; none of what is too short."""
    days = (week.last - week.first).days + 1
    if days < FEWEST_DAYS_PARTED:
        return ()
    middle = week.first + timedelta(days=days // 2)
    return Window(week.first, middle - timedelta(days=1)), Window(middle, week.last)


def rows_of(record: RawRecord) -> list[dict[str, str]] | Violation:
    """Return an answer's rows as plain values by name, or the violation that it has none."""
    content = read_answer(record)
    if isinstance(content, Violation):
        return content
    answer = read_entry(SparqlAnswer, content, record, record.url)
    if isinstance(answer, Violation):
        return answer
    return [_values(row) for row in answer.results.bindings]


def told_if_cut(record: RawRecord, rows: Sequence[object]) -> Iterator[Violation]:
    """Yield the violation of an answer that has as many rows as were asked for at the most."""
    if len(rows) >= MOST_ROWS:
        told = f"It has {len(rows):,} rows, as many as are asked for at the most: others of its days are missing."
        yield violation(record, "answer is cut off", record.url, told)


def item_of(row: dict[str, str]) -> str | None:
    """Return the id of a row's item, which is Wikidata's word for what an entry is about, such as "Q42"."""
    found = re.fullmatch(r"https?://www\.wikidata\.org/entity/(Q[0-9]{1,12})", row.get("item", ""))
    return found[1] if found else None


def first_year(row: dict[str, str]) -> int | None:
    """Return the year in which a row's work first came out.

    An answer of before this was asked for does not say it: then it is the year of the earliest day of the week.
    """
    if re.fullmatch("[12][0-9]{3}", row.get("firstYear", "")):
        return int(row["firstYear"])
    return min((day.year for day, _, _ in _days(row.get("releases", ""))), default=None)


def _values(row: object) -> dict[str, str]:
    if not isinstance(row, dict):
        return {}
    cells = {name: cell.get("value") for name, cell in row.items() if isinstance(cell, dict)}
    return {str(name): value for name, value in cells.items() if isinstance(value, str)}


def _listing(row: dict[str, str], kind: Kind, record: RawRecord, subject: str) -> Listing | Violation:
    item, original = item_of(row), plain_name(row.get("originalName", ""))
    name = plain_name(row.get("label", "")) or original
    if item is None or not name:
        malformed = violation(record, "entry is malformed", subject, "A row needs an item and a name.", row)
        return replace(malformed, days=tuple({day for day, _, _ in _days(row.get("releases", ""))}))
    language = row.get("language", "")
    countries = (country_code(code) for code in row.get("countries", "").split(MARK))
    return Listing(
        source=SOURCE,
        source_key=item,
        name=name,
        kind=kind,
        year=first_year(row),
        original_name=original if original and original != name else None,
        language=language.lower() if re.fullmatch("[A-Za-z]{2}", language) else None,
        countries=tuple(dict.fromkeys(code for code in countries if code)),
        url=f"https://www.wikidata.org/wiki/{item}",
        external_ids=(ExternalId(Namespace.WIKIDATA, item), *_ids(row)),
        tags=tuple(SourceTag("wikipedia", tag) for tag in _texts(row, "genres")),
        releases=tuple(_releases(row, kind)),
        directors=_texts(row, "directors"),
    )


def _ids(row: dict[str, str]) -> Iterator[ExternalId]:
    for name, (namespace, _, form) in IDS.items():
        if re.fullmatch(form, row.get(name, "")):
            yield ExternalId(namespace, row[name])


def _texts(row: dict[str, str], column: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for part in row.get(column, "").split(MARK) if (text := plain_name(part))))


def _releases(row: dict[str, str], kind: Kind) -> Iterator[Release]:
    """Yield the days of publication; Wikidata seldom says of what type they are."""
    type_ = ReleaseType.BROADCAST if kind is Kind.TV else ReleaseType.UNSPECIFIED
    for day, region, is_premiere in dict.fromkeys(_days(row.get("releases", ""))):
        yield Release(day, ReleaseType.PREMIERE if is_premiere else type_, region)


def _days(written: str) -> Iterator[tuple[date, str | None, bool]]:
    """Yield days, regions and whether it was a premiere, as written: "2031-05-14T00:00:00Z FR premiere"."""
    for part in written.split(MARK):
        day, *said = part.split() or [""]
        try:
            region = next((code for word in said if (code := country_code(word))), None)
            yield date.fromisoformat(day[:10]), region, "premiere" in said
        except ValueError:
            continue
