"""Posters: the way out to the picture hosts, and the shelf that keeps what came."""

from typing import TYPE_CHECKING

from trending_now.wiring.clock import utc_now
from trending_now.wiring.sources import fetcher_of

if TYPE_CHECKING:
    from trending_now.fetch.client import Fetcher
    from trending_now.settings import Settings
    from trending_now.store.posters import PosterShelf

POSTER_INTERVAL_SECONDS = 0.05


def build_poster_fetcher(settings: "Settings") -> "Fetcher":
    """Build the way out to the picture hosts, which serve many small files: a reader waits, so each is tried once."""
    services = (settings.tvmaze_image_url, settings.tmdb_image_url)
    return fetcher_of(settings, services, POSTER_INTERVAL_SECONDS, attempts=1)


def build_poster_shelf(settings: "Settings") -> "PosterShelf":
    """Build the folder that keeps the pictures that were fetched."""
    from trending_now.store.posters import PosterShelf

    return PosterShelf(settings.home / "posters", utc_now)
