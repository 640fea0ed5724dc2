"""The seams of the program: what each part must offer, whoever builds it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

from trending_now.domain.enrichment import Enrichment, ModelVersion
from trending_now.domain.policy import Policy
from trending_now.domain.run import RawRecord, Violation, Window
from trending_now.domain.text import Document
from trending_now.domain.title import Listing


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

    def fetch(self, window: Window) -> Iterator[RawRecord | Violation]:
        """Yield the answers about releases in `window`, in a stable order.

        An answer that could not be had (a 404, a cut body after all tries) is yielded as a Violation; the rest goes on.

        Raises:
            FetchError: nothing can be had at all (unreachable, key refused).
        """
        ...

    def parse(self, record: RawRecord) -> Iterator[Listing | Violation]:
        """Yield a listing for each title in one answer, and a violation for each that is malformed; never raises."""
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


class Progress(Protocol):
    """Shows how far a long work has come."""

    def __call__(self, done: int, total: int | None, what: str) -> None:
        """Report `done` of `total` (None = not known) units of `what`."""
        ...
