"""Wikidata: the films and shows that come out in a window, with their genres, people and ids. No key; CC0."""

import re
from collections.abc import Iterator
from dataclasses import replace

from trending_now.domain.genre import SourceTag
from trending_now.domain.policy import Credit, Policy, TrainUse
from trending_now.domain.ports import Clock
from trending_now.domain.run import RawRecord, Violation, Window
from trending_now.domain.title import ExternalId, Kind, Listing, Namespace, Release, ReleaseType
from trending_now.fetch.client import Fetcher
from trending_now.fetch.exchange import Answer
from trending_now.fetch.plain_text import plain_name
from trending_now.fetch.retries import Patience
from trending_now.sources.answers import country_code, failed_fetch, violation
from trending_now.sources.query_service import (
    MARK,
    MOST_ROWS,
    PATIENCE,
    answers_by_week,
    coming_out,
    days_in,
    first_year,
    followed,
    item_of,
    rows_of,
    told_if_cut,
)

SOURCE = "wikidata"
LANGUAGES = ("en", "mul", "de", "fr", "es")  # "mul" is Wikidata's for a name that all languages share
POLICY = Policy(
    name=SOURCE,
    display=True,
    train=TrainUse.SHIP,
    keep_full_text=True,
    send_to_llm=True,
    retention=None,
    credit=Credit("Wikidata", "https://www.wikidata.org", "CC0 1.0"),
)
IDS = {
    "imdb": (Namespace.IMDB, "P345", "tt[0-9]{5,10}"),
    "tvdb": (Namespace.TVDB, "P4835", "[1-9][0-9]{0,9}"),
    "tvmaze": (Namespace.TVMAZE, "P8600", "[1-9][0-9]{0,9}"),
    "tmdbmovie": (Namespace.TMDB_MOVIE, "P4947", "[1-9][0-9]{0,9}"),
    "tmdbtv": (Namespace.TMDB_TV, "P4983", "[1-9][0-9]{0,9}"),
}
# A day whose place is a film festival (Q220505), or an edition of one, is a premiere.
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


class Wikidata:
    """The Wikidata source; it is always asked about the last `past_days` too: items are filled after a release."""

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
        """Yield the answer about each week and kind, the newest week first; a week that is too much comes in parts.

        Raises:
            FetchError: the query service cannot be reached at all.
        """
        self._fetcher.begin_run()
        days = followed(window, self._clock().date(), self._past_days)
        answers = answers_by_week(self._fetcher, self._url, question, days, self._patience)
        for number, (_, address, answer) in enumerate(answers):
            if isinstance(answer, Answer):
                yield RawRecord(SOURCE, address, answer.content, answer.fetched_at)
            else:
                yield failed_fetch(SOURCE, address, answer, is_first=number == 0)

    def parse(self, record: RawRecord) -> Iterator[Listing | Violation]:
        """Yield a listing for each row, and a violation for each that is malformed."""
        kind = Kind.TV if "#tv" in record.url else Kind.MOVIE
        rows = rows_of(record)
        if isinstance(rows, Violation):
            yield rows
            return
        yield from told_if_cut(record, rows)
        for number, row in enumerate(rows, start=1):
            yield _listing(row, kind, record, f"{record.url} row {number}")


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
    """Return the part that finds a thing's label in a language; it multiplies no rows, since there is one at most."""
    return f'OPTIONAL {{ ?{thing} rdfs:label ?{name} FILTER(LANG(?{name}) = "{language}") }}'


def _names(thing: str) -> str:
    """Return the part that finds a genre's or a person's English name and the one that all languages share."""
    return " ".join(_label(thing, code, f"{thing}_{code}") for code in ("en", "mul"))


def _listing(row: dict[str, str], kind: Kind, record: RawRecord, subject: str) -> Listing | Violation:
    item, original = item_of(row), plain_name(row.get("originalName", ""))
    name = plain_name(row.get("label", "")) or original
    if item is None or not name:
        malformed = violation(record, "entry is malformed", subject, "A row needs an item and a name.", row)
        return replace(malformed, days=tuple({day for day, _, _ in days_in(row.get("releases", ""))}))
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
    for day, region, is_premiere in dict.fromkeys(days_in(row.get("releases", ""))):
        yield Release(day, ReleaseType.PREMIERE if is_premiere else type_, region)
