"""The HTTP client: paces, retries, limits and checks every request, and counts and logs it."""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from types import TracebackType

import httpx2
import stamina

from trending_now.domain.ports import Clock
from trending_now.errors import (
    AnswerTooLarge,
    FetchError,
    FetchFailed,
    FetchRefused,
    FetchTimedOut,
    HttpStatusError,
    KeyRefused,
)
from trending_now.fetch.addresses import (
    AllowedHosts,
    carries_secret,
    in_messages,
    origin_of,
    parse_url,
    without_secrets,
)
from trending_now.fetch.counts import FetchCounts
from trending_now.fetch.exchange import Answer, Body, Request
from trending_now.fetch.pacing import Pacing
from trending_now.fetch.pinning import PinnedTransport
from trending_now.fetch.retries import LONGEST_WAIT_SECONDS, Passing, Patience, RetryRule, retry_after_seconds
from trending_now.logs import logger

MOST_REDIRECTS = 5
CONDITIONS = frozenset({"if-none-match", "if-modified-since"})
DEFAULT_CAP_BYTES = 5 * 1024 * 1024

log = logger(__name__)


BodyReader = Callable[[str, httpx2.Response, float], Body]
"""Reads an answer's body, given the URL for messages, the response, and the deadline on the monotonic clock."""


Check = Callable[[httpx2.URL], None]
"""Checks a URL before it is requested, and each that a redirect leads to; raises an error to forbid it."""


@dataclass(frozen=True, slots=True)
class _Errand:
    """How a URL is requested: its headers, the reader of the body, the check of each URL, and the patience."""

    headers: Mapping[str, str]
    reader: BodyReader
    check: Check
    patience: Patience

    def without_credentials(self) -> "_Errand":
        """Return the errand without the Authorization header, for another origin."""
        kept = {name: value for name, value in self.headers.items() if name.casefold() != "authorization"}
        return replace(self, headers=kept)


