"""A review site whose pages are given, and a catalogue with one film that is crawled for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import select

from tests.invented import HandClock, policy
from tests.reviews.invented_pages import PLAIN, page, site
from trending_now.domain.contract import Contract
from trending_now.domain.page import Page, SeenPage, Unchanged
from trending_now.domain.policy import Policy
from trending_now.domain.review import FoundReview, KnownTitle, SetAside
from trending_now.domain.run import Violation
from trending_now.pipeline.crawl import Crawling
from trending_now.reviews.extraction import read_review
from trending_now.store.database import Database
from trending_now.store.tables import ReviewRow, TitleRow


@dataclass(slots=True)
class ListedSite:
    """A site whose pages are given; what is read on them is read as on any other site.

    `meanwhile` is what another process does while the pages are read.
    """

    pages: Sequence[Page | Unchanged | SetAside | Violation]
    keeps_text: bool = False
    retention: timedelta | None = None
    name: str = "tidings"
    is_readable: bool = True
    contract: Contract = field(default_factory=Contract)
    seen: Mapping[str, SeenPage] = field(default_factory=dict)
    meanwhile: Callable[[], object] = lambda: None

    @property
    def policy(self) -> Policy:
        return replace(policy(self.name, self.retention), keep_full_text=self.keeps_text)

    def fetch(
        self,
        titles: Sequence[KnownTitle],  # noqa: ARG002 (its pages are given)
        seen: Mapping[str, SeenPage],
    ) -> Iterator[Page | Unchanged | SetAside | Violation]:
        self.seen = dict(seen)
        yield from self.pages
        self.meanwhile()

    def parse(self, page: Page) -> Iterator[FoundReview | SetAside | Violation]:
        file = site() if self.is_readable else site().model_copy(update={"rules": {}})
        yield from read_review(page, file)


@dataclass(slots=True)
class World:
    """A catalogue with one film, and what crawls."""

    database: Database
    clock: HandClock
    crawling: Crawling

    def titles(self) -> list[int]:
        with self.database.read() as connection:
            return list(connection.scalars(select(TitleRow.id).order_by(TitleRow.id)))

    def reviews(self) -> list[tuple[str, str, bool]]:
        query = select(TitleRow.name, ReviewRow.text, ReviewRow.is_excerpt).join(
            TitleRow, TitleRow.id == ReviewRow.title_id
        )
        with self.database.read() as connection:
            return [tuple(row) for row in connection.execute(query.order_by(ReviewRow.url))]


def pages(count: int, body: str = PLAIN) -> list[Page]:
    return [page(body, url=f"https://tidings.example/reviews/ebb-{number}") for number in range(count)]
