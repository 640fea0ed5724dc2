"""Gets a title's poster from the shelf or from its source, without keeping a page waiting for long."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta

from trending_now.domain.ports import Clock
from trending_now.errors import FetchError, StoreError
from trending_now.fetch.client import Fetcher
from trending_now.logs import logger
from trending_now.store.posters import PosterShelf

PATIENCE_SECONDS = 4.0
MOST_WAITING = 8
WORKERS = 4
FORGET_FAILURE_AFTER = timedelta(hours=1)
MOST_FAILURES = 10_000
MAGIC: Mapping[bytes, str] = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}

log = logger(__name__)


@dataclass(frozen=True, slots=True)
class Poster:
    """A picture as it is sent."""

    content: bytes
    media_type: str


class PosterDesk:
    """Fetches each poster once, a few at a time, and remembers a failure for an hour.

    A request waits a few seconds at most, and only a few requests wait at the same time. The others get no picture yet;
    it is fetched for the next request. A picture whose title left the catalogue meanwhile (`is_shown` says no) is not
    kept.
    """

    def __init__(self, shelf: PosterShelf, fetcher: Fetcher, clock: Clock, is_shown: Callable[[str], bool]) -> None:
        self._shelf = shelf
        self._fetcher = fetcher
        self._clock = clock
        self._is_shown = is_shown
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="posters")
        self._seats = threading.Semaphore(MOST_WAITING)
        self._lock = threading.Lock()
        self._under_way: dict[str, Future[None]] = {}
        self._failed_at: dict[str, datetime] = {}

    def poster(self, url: str, retention: timedelta | None) -> Poster | None:
        """Return the picture of an address; None if there is none, or not yet."""
        if found := self._on_shelf(url):
            return found
        if self._failed_lately(url):
            return None
        fetching = self._fetching(url, retention)
        if not self._seats.acquire(blocking=False):
            return None
        try:
            wait([fetching], PATIENCE_SECONDS)
        finally:
            self._seats.release()
        return self._on_shelf(url)

    def close(self) -> None:
        """Fetch no further pictures."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _on_shelf(self, url: str) -> Poster | None:
        content = self._shelf.read(url)
        kind = media_type_of(content) if content else None
        return Poster(content, kind) if content and kind else None

    def _failed_lately(self, url: str) -> bool:
        failed_at = self._failed_at.get(url)
        return failed_at is not None and self._clock() - failed_at < FORGET_FAILURE_AFTER

    def _fetching(self, url: str, retention: timedelta | None) -> Future[None]:
        with self._lock:
            if url not in self._under_way:
                self._under_way[url] = self._pool.submit(self._fetch, url, retention)
            return self._under_way[url]

    def _fetch(self, url: str, retention: timedelta | None) -> None:
        try:
            content = self._fetcher.get(url).content
            if media_type_of(content) is None:
                self._remember_failure(url, "it is not a picture")
            else:
                self._shelf.keep(url, content, retention)
                self._failed_at.pop(url, None)
                if not self._is_shown(url):  # asked last: who forgets a source drops its listings before its pictures
                    self._shelf.drop([url])
        except (FetchError, OSError) as error:
            self._remember_failure(url, str(error))
        except StoreError:  # nobody knows whether its title is still there
            self._shelf.drop([url])
        finally:
            with self._lock:
                self._under_way.pop(url, None)

    def _remember_failure(self, url: str, reason: str) -> None:
        tell = log.info if url in self._failed_at else log.warning  # once is enough, it is asked for again each hour
        if len(self._failed_at) >= MOST_FAILURES:
            self._failed_at.clear()
        self._failed_at[url] = self._clock()
        tell("no poster", url=url, reason=reason)


def media_type_of(content: bytes) -> str | None:
    """Tell a picture's type from its first bytes, never from what its server says; None if it is none we show."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for magic, kind in MAGIC.items() if content.startswith(magic)), None)
