"""Invented listings, a policy, a clock that is set by hand, and sources that give what they are told."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from trending_now.domain.genre import SourceTag
from trending_now.domain.policy import Credit, Policy, TrainUse
from trending_now.domain.review import KnownTitle
from trending_now.domain.run import RawRecord, Violation, Window
from trending_now.domain.text import Plot
from trending_now.domain.title import ExternalId, Kind, Listing, Namespace, Release, ReleaseType, Withdrawal

NOW = datetime(2031, 5, 20, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
WINDOW = Window(TODAY - timedelta(days=7), TODAY + timedelta(days=7))


def nothing_known(_: Window) -> list[KnownTitle]:
    """Know no title."""
    return []


@dataclass(slots=True)
class HandClock:
    """Stands still until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)


def policy(name: str = "first", retention: timedelta | None = None) -> Policy:
    """Return invented terms."""
    return Policy(name, True, TrainUse.NO, True, True, retention, Credit(f"Kindly given by {name}.", None, "CC0"))


def listing(key: str = "1", source: str = "first", **said: Any) -> Listing:
    """Return a listing of a film of 2031; `said` replaces what it says."""
    facts: dict[str, Any] = {
        "name": f"The Lantern of {key}",
        "kind": Kind.MOVIE,
        "year": 2031,
        "tags": (SourceTag("catalogue", "Drama"),),
        "plots": (Plot(f"A lamplighter named {key} keeps a promise to the sea.", "en"),),
        "releases": (released(),),
    }
    return Listing(source=source, source_key=key, **(facts | said))


def released(day: date = TODAY, region: str | None = "GB", platform: str | None = None) -> Release:
    """Return a theatrical release."""
    return Release(day, ReleaseType.THEATRICAL, region, platform)


def imdb(number: int) -> ExternalId:
    """Return an invented IMDb id."""
    return ExternalId(Namespace.IMDB, f"tt{number:07}")


@dataclass(slots=True)
class ListSource:
    """A source whose answers are given: each a batch of listings and violations, or an error that ends the fetching."""

    answers: Sequence[Sequence[Listing | Withdrawal | Violation] | Violation | Exception]
    name: str = "first"
    retention: timedelta | None = None
    names_all_days: bool = False
    clock: HandClock = field(default_factory=HandClock)
    asked: list[Window] = field(default_factory=list)

    @property
    def policy(self) -> Policy:
        """Return terms with this source's retention."""
        return policy(self.name, self.retention)

    def fetch(self, window: Window) -> Iterator[RawRecord | Violation]:
        """Yield a record that names each answer by its place."""
        self.asked.append(window)
        for place, answer in enumerate(self.answers):
            if isinstance(answer, Exception):
                raise answer
            if isinstance(answer, Violation):
                yield answer
            else:
                content = repr(answer).encode("utf-8", "surrogatepass")
                yield RawRecord(self.name, f"invented:{place}", content, self.clock())

    def parse(self, record: RawRecord) -> Iterator[Listing | Withdrawal | Violation]:
        """Yield what the answer holds."""
        answer = self.answers[int(record.url.removeprefix("invented:"))]
        assert not isinstance(answer, Violation | Exception)
        yield from answer


class SlowSource(ListSource):
    """A source of which an answer comes every one and a half seconds."""

    def fetch(self, window: Window) -> Iterator[RawRecord | Violation]:
        for record in ListSource.fetch(self, window):
            yield record
            self.clock.advance(seconds=1.5)


@dataclass(slots=True)
class OvertakenSource(ListSource):
    """A source of which another process fetches newer answers, while the last of its own is on its way."""

    meanwhile: Callable[[], object] = lambda: None

    def fetch(self, window: Window) -> Iterator[RawRecord | Violation]:
        yield from ListSource.fetch(self, window)
        self.meanwhile()
