"""Reads each site's robots.txt before any of its pages, keeps it for a day, and obeys it without exception."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2

from trending_now.domain.ports import Clock
from trending_now.errors import AnswerTooLarge, FetchError, HttpStatusError, PageRefused, StoreError
from trending_now.fetch.addresses import in_messages, origin_of
from trending_now.fetch.client import Fetcher

AGENT = "TrendingNow"
KEPT_FOR = timedelta(days=1)
LONGEST_DELAY_SECONDS = 120.0
PATH = "/robots.txt"
ABSENT = (404, 410)
VERSION_OF_AGENT = re.compile(r"^([ \t]*user-agent[ \t]*:[ \t]*[\w-]+)/[^\r\n#]*", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """A robots.txt as it was read; an empty text, which forbids nothing, if the site has none."""

    text: str
    read_at: datetime


class RobotsShelf:
    """Keeps robots.txt files in a folder, one per origin, so that all runs of a day ask only once."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    def get(self, origin: str) -> RobotsFile | None:
        """Return an origin's file if it was read within the last day."""
        try:
            kept = json.loads(self._path(origin).read_text("utf-8"))
            file = RobotsFile(str(kept["text"]), datetime.fromisoformat(kept["read_at"]))
            age = self._clock() - file.read_at
        except (OSError, ValueError, LookupError, TypeError):
            return None
        return file if timedelta(0) <= age < KEPT_FOR else None

    def put(self, origin: str, file: RobotsFile) -> None:
        """Keep an origin's file.

        Raises:
            StoreError: the disk is full, or the folder cannot be written.
        """
        content = json.dumps({"text": file.text, "read_at": file.read_at.isoformat()})
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._path(origin).write_text(content, "utf-8")
        except OSError as error:
            raise StoreError(f"{self._folder} cannot be written: {error.strerror or error}. Free some space.") from None

    def _path(self, origin: str) -> Path:
        return self._folder / f"{re.sub('[^a-z0-9.-]+', '_', origin.lower())}.json"


class Robots:
    """The rules of every site that is crawled, each read when it is first asked about."""

    def __init__(self, fetcher: Fetcher, shelf: RobotsShelf, clock: Clock) -> None:
        self._fetcher = fetcher
        self._shelf = shelf
        self._clock = clock
        self._rules: dict[str, Any] = {}

    def check(self, url: httpx2.URL) -> None:
        """Make sure that a page may be asked for.

        Raises:
            PageRefused: robots.txt forbids it, asks for a longer pause than we make, or cannot be read.
        """
        if not self._rules_of(url).can_fetch(str(url), AGENT):
            raise PageRefused(f"{in_messages(url)} is not asked: {url.host}'s robots.txt forbids it.")
        if (delay := self.delay_seconds(url)) > LONGEST_DELAY_SECONDS:
            raise PageRefused(
                f"{url.host} is not crawled: its robots.txt asks for {delay:.0f} s between two pages, "
                f"and a run waits {LONGEST_DELAY_SECONDS:.0f} s at most."
            )

    def delay_seconds(self, url: httpx2.URL) -> float:
        """Return the pause between two pages that a site asks for, by crawl-delay or request-rate; 0 if it asks none.

        Raises:
            PageRefused: its robots.txt cannot be read.
        """
        rules = self._rules_of(url)
        rate = rules.request_rate(AGENT)
        return max(rules.crawl_delay(AGENT) or 0.0, rate.seconds / rate.requests if rate and rate.requests else 0.0)

    def _rules_of(self, url: httpx2.URL) -> Any:
        """Return the parsed rules of a URL's origin."""
        scheme, host, port = origin_of(url)
        origin = f"{scheme}://{host}:{port}"
        if origin not in self._rules:
            from protego import Protego

            found = self._read(url, origin)
            self._rules[origin] = Protego.parse(_plain(found.text)) if isinstance(found, RobotsFile) else found
        if isinstance(self._rules[origin], PageRefused):
            raise self._rules[origin]
        return self._rules[origin]

    def _read(self, url: httpx2.URL, origin: str) -> RobotsFile | PageRefused:
        """Return an origin's robots.txt; if it cannot be read, the error that forbids all its pages."""
        if kept := self._shelf.get(origin):
            return kept
        try:
            text = self._fetcher.get(str(url.copy_with(raw_path=PATH.encode()))).content.decode("utf-8", "replace")
        except AnswerTooLarge:
            return PageRefused(f"{url.host} is not crawled: its robots.txt is too large to be read.")
        except FetchError as error:
            if not isinstance(error, HttpStatusError) or error.status not in ABSENT:
                return PageRefused(f"{url.host} is not crawled: its robots.txt cannot be read ({error}).")
            text = ""
        file = RobotsFile(text, self._clock())
        self._shelf.put(origin, file)
        return file


def _plain(text: str) -> str:
    """Remove what the parser cannot handle: the byte order mark, and versions behind agents' names."""
    return VERSION_OF_AGENT.sub(r"\1", text.removeprefix("\ufeff"))
