"""Fetches pages of sites: obeys robots.txt, one page at a time per host, with adaptive pauses and a page limit."""

import re
import threading
from collections import defaultdict
from dataclasses import dataclass
from email.message import Message

import httpx2

from trending_now.domain.page import Page, Unchanged, Validators
from trending_now.errors import FetchError, HttpStatusError, KeyRefused, PageRefused, UseRefused
from trending_now.fetch.addresses import origin_of, parse_url
from trending_now.fetch.client import Fetcher
from trending_now.fetch.exchange import Answer
from trending_now.fetch.robots import AGENT, LONGEST_DELAY_SECONDS, Robots

CAP_BYTES = 2 * 1024 * 1024
TIMEOUT_SECONDS = 30.0
ANSWERS_PER_DELAY = 5.0  # a site that takes one second for a page is left alone for five
FORBIDDING = frozenset({"noindex", "none", "noarchive", "nosnippet"})
NO_SNIPPET = re.compile(r"max-snippet\s*:\s*0(?!\d)")


@dataclass(frozen=True, slots=True)
class Courtesy:
    """The least pause between two pages of a host, and the most pages of one that a run asks for."""

    least_delay_seconds: float
    most_pages: int


class PageFetcher:
    """Asks for pages of sites, never two at once of one host; safe to share between threads.

    The pause before a host's next page is the greatest of the courtesy's, of what robots.txt asks for, and of five
    times what its answers lately took; an error doubles it. No switch turns any of this off.
    """

    def __init__(self, fetcher: Fetcher, robots: Robots, courtesy: Courtesy) -> None:
        self._fetcher = fetcher
        self._robots = robots
        self._courtesy = courtesy
        self._turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._asked: defaultdict[tuple[str, str, int], int] = defaultdict(int)
        self._delays: dict[tuple[str, str, int], float] = {}

    def get(self, url: str, known: Validators | None = None) -> Page | Unchanged:
        """Ask for a page; returns `Unchanged` if it has not changed since `known`.

        Raises:
            PageRefused: robots.txt, a header of the page or the run's cap forbids it.
            FetchError: as `Fetcher.get`.
        """
        target = parse_url(url)
        with self._turns[target.host]:
            self._robots.check(target)
            if self._asked[origin_of(target)] >= self._courtesy.most_pages:
                raise PageRefused(f"{url} is not asked: {self._courtesy.most_pages} pages of {target.host} were.")
            self._asked[origin_of(target)] += 1
            answer = self._ask(target, known or Validators())
        _check_header(answer)
        return Unchanged(answer.url, url) if answer.status == 304 else _page(answer, url)

    def _ask(self, target: httpx2.URL, known: Validators) -> Answer:
        """Make the request after the host's pause, and set the pause that follows."""
        origin = origin_of(target)
        if origin not in self._delays:  # robots.txt was just read: it counts as a page
            self._pause(target, self._courtesy.least_delay_seconds)
        try:
            answer = self._fetcher.get(str(target), headers=_conditions(known), check=self._robots.check)
        except FetchError as error:
            self._pause(target, 2 * self._delays[origin])
            if isinstance(error, KeyRefused):
                raise HttpStatusError(f"{target} is not for us ({error.status}).", error.status) from None
            raise
        self._pause(target, (self._delays[origin] + ANSWERS_PER_DELAY * answer.seconds) / 2)
        return answer

    def _pause(self, target: httpx2.URL, seconds: float) -> None:
        least = max(self._courtesy.least_delay_seconds, self._robots.delay_seconds(target))
        delay = min(max(seconds, least), max(LONGEST_DELAY_SECONDS, least))
        self._delays[origin_of(target)] = delay
        self._fetcher.pace(target.host, delay)


def forbidden_by(marks: str) -> str | None:
    """Return which of a page's marks for robots ("noindex, follow") forbids its use; None if none does."""
    told = NO_SNIPPET.sub("nosnippet", marks.lower())
    return min(FORBIDDING.intersection(re.split(r"[,\s;]+", told)), default=None)


def _conditions(known: Validators) -> dict[str, str]:
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in headers.items() if value}


def _check_header(answer: Answer) -> None:
    """Check that the page's X-Robots-Tag header allows its use.

    Raises:
        UseRefused: it does not.
    """
    for part in NO_SNIPPET.sub("nosnippet", answer.headers.get("x-robots-tag", "").lower()).split(","):
        agent, colon, rule = part.rpartition(":")
        concerns_us = not colon or agent.strip() in (AGENT.lower(), "unavailable_after")
        if concerns_us and (forbidden := forbidden_by(rule)):
            raise UseRefused(f"{answer.url} is not used: its X-Robots-Tag says {forbidden}.", answer.url)


def _page(answer: Answer, asked_url: str) -> Page:
    validators = Validators(answer.headers.get("etag"), answer.headers.get("last-modified"))
    said = Message()
    said["content-type"] = answer.headers.get("content-type", "")
    charset = said.get_content_charset("")
    return Page(answer.url, answer.content, answer.media_type, answer.fetched_at, validators, asked_url, charset)
