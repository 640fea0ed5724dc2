"""Turns one row of a stranger's table into a listing."""

import hashlib
import json
import re
import warnings
from ast import literal_eval
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from trending_now.domain.countries import code_of_country
from trending_now.domain.genre import SourceTag
from trending_now.domain.names import is_blank
from trending_now.domain.placeholders import is_placeholder
from trending_now.domain.text import Plot
from trending_now.domain.title import FIRST_YEAR, LAST_YEAR, ExternalId, Kind, Listing, Namespace, Release, ReleaseType
from trending_now.fetch.plain_text import plain_name, plain_text, text_of_html
from trending_now.sources.answers import country_code, imdb_id, language_code
from trending_now.sources.languages import code_of_language

VOCABULARY = "catalogue"
KINDS = {
    "movie": Kind.MOVIE, "film": Kind.MOVIE, "feature": Kind.MOVIE,
    "tv": Kind.TV, "tv show": Kind.TV, "show": Kind.TV, "series": Kind.TV, "tv series": Kind.TV, "tvseries": Kind.TV,
}  # fmt: skip
DATE_FORMATS = ("%Y-%m-%d", "%B %d, %Y", "%d %B %Y", "%m/%d/%Y", "%Y/%m/%d", "%b %d, %Y", "%d %b %Y", "%d.%m.%Y")
WITH_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]")
LONGEST_TAG = 200
LONGEST_LIST = 20_000
NO_VALUE = r"\N"  # in tables as databases write them
SAYS_NOTHING = frozenset({"unknown", "n/a", "none", "null", "nan"})
YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
PLAIN_SEPARATOR = re.compile(r"[|;]")
MINUTES = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,9})(?!\d)(?!\s*season)", re.IGNORECASE)
HOURS = re.compile(
    r"(\d{1,2})(?::(?=\d\d)|\s*h(?:(?:ou)?rs?)?(?![a-z])[\s.,]*(?:and\s+)?)(\d{1,2}(?!\d))?", re.IGNORECASE
)
COMMA = re.compile(r",(?:\s*and\s)?")


def listing_of_row(row: Mapping[str, Any], columns: Mapping[str, str], source: str) -> Listing:
    """Return a row as a listing.

    Raises:
        ValueError: it has no name or no plot, or its year is no year; says which.
    """
    found = ((field, row.get(column)) for field, column in columns.items())
    cells = {field: _cell(value) for field, value in found if value is not None}
    name, written = plain_name(_text(cells.get("name"))), _text(cells.get("plot"))
    plot = text_of_html(written)
    if not name:
        raise ValueError(f"The {columns['name']!r} cell {_lack(cells.get('name'))}: a title needs a name.")
    if is_blank(plot) or is_placeholder(plot):
        raise ValueError(f"The {columns['plot']!r} cell {_lack(cells.get('plot'))}: {name!r} needs a plot.")
    year, kind = _year(cells.get("year")), KINDS.get(_text(cells.get("kind")).casefold())
    released = _date(cells.get("release_date"))
    imdb, key = imdb_id(_text(cells.get("imdb_id"))), _text(cells.get("id"))
    return Listing(
        source=source,
        source_key=key or _digest(name, year, plain_text(written), kind),
        is_keyed_by_text=not key,
        name=name,
        kind=kind,
        year=year or (released.year if released else None),
        language=_language(cells.get("language")),
        countries=tuple(code for part in _parts(cells.get("countries")) if (code := _country(part))),
        runtime_minutes=_minutes(cells.get("runtime_minutes")),
        url=url if (url := _text(cells.get("url"))).startswith(("http://", "https://")) else None,
        external_ids=(ExternalId(Namespace.IMDB, imdb),) if imdb else (),
        tags=_tags(cells.get("genres")),
        releases=_releases(released, cells),
        names_all_releases=True,
        plots=(Plot(plot),),
    )


def cell_text(value: object) -> str:
    """Return a cell as text; nothing for one that is empty or holds several values."""
    return _text(_cell(value))


def cell_parts(value: object) -> list[str]:
    """Return the parts of a cell that holds several."""
    return _parts(_cell(value))


def _lack(value: object) -> str:
    """Return what a cell that gave no text holds instead."""
    if isinstance(value, list | dict):
        return "holds several values"
    return "says nothing" if value else "is empty"


