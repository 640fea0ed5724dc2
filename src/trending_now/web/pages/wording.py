"""How values read on a page: dates, places, languages, shares."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from math import floor

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta

from trending_now.domain.countries import country_name
from trending_now.domain.enrichment import VibeScore
from trending_now.domain.episode import Episode, Event
from trending_now.domain.feedback import GenreFeedback
from trending_now.domain.title import Kind, Namespace, ReleaseType
from trending_now.store.reading.title_query import Sort

KIND_NAMES = {Kind.MOVIE: "Film", Kind.TV: "Series", None: ""}
RELEASE_NAMES = {
    ReleaseType.PREMIERE: "Premiere",
    ReleaseType.THEATRICAL: "In cinemas",
    ReleaseType.DIGITAL: "Streaming",
    ReleaseType.PHYSICAL: "On disc",
    ReleaseType.BROADCAST: "On television",
    ReleaseType.UNSPECIFIED: "First release",
}
EVENT_NAMES = {Event.NEW_SERIES: "New series", Event.SPECIAL: "Special episode"}
NAMESPACE_NAMES = {
    Namespace.IMDB: "IMDb",
    Namespace.WIKIDATA: "Wikidata",
    Namespace.TVDB: "TheTVDB",
    Namespace.TVMAZE: "TVmaze",
    Namespace.TMDB_MOVIE: "TMDb (film)",
    Namespace.TMDB_TV: "TMDb (series)",
}
SOURCE_NAMES = {
    "tmdb": "TMDb",
    "tvmaze": "TVmaze",
    "omdb": "OMDb",
    "wikidata": "Wikidata",
    "wikipedia": "Wikipedia",
    "pageviews": "Wikimedia pageviews",
    "guardian": "The Guardian",
    "avclub": "The A.V. Club",
    "indiewire": "IndieWire",
    "rogerebert": "RogerEbert.com",
    "timeout": "Time Out",
    "variety": "Variety",
    "demo": "The demo catalogue",
}
SORT_LABELS = {
    Sort.NEWEST: "Newest",
    Sort.TRENDING: "Trending",
    Sort.POPULAR: "Popular",
    Sort.SCORE: "Best liked",
    Sort.DISPUTED: "Most disputed",
    Sort.NAME: "By name",
}
MEASURE_NAMES = {
    "weight": "weight",
    "rating": "average rating",
    "popularity": "popularity",
    "pageviews": "readers of its article",
    "demo": "invented figure",
}
MEASURE_UNITS = {"weight": " of 100", "rating": " of 10", "pageviews": " a day", "demo": " of 100"}
FAR_DAYS = 60
LEAST_TURN = 0.005


def percent(probability: float) -> str:
    """Return a probability as a share: "83 %", a half up as in the charts; nearly none or nearly all is said so."""
    share = floor(probability * 100 + 0.5)
    if share == 100 and probability < 1:
        return "> 99 %"
    return f"{share} %" if share or not probability else "< 1 %"


def tenths(number: float) -> str:
    """Return a number with one decimal, a half up: so browsers write it, and the charts stand beside the words."""
    return str(Decimal(number).quantize(Decimal("0.1"), ROUND_HALF_UP))


def reviews(score: VibeScore) -> str:
    """Return what a vibe score is made of: "5 reviews, spread ± 1.8"."""
    if score.reviews == 1:
        return "one review"
    return f"{score.reviews} reviews, spread ± {tenths(score.spread)}"


def agreement(said: GenreFeedback) -> str:
    """Return how many viewers agree with a genre: "2 viewers agree, 1 disagrees"; empty when nobody spoke."""
    words = [
        f"{count} {verb if count > 1 else verb + 's'}"
        for count, verb in ((said.yes, "agree"), (said.no, "disagree"))
        if count
    ]
    if not words:
        return ""
    number, _, rest = words[0].partition(" ")
    return ", ".join([f"{number} {'viewer' if number == '1' else 'viewers'} {rest}", *words[1:]])


def day(value: date) -> str:
    """Return a date: "23 Nov 2026"."""
    return format_date(value, "d MMM y", _locale())


def month(value: date) -> str:
    """Return the month of a date: "Nov 2026"."""
    return format_date(value, "MMM y", _locale())


def moment(value: datetime) -> str:
    """Return a moment in UTC: "23 Nov 2026, 17:03 UTC"."""
    return format_datetime(value, "d MMM y, HH:mm 'UTC'", locale=_locale())


def distance(value: date, today: date) -> str:
    """Return how far a date is from today: "in 3 days", "today"; empty when that says little."""
    days = (value - today).days
    if abs(days) > FAR_DAYS:
        return ""
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return near.get(days) or format_timedelta(
        value - today, granularity="day", threshold=14, add_direction=True, locale=_locale()
    )


def region(code: str) -> str:
    """Return a region's name: "US" → "United States"."""
    known = code.upper()
    return str(_locale().territories.get(known) or country_name(known) or code)


