"""Review sites by name: what their files say, and the polite way out to those whose terms are accepted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from trending_now.domain.policy import Policy
from trending_now.domain.ports import ReviewSite
from trending_now.errors import SettingsError, WrongUse
from trending_now.wiring.clock import utc_now
from trending_now.wiring.sources import build_fetcher, process_tally

if TYPE_CHECKING:
    from trending_now.fetch.client import Fetcher
    from trending_now.reviews.site_file import SiteFile
    from trending_now.settings import Settings

RETRIES = 2
SET_GUARDIAN_KEY = "set TRENDING_NOW_GUARDIAN_KEY to your Open Platform key"


def site_files() -> "dict[str, SiteFile]":
    """Return the files of all sites by name."""
    from trending_now.reviews.site_file import load_site_files

    return load_site_files()


def site_policies() -> dict[str, Policy]:
    """Return the terms of every site by its name; The Guardian is one, which is asked by its API."""
    from trending_now.sources import guardian

    return {name: site.policy for name, site in site_files().items()} | {guardian.SOURCE: guardian.POLICY}


def terms_url_of(name: str) -> str:
    """Return where a site's terms are.

    Raises:
        WrongUse: there is no site of that name.
    """
    from trending_now.sources import guardian

    return guardian.TERMS_URL if name == guardian.SOURCE else _file(name).terms.url


def lacks_key(settings: "Settings", name: str) -> bool:
    """Tell whether a site can be asked only with a key that the settings do not have: The Guardian's is the one."""
    return name == "guardian" and settings.guardian_key is None


@contextmanager
def site_builder(settings: "Settings") -> Iterator[Callable[[str], ReviewSite]]:
    """Open the way out to review sites, and yield what builds a site by name on it.

    Raises:
        SettingsError: the settings give an address to a site there is not.
    """
    from trending_now.fetch.client import Fetcher
    from trending_now.fetch.pages import CAP_BYTES, TIMEOUT_SECONDS, Courtesy, PageFetcher
    from trending_now.fetch.robots import Robots, RobotsShelf
    from trending_now.reviews.crawled_site import CrawledSite

    urls = base_urls(settings)
    with (
        build_fetcher(settings) as services,
        Fetcher(
            base_urls=urls.values(),
            user_agent=settings.user_agent,
            clock=utc_now,
            timeout_seconds=TIMEOUT_SECONDS,
            interval_seconds=settings.crawl_interval_seconds,
            attempts=RETRIES,
            cap_bytes=CAP_BYTES,
        ) as fetcher,
    ):
        fetcher.counts.count_in(process_tally())
        fetcher.begin_run()
        robots = Robots(fetcher, RobotsShelf(settings.home / "robots", utc_now), utc_now)
        courtesy = Courtesy(settings.crawl_interval_seconds, settings.crawl_most_pages)
        pages = PageFetcher(fetcher, robots, courtesy)

        def build(name: str) -> ReviewSite:
            if name == "guardian":
                return _guardian(settings, services)
            _require_crawl_extra()
            return CrawledSite(_file(name), urls[name], pages, utc_now)

        yield build


def base_urls(settings: "Settings") -> dict[str, str]:
    """Return the address of each crawled site by its name.

    Raises:
        SettingsError: the settings give an address to a site there is not.
    """
    files = site_files()
    unknown = [name for name in settings.site_urls if name not in files]
    if unknown:
        raise SettingsError(
            f"TRENDING_NOW_SITE_URLS names {unknown[0]!r}, which is no site; choose from: {', '.join(files)}."
        )
    return {name: str(settings.site_urls.get(name, file.base_url)).rstrip("/") for name, file in files.items()}


def _guardian(settings: "Settings", fetcher: "Fetcher") -> ReviewSite:
    from trending_now.fetch.addresses import parse_url
    from trending_now.sources.guardian import INTERVAL_SECONDS, Guardian

    if settings.guardian_key is None:
        raise SettingsError(f"The Guardian needs a key: {SET_GUARDIAN_KEY}.")
    fetcher.pace(parse_url(str(settings.guardian_url)).host, INTERVAL_SECONDS)
    return Guardian(fetcher, str(settings.guardian_url), settings.guardian_key.get_secret_value(), utc_now)


def _file(name: str) -> "SiteFile":
    files = site_files()
    if name not in files:
        raise WrongUse(f"There is no review site {name!r}; choose one of: {', '.join(site_policies())}.")
    return files[name]


def _require_crawl_extra() -> None:
    from importlib.util import find_spec

    missing = [name for name in ("extruct", "trafilatura") if find_spec(name) is None]
    if missing:
        raise WrongUse(f"Crawling needs {' and '.join(missing)}; install trending-now[crawl].")
