"""One request as it goes out, and what its outcome means: an answer, a redirect, an error, or one worth another try."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import httpx2

from trending_now.domain.ports import Clock
from trending_now.errors import FetchFailed, FetchRefused, FetchTimedOut, HttpStatusError, KeyRefused
from trending_now.fetch.addresses import carries_secret, in_messages, without_secrets
from trending_now.fetch.counts import FetchCounts
from trending_now.fetch.exchange import Answer, Body
from trending_now.fetch.pacing import Pacing
from trending_now.fetch.retries import LONGEST_WAIT_SECONDS, Passing, Patience, retry_after_seconds
from trending_now.logs import logger

CONDITIONS = frozenset({"if-none-match", "if-modified-since"})

log = logger(__name__)


BodyReader = Callable[[str, httpx2.Response, float], Body]
"""Reads an answer's body, given the URL for messages, the response, and the deadline on the monotonic clock."""


Check = Callable[[httpx2.URL], None]
"""Checks a URL before it is requested, and each that a redirect leads to; raises an error to forbid it."""


@dataclass(frozen=True, slots=True)
class Errand:
    """How a URL is requested: its headers, the reader of the body, the check of each URL, and the patience."""

    headers: Mapping[str, str]
    reader: BodyReader
    check: Check
    patience: Patience

    def without_credentials(self) -> "Errand":
        """Return the errand without the Authorization header, for another origin."""
        kept = {name: value for name, value in self.headers.items() if name.casefold() != "authorization"}
        return replace(self, headers=kept)


class Messenger:
    """Goes out once for each errand, counts and logs it, and has every thread wait where a host asks for it."""

    def __init__(
        self,
        client: httpx2.Client,
        pacing: Pacing,
        counts: FetchCounts,
        clock: Clock,
        pauses_seconds: Sequence[float],
    ) -> None:
        self._client = client
        self._pacing = pacing
        self._counts = counts
        self._clock = clock
        self._pauses_seconds = tuple(pauses_seconds)

    def ask(self, url: httpx2.URL, errand: Errand, attempt: int) -> Answer | httpx2.URL:
        """Make one request; returns the answer, or where it redirects to.

        `attempt` counts from 1, for the log.

        Raises:
            Passing: what failed may succeed on another try.
            FetchError: it will not; what `errand.reader` raises, too.
        """
        begun = time.monotonic()
        shown, longest = in_messages(url), errand.patience.timeout_seconds
        self._counts.add(url.host, requests=1)
        try:
            with self._client.stream("GET", url, headers=errand.headers, timeout=timeouts(longest)) as response:
                if response.has_redirect_location:
                    log.info("redirected", url=shown, status=response.status_code, attempt=attempt)
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
        self._counts.add(url.host, received_bytes=body.received_bytes)
        status, received = response.status_code, body.received_bytes
        log.info("fetched", url=shown, status=status, bytes=received, seconds=seconds, attempt=attempt)
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
                self._pacing.refused(host, self._pauses_seconds)
            kind = FetchFailed if status == 429 else HttpStatusError
            raise Passing(f"{shown} answered {status}", status=status, retry_after_seconds=wait, kind=kind)
        unchanged = status == 304 and not CONDITIONS.isdisjoint(response.request.headers)
        if not 200 <= status < 300 and not unchanged:
            raise HttpStatusError(f"{shown} answered {status}.", status)
        self._pacing.granted(host)


def timeouts(seconds: float) -> httpx2.Timeout:
    """Return the limits of a request that may take so long: 10 s of it at most to connect."""
    return httpx2.Timeout(seconds, connect=min(seconds, 10.0))


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
