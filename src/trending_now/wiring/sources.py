"""Sources by name, and the one way out that they share: `SOURCES` is their registry."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from trending_now.domain.policy import Policy
from trending_now.domain.ports import Source
from trending_now.errors import SettingsError, WrongUse
from trending_now.wiring.clock import utc_now
from trending_now.wiring.database import open_database

if TYPE_CHECKING:
    from pydantic import AnyHttpUrl

    from trending_now.domain.review import KnownTitle
    from trending_now.domain.run import Window
    from trending_now.fetch.client import Fetcher
    from trending_now.fetch.counts import FetchCounts
    from trending_now.settings import Settings
    from trending_now.store.known_titles import Need

MOST_TITLES = 300
MOST_IN_TURN = 3_000


def live_sources(settings: "Settings") -> tuple[str, ...]:
    """Return the sources that are on and have what they need."""
    missing = missing_keys(settings)
    return tuple(name for name in settings.sources if name not in missing)


def missing_keys(settings: "Settings") -> dict[str, str]:
    """Return, for each source that is on but lacks its key, the setting that takes it."""
    from trending_now.settings import PREFIX

    lacking = (name for name in settings.sources if name in KEYS and not getattr(settings, KEYS[name]))
    return {name: PREFIX + KEYS[name].upper() for name in lacking}


@contextmanager
def source_builder(settings: "Settings") -> Iterator[Callable[[str], Source]]:
    """Open the way out, and yield what builds a source by name on it."""
    with build_fetcher(settings) as fetcher:
        yield lambda name: build_source(settings, name, fetcher)


def build_source(settings: "Settings", name: str, fetcher: "Fetcher") -> Source:
    """Build a source by name.

    Raises:
        WrongUse: there is no source of that name.
        SettingsError: a setting that it needs is missing.
    """
    if name not in SOURCES:
        raise WrongUse(f"There is no source {name!r}; choose one of: {', '.join(SOURCES)}.")
    return SOURCES[name](settings, fetcher)


def source_policies() -> dict[str, Policy]:
    """Return the terms of every source by its name."""
    return {name: import_module(f"trending_now.sources.{name}").POLICY for name in SOURCES}


def known_titles(
    settings: "Settings", needs: "Need", most: int = MOST_TITLES
) -> "Callable[[Window], list[KnownTitle]]":
    """Return what names the newest titles up to a window's end, for sources that are asked about one title at a time.

    They go back as far as a first ingestion, however short the window is: a title is followed for that long.
    """

    def titles(window: "Window") -> "list[KnownTitle]":
        from trending_now.store.known_titles import TitleDirectory

        first = min(window.first, utc_now().date() - timedelta(days=settings.past_days))
        with closing(open_database(settings, writable=False)) as database:
            return TitleDirectory(database).released_between(first, window.last, most, needs)

    return titles


@cache
def process_tally() -> "FetchCounts":
    """Return the one count of all that this process asks."""
    from trending_now.fetch.counts import FetchCounts

    return FetchCounts()


def build_fetcher(settings: "Settings") -> "Fetcher":
    """Build the one way out to the services that the settings name."""
    services = (
        settings.tvmaze_url,
        settings.tmdb_url,
        settings.wikidata_url,
        *settings.wikipedia_urls.values(),
        settings.pageviews_url,
        settings.omdb_url,
        settings.guardian_url,
    )
    return fetcher_of(settings, services, settings.request_interval_seconds, settings.request_attempts)


def fetcher_of(
    settings: "Settings", services: "Iterable[AnyHttpUrl | str]", interval_seconds: float, attempts: int
) -> "Fetcher":
    """Build a client that reaches these services and no other host, with its own pacing and number of tries."""
    from trending_now.fetch.client import Fetcher

    fetcher = Fetcher(
        base_urls=[str(url) for url in services],
        user_agent=settings.user_agent,
        clock=utc_now,
        timeout_seconds=settings.request_timeout_seconds,
        interval_seconds=interval_seconds,
        attempts=attempts,
    )
    fetcher.counts.count_in(process_tally())
    return fetcher


def _tvmaze(settings: "Settings", fetcher: "Fetcher") -> Source:
    from trending_now.sources.tvmaze import TvMaze

    return TvMaze(fetcher, str(settings.tvmaze_url), settings.countries, utc_now)


def _tmdb(settings: "Settings", fetcher: "Fetcher") -> Source:
    from trending_now.sources.tmdb import Tmdb
    from trending_now.store.known_titles import Need

    if settings.tmdb_token is None:
        raise SettingsError("TMDb needs a key: set TRENDING_NOW_TMDB_TOKEN to your API key or read token.")
    return Tmdb(
        fetcher,
        str(settings.tmdb_url),
        settings.tmdb_token.get_secret_value(),
        settings.countries,
        known_titles(settings, Need.TMDB_ID),
        utc_now,
        str(settings.tmdb_image_url),
    )


def _wikidata(settings: "Settings", fetcher: "Fetcher") -> Source:
    from trending_now.sources.wikidata import Wikidata

    return Wikidata(fetcher, str(settings.wikidata_url), utc_now, settings.past_days)


def _wikipedia(settings: "Settings", fetcher: "Fetcher") -> Source:
    from trending_now.sources.wikipedia import Wikipedia
    from trending_now.store.known_titles import Need

    wikis = {language: str(url) for language, url in settings.wikipedia_urls.items()}
    known = known_titles(settings, Need.ARTICLE, MOST_IN_TURN)
    return Wikipedia(fetcher, str(settings.wikidata_url), wikis, known, utc_now, settings.past_days)


def _pageviews(settings: "Settings", fetcher: "Fetcher") -> Source:
    from trending_now.sources.pageviews import Pageviews
    from trending_now.store.known_titles import Need

    url, known = str(settings.pageviews_url), known_titles(settings, Need.ARTICLE)
    return Pageviews(fetcher, url, known, utc_now, settings.past_days, settings.wikipedia_urls)


def _omdb(settings: "Settings", fetcher: "Fetcher") -> Source:
    from trending_now.sources.omdb import Omdb
    from trending_now.store.known_titles import Need

    if settings.omdb_key is None:
        raise SettingsError("OMDb needs a key: set TRENDING_NOW_OMDB_KEY to yours.")
    key = settings.omdb_key.get_secret_value()
    known, answered = known_titles(settings, Need.IMDB_ID, MOST_IN_TURN), _omdb_answers(settings)
    return Omdb(fetcher, str(settings.omdb_url), key, known, utc_now, answered)


def _omdb_answers(settings: "Settings") -> "Callable[[], dict[str, datetime]]":
    """Return what tells when each of OMDb's answers came last, since it is asked about titles in turn."""

    def answered() -> "dict[str, datetime]":
        from trending_now.store.known_titles import TitleDirectory

        with closing(open_database(settings, writable=False)) as database:
            return TitleDirectory(database).answered("omdb")

    return answered


def _demo(settings: "Settings", fetcher: "Fetcher") -> Source:  # noqa: ARG001 (it needs neither)
    from trending_now.sources.demo import Demo

    return Demo(utc_now)


SOURCES: dict[str, Callable[["Settings", "Fetcher"], Source]] = {
    "tvmaze": _tvmaze,
    "wikidata": _wikidata,
    "wikipedia": _wikipedia,
    "tmdb": _tmdb,
    "omdb": _omdb,
    "pageviews": _pageviews,
    "demo": _demo,
}
KEYS = {"tmdb": "tmdb_token", "omdb": "omdb_key"}
