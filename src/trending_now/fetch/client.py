"""The HTTP client: paces, retries, limits and checks every request, follows redirects, and logs what failed."""

import logging
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from functools import partial
from types import TracebackType

import httpx2
import stamina

from trending_now.domain.ports import Clock
from trending_now.errors import (
    AnswerTooLarge,
    FetchError,
    FetchRefused,
    FetchTimedOut,
    HttpStatusError,
)
from trending_now.fetch.addresses import (
    AllowedHosts,
    in_messages,
    origin_of,
    parse_url,
)
from trending_now.fetch.counts import FetchCounts
from trending_now.fetch.exchange import Answer, Body, Request
from trending_now.fetch.messenger import BodyReader, Check, Errand, Messenger, timeouts
from trending_now.fetch.outages import Outages
from trending_now.fetch.pacing import Pacing
from trending_now.fetch.pinning import PinnedTransport
from trending_now.fetch.retries import Passing, Patience, RetryRule
from trending_now.logs import logger

MOST_REDIRECTS = 5
TOO_MANY_REQUESTS = 429
DEFAULT_CAP_BYTES = 5 * 1024 * 1024

log = logger(__name__)


class Fetcher:
    """Asks the hosts of `base_urls`, and no others; safe to share between threads.

    Every host must lie in the public network (`AllowedHosts`), and the connection goes to the address that was checked.
    Every request is paced by host, has a deadline of `timeout_seconds` in all, is tried at most `attempts` times on
    429, 5xx, time-outs and broken connections (`Retry-After` is honoured), and yields at most `cap_bytes` after
    decompression. A host that cannot be reached at all is tried twice only, so that an offline machine learns it soon.
    Within a run, a host that fails one address after the other is asked no more (`Outages`).
    All is logged, and counted by host in `counts`.
    """

    def __init__(
        self,
        *,
        base_urls: Iterable[str] | AllowedHosts,
        user_agent: str,
        clock: Clock,
        timeout_seconds: float = 20.0,
        interval_seconds: float = 0.5,
        attempts: int = 4,
        cap_bytes: int = DEFAULT_CAP_BYTES,
        backoff_seconds: float = 0.5,
    ) -> None:
        self._allowed = base_urls if isinstance(base_urls, AllowedHosts) else AllowedHosts(base_urls)
        self._pacing = Pacing(interval_seconds)
        self._patience = Patience(timeout_seconds, attempts)
        self._retry_rule = RetryRule(attempts, backoff_seconds)
        self._cap_bytes = cap_bytes
        self._outages = Outages()
        self.counts = FetchCounts()
        _silence_libraries()
        self._client = httpx2.Client(
            headers={"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"},
            timeout=timeouts(timeout_seconds),
            follow_redirects=False,
            trust_env=False,
            transport=PinnedTransport(self._allowed),
        )
        self._messenger = Messenger(self._client, self._pacing, self.counts, clock, self._retry_rule.pauses_seconds)

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        check: Check | None = None,
        patience: Patience | None = None,
    ) -> Answer:
        """Ask for a URL until there is an answer or the tries are used up.

        `check` may forbid it, or a URL that a redirect leads to, by what it raises. `patience` takes the place of the
        fetcher's own, but never tries more often.

        Raises:
            FetchRefused: the host is not listed, the URL is unsafe, or a redirect leads away.
            KeyRefused: 401 or 403.
            HttpStatusError: another error status that does not pass by itself, or did not pass.
            AnswerTooLarge: more bytes than the cap.
            FetchFailed: unreachable, too slow or cut off on every try, or given up in this run.
        """
        target = parse_url(url)
        asked = target.copy_merge_params(dict(params)) if params else target
        patience = patience or self._patience
        reader = partial(self._read, seconds=patience.timeout_seconds)
        return self._get(asked, Errand(dict(headers or {}), reader, check or _allow, patience))

    def read(self, target: httpx2.URL, reader: BodyReader, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask as `get` does, but leave the body to `reader`, which sets its own limits of size and time.

        Raises:
            FetchError: as `get`, and what `reader` raises.
        """
        return self._get(target, Errand(dict(headers or {}), reader, _allow, self._patience))

    def _get(self, target: httpx2.URL, errand: Errand) -> Answer:
        try:
            return self._with_retries(target, errand)
        except FetchRefused as error:
            self.counts.add(target.host, refused=1)
            log.info("refused", url=in_messages(target), reason=str(error))
            raise
        except FetchError as error:
            self.counts.add(target.host, failed=1)
            log.info("failed", url=in_messages(target), reason=str(error))
            raise

    def get_all(self, requests: Iterable[Request], workers: int = 4) -> Iterator[Answer | FetchError]:
        """Yield the answers in the order of the requests, of which a few run ahead; errors are yielded, not raised."""
        waiting: deque[Future[Answer | FetchError]] = deque()
        pool = ThreadPoolExecutor(workers, thread_name_prefix="fetch")
        try:
            for request in requests:
                waiting.append(pool.submit(self._answer_or_error, request))
                if len(waiting) >= 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:  # not waited for: what is left half read may be cleared away in a thread of the pool itself
            pool.shutdown(wait=False, cancel_futures=True)

    def begin_run(self) -> None:
        """Begin a run: hosts that were given up are asked again, and from now on some may be."""
        self._outages.begin_run()

    def pace(self, host: str, interval_seconds: float) -> None:
        """Set the least interval between requests to a host; the next one starts no sooner than that from now."""
        self._pacing.slow_down(host, interval_seconds)

    def close(self) -> None:
        """Close the connections, and log what was asked."""
        self._client.close()
        for host, counts in self.counts.told().items():
            log.info("asked in all", host=host, **asdict(counts))

    def __enter__(self) -> "Fetcher":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _answer_or_error(self, request: Request) -> Answer | FetchError:
        try:
            return self.get(request.url, params=request.params, headers=request.headers)
        except FetchError as error:
            return error

    def _with_retries(self, url: httpx2.URL, errand: Errand) -> Answer:
        rule = self._retry_rule
        again = rule.watcher()
        try:
            for attempt in stamina.retry_context(
                on=again,
                attempts=min(rule.attempts, errand.patience.attempts),
                timeout=None,
                wait_initial=rule.backoff_seconds,
                wait_max=rule.backoff_seconds * 20,
                wait_jitter=rule.backoff_seconds,
            ):
                with attempt:
                    return self._try(url, errand, attempt.num)
        except Passing as passing:
            if passing.status != TOO_MANY_REQUESTS:  # who says so works, and is asked at the pace it wants
                self._outages.failed(url.host, passing.reason)
            raise passing.final(attempt.num) from passing
        raise AssertionError("a retry loop ends by an answer or an error")  # pragma: no cover

    def _try(self, url: httpx2.URL, errand: Errand, attempt: int) -> Answer:
        self._outages.check(url.host)
        if attempt > 1:
            self.counts.add(url.host, retries=1)
        try:
            answer = self._follow(url, errand, attempt)
        except Passing as passing:
            log.info("try failed", url=in_messages(url), reason=passing.reason, attempt=attempt)
            raise
        except (HttpStatusError, AnswerTooLarge):
            self._outages.answered(url.host)
            raise
        self._outages.answered(url.host)
        return answer

    def _follow(self, url: httpx2.URL, errand: Errand, attempt: int) -> Answer:
        """Ask, and follow redirects by hand: each is checked, and none takes our credentials to another host."""
        asked = url
        for _ in range(MOST_REDIRECTS + 1):
            self._allowed.check(asked)
            errand.check(asked)
            self._pacing.wait(asked.host)
            outcome = self._messenger.ask(asked, errand, attempt)
            if isinstance(outcome, Answer):
                return outcome
            if origin_of(outcome) != origin_of(asked):
                errand = errand.without_credentials()
            asked = outcome
        raise FetchRefused(f"{in_messages(url)} redirects more than {MOST_REDIRECTS} times.")

    def _read(self, shown: str, response: httpx2.Response, deadline: float, *, seconds: float) -> Body:
        """Read the decoded body, never more than the cap, never past the deadline."""
        parts: list[bytes] = []
        size = 0
        for chunk in response.iter_bytes():
            size += len(chunk)
            if size > self._cap_bytes:
                raise AnswerTooLarge(
                    f"{shown} answered with more than {self._cap_bytes:,} bytes; it was not read further."
                )
            if time.monotonic() > deadline:
                raise Passing(f"{shown} did not end its answer within {seconds:g} s.", kind=FetchTimedOut)
            parts.append(chunk)
        return Body(b"".join(parts), size)


def _allow(url: httpx2.URL) -> None:
    """Allow every URL."""


def _silence_libraries() -> None:
    """Turn off the libraries' log lines, which repeat ours and show whole URLs with their keys."""
    stamina.instrumentation.set_on_retry_hooks([])
    for name in ("httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.WARNING)