def _cell(value: object) -> object:
    """Return a cell's value; empty text, a dump's mark for it and not-a-number are nothing."""
    if isinstance(value, str):
        return "" if (text := value.strip()) == NO_VALUE else text
    return None if value != value else value  # noqa: PLR0124 (only not-a-number differs from itself)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None or isinstance(value, list | dict) else str(value)


def _language(value: object) -> str | None:
    return None if value is None else language_code(value) or code_of_language(_text(value))


def _country(written: str) -> str | None:
    return country_code(written) or code_of_country(written)


def _year(value: object) -> int | None:
    """Return the first year that a cell names: "2031", "2031–2034", "2031 (TV)"; None if it says nothing.

    Raises:
        ValueError: it names none, or one without films.
    """
    if value in (None, "") or _text(value).casefold() in SAYS_NOTHING:
        return None
    found = YEAR.search(_text(value))
    try:
        year = int(found[0] if found else float(_text(value)))
    except (ValueError, OverflowError):
        raise ValueError(f"The year {_text(value)[:40]!r} is not a number.") from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"The year {year} is impossible.")
    return year


def _date(value: object) -> date | None:
    text = _text(value)
    if not text:
        return None
    text = text[:10] if WITH_TIME.match(text) else text[:40]
    for form in DATE_FORMATS:
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
        return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
    return None


def _minutes(value: object) -> int | None:
    """Return a running time: hours and minutes ("1h 52m", "2:05"), else the number at the start ("90 min")."""
    written = _text(value)
    if found := HOURS.match(written):
        return 60 * int(found[1]) + int(found[2] or 0) or None
    found = MINUTES.match(written)
    return int(found[1].replace(",", "")) or None if found else None


def _parts(value: object) -> list[str]:
    """Return the parts of a cell that holds several: a list, JSON of a list, or text with separators.

    A comma may stand inside a name, so it separates only where no plainer sign does; the "and" of the last part goes.
    """
    if value is None:
        return []
    if isinstance(value, list):
        return [part for entry in value if (part := _named(entry))]  # whole, even with a comma
    text = _text(value)
    if text.startswith("["):
        written = _written_list(text)
        if written is not None:
            return [part for entry in written if (part := _named(entry))]
        text = text.strip("[]")
    separator = PLAIN_SEPARATOR if PLAIN_SEPARATOR.search(text) else COMMA
    return [stripped for part in separator.split(text) if (stripped := part.strip())]


def _written_list(text: str) -> list[Any] | None:
    """Return a list that is written as JSON, or as Python has it; None if it is neither."""
    for read in (json.loads, literal_eval):
        with suppress(ValueError, SyntaxError, RecursionError, MemoryError), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's reader has something to say of a stranger's backslash
            found = read(text[:LONGEST_LIST])
            return found if isinstance(found, list) else None
    return None


def _named(entry: object) -> str:
    """Return an entry of a list as text, of an object its name: {"id": 28, "name": "Action"}."""
    return _text(entry.get("name") if isinstance(entry, dict) else entry).strip()


def _tags(value: object) -> tuple[SourceTag, ...]:
    """Return the tags of a cell; a list's tags are whole, even with a comma ("Arts, Entertainment")."""
    tags = list(map(_named, value)) if isinstance(value, list) else _parts(value)
    return tuple(tag for written in dict.fromkeys(tags) if (tag := _tag(written)) is not None)


@lru_cache(10_000)
def _tag(written: str) -> SourceTag | None:
    """Return a tag, None for one that says nothing; a file has few distinct ones, so they are remembered."""
    plain = plain_name(written)[:LONGEST_TAG]
    return SourceTag(VOCABULARY, plain) if plain and plain.casefold() not in SAYS_NOTHING else None


def _releases(released: date | None, cells: Mapping[str, object]) -> tuple[Release, ...]:
    if released is None:
        return ()
    platform = plain_name(_text(cells.get("platform"))) or None
    return (Release(released, ReleaseType.UNSPECIFIED, _country(_text(cells.get("region"))), platform),)


def _digest(name: str, year: int | None, plot: str, kind: Kind | None) -> str:
    """Return the key of a row without an id, that it has had from the first.

    A film's is that of a row of no kind, as it was before kinds counted, and the plot's markup is still in it.
    """
    told = f"{name}\0{year}\0{plot}" + "\0tv" * (kind is Kind.TV)
    return hashlib.sha256(told.encode()).hexdigest()[:32]
