"""The seams of the program: what each part must offer, whoever builds it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # every command loads this file, and few need all that it names
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from trending_now.domain.contract import Contract
    from trending_now.domain.enrichment import Enrichment, ModelVersion
    from trending_now.domain.llm import PlannedCall, Question, Reply, Usage
    from trending_now.domain.page import Page, SeenPage, Unchanged
    from trending_now.domain.policy import Policy
    from trending_now.domain.review import FoundReview, KnownTitle, SetAside
    from trending_now.domain.run import RawRecord, Violation, Window
    from trending_now.domain.text import Document
    from trending_now.domain.title import Listing, Withdrawal

KnownTitles = Callable[["Window"], Sequence["KnownTitle"]]
"""Names the titles of the catalogue that a source is asked about, for a window."""


class Clock(Protocol):
    """Tells the time."""

    def __call__(self) -> datetime:
        """Return now, aware UTC."""
        ...


class Source(Protocol):
    """One outside catalogue: first its bytes, then what they mean; parsing needs no network."""

    @property
    def name(self) -> str:
        """The source's name, as in settings: "tvmaze"."""
        ...

    @property
    def policy(self) -> Policy:
        """What the source's terms let us do."""
        ...

    @property
    def names_all_days(self) -> bool:
        """Whether the answers name every release of the window: an upcoming one that they name no more is off."""
        ...

    def fetch(self, window: Window) -> Iterator[RawRecord | Violation]:
        """Yield the answers about releases in `window`, in a stable order.

        An answer that could not be had (a 404, a cut body after all tries) is yielded as a Violation; the rest goes on.

        Raises:
            FetchError: nothing can be had at all (unreachable, key refused).
        """
        ...

    def parse(self, record: RawRecord) -> Iterator[Listing | Withdrawal | Violation]:
        """Yield a listing for each title in one answer, and a violation for each that is malformed; never raises.

        A title that is not to be shown any more is a withdrawal.
        """
        ...


class ReviewSite(Protocol):
    """A place that publishes reviews: first its pages, then the reviews on them; reading them needs no network."""

    @property
    def name(self) -> str:
        """The site's name, as on the command line: "rogerebert"."""
        ...

    @property
    def policy(self) -> Policy:
        """What the site's terms let us do."""
        ...

    @property
    def contract(self) -> Contract:
        """What its pages must look like."""
        ...

    def fetch(
        self, titles: Sequence[KnownTitle], seen: Mapping[str, SeenPage]
    ) -> Iterator[Page | Unchanged | SetAside | Violation]:
        """Yield the pages that may review one of these titles, and what became of those that are not sent.

        A page that has not changed since it was `seen` is named only; what could not be had is a Violation.

        Raises:
            FetchError: nothing can be had at all.
        """
        ...

    def parse(self, page: Page) -> Iterator[FoundReview | SetAside | Violation]:
        """Yield the reviews on a page, or why there is none; never raises."""
        ...


class Engine(Protocol):
    """Turns documents into enrichments."""

    @property
    def name(self) -> str:
        """The engine's name, as in settings: "boosted"."""
        ...

    @property
    def version(self) -> ModelVersion:
        """What exactly answers."""
        ...

    def enrich(self, documents: Iterable[Document]) -> Iterator[Enrichment]:
        """Yield one enrichment a document, in order, lazily; any text gets an answer."""
        ...


class CallLedger(Protocol):
    """Keeps account of every call of a language model, and what was received, so that nothing is bought twice."""

    def reply_to(self, question: Question) -> Reply | None:
        """Return what a question came to so far; None if nothing was received yet."""
        ...

    def reserve(self, call: PlannedCall) -> int:
        """Set a call's highest cost aside, and note that it is in flight; returns its number.

        Raises:
            CallNotAllowed: the budget or the cap does not allow it, or another process asks or has asked the same.
        """
        ...

    def settle(self, call_id: int, usage: Usage, reply: Reply | None) -> None:
        """Note in one step what a call took and what was received; None where nothing was."""
        ...

    def flag(self, question: Question, reasons: tuple[str, ...]) -> None:
        """Note why a person should look at what a question came to; no reason takes the flag back."""
        ...


class Progress(Protocol):
    """Shows how far a long work has come."""

    def __call__(self, done: int, total: int | None, what: str) -> None:
        """Report `done` of `total` (None = not known) units of `what`."""
        ...