def language(code: str) -> str:
    """Return a language's name: "es" → "Spanish"."""
    return str(_locale().languages.get(code.lower(), code))


def filter_label(name: str, value: str) -> str:
    """Return how a filter of a URL reads: "from 23 Nov 2026"."""
    return _FILTER_LABELS[name](value) if name in _FILTER_LABELS else value


def kind(value: Kind | None) -> str:
    """Return a kind's name."""
    return KIND_NAMES[value]


def release_type(value: ReleaseType) -> str:
    """Return the way a title becomes available."""
    return RELEASE_NAMES[value]


def episode(value: Episode) -> str:
    """Return what an episode is to viewers: "New series", "Season 2 begins", "Episode 5 of season 2"."""
    if value.event in EVENT_NAMES:
        return EVENT_NAMES[value.event]
    if value.event is Event.NEW_SEASON:
        return f"Season {value.season} begins"
    return f"Episode {value.number}" + (f" of season {value.season}" if value.season is not None else "")


def namespace(value: Namespace) -> str:
    """Return the name of a catalogue that numbers titles."""
    return NAMESPACE_NAMES[value]


def source(name: str) -> str:
    """Return the name of a source or site as readers know it; a file keeps its own: "films (imported)"."""
    kept = name.removeprefix("import:")
    return f"{kept} (imported)" if kept != name else SOURCE_NAMES.get(name, name)


def popularity(value: float) -> str:
    """Return a title's popularity, 0 to 1, as the chart's cards do: "78 of 100"."""
    return f"{max(floor(value * 100 + 0.5), 1)} of 100"


def turn(trend: float) -> str:
    """Return which way a title's attention goes; a change that nobody could see is none."""
    return "rising" if trend > LEAST_TURN else "falling" if trend < -LEAST_TURN else "steady"


def sort_label(value: Sort) -> str:
    """Return the name of an order."""
    return SORT_LABELS[value]


def measure(name: str) -> str:
    """Return what a source measures attention by."""
    return MEASURE_NAMES.get(name, name)


def amount(value: float, name: str) -> str:
    """Return a measured value with its unit: "35 of 100", "1,250 a day"."""
    return f"{_rounded(value)}{MEASURE_UNITS.get(name, '')}"


def change(value: float) -> str:
    """Return by how much a measured value grew or fell: "+1,250", "−3.5"."""
    return f"{'−' if value < 0 else '+'}{_rounded(abs(value))}"


def _rounded(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.4g}"


@cache
def _locale() -> Locale:
    return Locale("en", "GB")


_FILTER_LABELS: dict[str, Callable[[str], str]] = {
    "q": "“{}”".format,
    "kind": lambda value: "Films" if value == Kind.MOVIE else "Series",
    "shows": lambda _new: "new series and seasons",
    "without": "not {}".format,
    "unsure": "perhaps {}".format,
    "score": "score {} or more".format,
    "language": language,
    "region": region,
    "from": lambda value: f"from {day(date.fromisoformat(value))}",
    "to": lambda value: f"until {day(date.fromisoformat(value))}",
}