class Fetcher:
    """Asks the hosts of `base_urls`, and no others; safe to share between threads.

    Every host must lie in the public network (`AllowedHosts`), and the connection goes to the address that was checked.
    Every request is paced by host, has a deadline of `timeout_seconds` in all, is tried at most `attempts` times on
    429, 5xx, time-outs and broken connections (`Retry-After` is honoured), and yields at most `cap_bytes` after
    decompression. A host that cannot be reached at all is tried twice only, so that an offline machine learns it soon.
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
        self._clock = clock
        self._patience = Patience(timeout_seconds, attempts)
        self._retry_rule = RetryRule(attempts, backoff_seconds)
        self._cap_bytes = cap_bytes
        self.counts = FetchCounts()
        _silence_libraries()
        self._client = httpx2.Client(
            headers={"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"},
            timeout=_timeout(timeout_seconds),
            follow_redirects=False,
            trust_env=False,
            transport=PinnedTransport(self._allowed),
        )

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
            FetchFailed: unreachable, too slow or cut off on every try.
        """
        target = parse_url(url)
        asked = target.copy_merge_params(dict(params)) if params else target
        patience = patience or self._patience
        reader = partial(self._read, seconds=patience.timeout_seconds)
        return self._get(asked, _Errand(dict(headers or {}), reader, check or _allow, patience))

    def read(
        self,
        target: httpx2.URL,
        reader: BodyReader,
        headers: Mapping[str, str] | None = None,
        check: Check | None = None,
    ) -> Answer:
        """Ask as `get` does, but leave the body to `reader`, which sets its own limits of size and time.

        Raises:
            FetchError: as `get`, and what `reader` raises.
        """
        return self._get(target, _Errand(dict(headers or {}), reader, check or _allow, self._patience))

    def _get(self, target: httpx2.URL, errand: _Errand) -> Answer:
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

    def pace(self, host: str, interval_seconds: float) -> None:
        """Set the least interval between requests to a host; the next one starts no sooner than that from now."""
        self._pacing.slow_down(host, interval_seconds)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

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

    def _with_retries(self, url: httpx2.URL, errand: _Errand) -> Answer:
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
            raise passing.final(attempt.num) from passing
        raise AssertionError("a retry loop ends by an answer or an error")  # pragma: no cover

    def _try(self, url: httpx2.URL, errand: _Errand, attempt: int) -> Answer:
        if attempt > 1:
            self.counts.add(url.host, retries=1)
        try:
            return self._follow(url, errand, attempt)
        except Passing as passing:
            log.info("try failed", url=in_messages(url), reason=passing.reason, attempt=attempt)
            raise

    def _follow(self, url: httpx2.URL, errand: _Errand, attempt: int) -> Answer:
        """Ask, and follow redirects by hand: each is checked, and none takes our credentials to another host."""
        asked = url
        for _ in range(MOST_REDIRECTS + 1):
            self._allowed.check(asked)
            errand.check(asked)
            self._pacing.wait(asked.host)
            outcome = self._ask(asked, errand, attempt)
            if isinstance(outcome, Answer):
                return outcome
            if origin_of(outcome) != origin_of(asked):
                errand = errand.without_credentials()
            asked = outcome
        raise FetchRefused(f"{in_messages(url)} redirects more than {MOST_REDIRECTS} times.")

    def _ask(self, url: httpx2.URL, errand: _Errand, attempt: int) -> Answer | httpx2.URL:
        """Make one request; returns the answer, or where it redirects to."""
        begun = time.monotonic()
        shown, longest = in_messages(url), errand.patience.timeout_seconds
        self.counts.add(url.host, requests=1)
        try:
            with self._client.stream("GET", url, headers=errand.headers, timeout=_timeout(longest)) as response:
                if response.has_redirect_location:
                    return _location(url, response)
                self._check_status(shown, response)
                body = errand.reader(shown, response, begun + longest)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            raise Passing(f"{url.host} cannot be reached ({error}). Check the network.", unreachable=True) from error
        except httpx2.TimeoutException as error:
            raise Passing(f"{shown} did not answer within {longest:g} s.", kind=FetchTimedOut) from error
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            raise Passing(f"{shown} broke off its answer ({type(error).__name__}).") from error
        seconds = round(time.monotonic() - begun, 3)
        self.counts.add(url.host, received_bytes=body.size)
        log.info("fetched", url=shown, status=response.status_code, bytes=body.size, seconds=seconds, attempt=attempt)
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        address, sent = without_secrets(url), dict(response.headers)
        return Answer(address, response.status_code, body.content, media_type, self._clock(), sent, seconds)

    def _check_status(self, shown: str, response: httpx2.Response) -> None:
        """Raise the error that a status stands for; if the host asks us to wait, every thread does."""
        status, host = response.status_code, response.request.url.host
        if status in (401, 403):
            raise KeyRefused(_refusal(shown, response.request, status), status)
        if status == 429 or status >= 500:
            wait = retry_after_seconds(response.headers.get("retry-after"), self._clock())
            if wait is not None and wait <= LONGEST_WAIT_SECONDS:
                self._pacing.hold_off(host, wait)
            elif wait is None and status == 429:
                self._pacing.refused(host, self._retry_rule.pauses_seconds)
            kind = FetchFailed if status == 429 else HttpStatusError
            raise Passing(f"{shown} answered {status}", status=status, retry_after_seconds=wait, kind=kind)
        unchanged = status == 304 and not CONDITIONS.isdisjoint(response.request.headers)
        if not 200 <= status < 300 and not unchanged:
            raise HttpStatusError(f"{shown} answered {status}.", status)
        self._pacing.granted(host)

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


def _timeout(seconds: float) -> httpx2.Timeout:
    return httpx2.Timeout(seconds, connect=min(seconds, 10.0))


def _allow(url: httpx2.URL) -> None:
    """Allow every URL."""


def _refusal(shown: str, request: httpx2.Request, status: int) -> str:
    if "authorization" in request.headers or carries_secret(request.url):
        return f"{shown} refused our key ({status}); check the key in the settings."
    return (
        f"{shown} does not let us in ({status}); no key was sent. Try again later, and set TRENDING_NOW_CONTACT, "
        "so that it can tell who asks."
    )


def _location(url: httpx2.URL, response: httpx2.Response) -> httpx2.URL:
    try:
        return url.join(response.headers["location"])
    except (httpx2.InvalidURL, ValueError):
        raise FetchRefused(f"{in_messages(url)} redirects to something that is not a URL.") from None


def _silence_libraries() -> None:
    """Turn off the libraries' log lines, which repeat ours and show whole URLs with their keys."""
    stamina.instrumentation.set_on_retry_hooks([])
    for name in ("httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.WARNING)
