"""The stage crawl on real parts: replay where terms let pages be kept, ties that are refused, and what expires."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import update

from tests.invented import NOW, listing, policy
from tests.pipeline.invented_world import LengthEngine
from tests.pipeline.listed_site import ListedSite, World, pages
from tests.reviews.invented_pages import PLAIN
from trending_now.domain.enrichment import Enrichment, ModelVersion
from trending_now.domain.page import Page, SeenPage, Unchanged, Validators
from trending_now.domain.review import KnownTitle, SetAside
from trending_now.domain.run import Run, RunState, Violation
from trending_now.domain.text import Document
from trending_now.pipeline.crawl import UNDER_WAY
from trending_now.store.forgetting import forget_source
from trending_now.store.journal_tables import RunRow
from trending_now.store.posters import PosterShelf
from trending_now.store.quarantine import Quarantine
from trending_now.store.runs import FORGOTTEN


def test_pages_that_may_be_kept_are_read_again_by_a_replay(world: World) -> None:
    broken = world.crawling.run(ListedSite(pages(4), keeps_text=True, is_readable=False), LengthEngine())
    assert broken.state is RunState.FAILED
    assert world.reviews() == []

    mended = world.crawling.replay(ListedSite([], keeps_text=True), LengthEngine())

    assert (mended.state, mended.counts.new) == (RunState.DONE, 4)
    assert {(name, is_excerpt) for name, _, is_excerpt in world.reviews()} == {("Ebb", False)}
    assert all(len(text.split()) > 60 for _, text, _ in world.reviews())


def test_a_page_that_may_not_be_kept_leaves_nothing_to_replay(world: World) -> None:
    world.crawling.run(ListedSite(pages(2)), LengthEngine())

    assert world.crawling.replay(ListedSite([]), LengthEngine()).counts.fetched == 0
    assert {(is_excerpt, len(text.split()) <= 40) for _, text, is_excerpt in world.reviews()} == {(True, True)}


def test_the_same_pages_again_change_nothing(world: World) -> None:
    for number, counts in enumerate(((3, 3, 0), (3, 0, 3))):
        run = world.crawling.run(ListedSite(pages(3)), LengthEngine())
        assert (run.counts.fetched, run.counts.new, run.counts.unchanged) == counts, number


def test_a_review_of_another_film_of_the_name_is_not_stored_and_says_why(world: World) -> None:
    other = PLAIN.replace("Ada Vale and Bo Lund", "Somebody Else")
    run = world.crawling.run(ListedSite(pages(3, other)), LengthEngine())

    assert world.reviews() == []
    assert run.counts.quarantined == 3
    messages = {waiting.message for waiting in Quarantine(world.database).waiting()}
    assert messages == {"It is not stored: every title named 'Ebb' has another year, kind or director."}


def test_a_page_seen_is_handed_back_with_what_its_server_wants(world: World) -> None:
    known = replace(pages(1)[0], validators=Validators('"7"', "then"))
    world.crawling.run(ListedSite([known]), LengthEngine())
    again = ListedSite([Unchanged(known.url)])
    run = world.crawling.run(again, LengthEngine())

    assert again.seen == {known.url: SeenPage(known.fetched_at, Validators('"7"', "then"))}
    assert (run.counts.fetched, run.counts.unchanged) == (1, 1)
    assert len(world.reviews()) == 1


def test_a_page_that_has_moved_is_known_by_the_address_that_it_is_asked_for_by(world: World) -> None:
    moved = replace(pages(1)[0], validators=Validators('"7"', "then"), asked_url="https://tidings.example/reviews/old")
    world.crawling.run(ListedSite([moved], retention=timedelta(days=30)), LengthEngine())
    world.clock.advance(days=20)
    again = ListedSite([Unchanged(moved.url, moved.asked_url)], retention=timedelta(days=30))
    world.crawling.run(again, LengthEngine())
    world.clock.advance(days=11)
    world.crawling.catalogue.expire()

    assert again.seen == {moved.asked_url: SeenPage(NOW, moved.validators)}
    assert len(world.reviews()) == 1


def test_an_unchanged_page_counts_as_read_when_it_was_found_so(world: World) -> None:
    known = replace(pages(1)[0], validators=Validators('"7"', "then"))
    world.crawling.run(ListedSite([known], retention=timedelta(days=30)), LengthEngine())
    world.clock.advance(days=20)
    world.crawling.run(ListedSite([Unchanged(known.url)], retention=timedelta(days=30)), LengthEngine())
    world.clock.advance(days=11)
    world.crawling.ledger.expire()

    seen = SeenPage(NOW + timedelta(days=20), known.validators)
    assert world.crawling.ledger.seen("tidings") == {known.url: seen}


def test_an_unchanged_page_keeps_its_review_from_expiring(world: World) -> None:
    kept = timedelta(days=30)
    url = pages(1)[0].url
    world.crawling.run(ListedSite(pages(2), retention=kept), LengthEngine())
    world.clock.advance(days=20)
    world.crawling.run(ListedSite([Unchanged(url)], retention=kept), LengthEngine())
    world.clock.advance(days=11)
    world.crawling.catalogue.expire()
    world.crawling.ledger.expire()

    assert len(world.reviews()) == 1


def test_a_mark_on_a_page_counts_neither_for_nor_against_the_site(world: World) -> None:
    marked = pages(5, '<meta name="robots" content="noindex">' + PLAIN)
    run = world.crawling.run(ListedSite(marked), LengthEngine())

    assert (run.state, run.message) == (RunState.DONE, "5 pages set aside")
    assert world.crawling.ledger.health() == {}


def test_a_title_known_from_a_review_alone_keeps_what_the_page_says(world: World) -> None:
    world.crawling.run(ListedSite(pages(1)), LengthEngine())
    world.crawling.catalogue.drop_source("first")

    assert [name for name, *_ in world.reviews()] == ["Ebb"]


def test_a_review_of_a_title_that_was_joined_to_another_meanwhile_is_stored_with_that_one(world: World) -> None:
    catalogue = world.crawling.catalogue
    catalogue.record([listing("9", "second", name="Flood")], policy("second"), NOW)
    catalogue.split(catalogue.join(*world.titles()), ("first", "1"))  # the newer title is Ebb

    site = ListedSite(pages(2), meanwhile=lambda: catalogue.join(*world.titles()))
    run = world.crawling.run(site, LengthEngine())

    assert (run.state, run.counts.new) == (RunState.DONE, 2)
    assert [name for name, *_ in world.reviews()] == ["Ebb", "Ebb"]


def test_a_review_of_a_title_that_was_split_meanwhile_waits_for_the_next_crawl(world: World) -> None:
    catalogue = world.crawling.catalogue
    catalogue.record([listing("9", "second", name="Flood")], policy("second"), NOW)
    both = catalogue.join(*world.titles())

    site = ListedSite(pages(1), meanwhile=lambda: catalogue.split(both, ("first", "1")))
    assert world.crawling.run(site, LengthEngine()).counts.quarantined == 1

    world.crawling.run(ListedSite(pages(1)), LengthEngine())
    assert [name for name, *_ in world.reviews()] == ["Ebb"]


def test_a_site_whose_terms_are_accepted_no_more_when_its_pages_are_read_stores_nothing(world: World) -> None:
    world.crawling.ledger.accept("tidings", "https://tidings.example/terms")
    withdrawn = ListedSite(pages(2), keeps_text=True, meanwhile=lambda: world.crawling.ledger.withdraw("tidings"))

    run = world.crawling.run(withdrawn, LengthEngine())

    assert (run.state, run.message) == (RunState.FAILED, "Its terms are accepted no more; nothing of it was stored.")
    assert (world.reviews(), list(world.crawling.lake.read("tidings"))) == ([], [])
    assert world.crawling.ledger.seen("tidings") == {}


def test_a_site_that_is_forgotten_when_its_pages_are_read_stores_nothing(world: World, tmp_path: Path) -> None:
    crawling, shelf = world.crawling, PosterShelf(tmp_path / "posters", world.clock)

    def forget() -> None:
        forget_source("tidings", world.database, crawling.runs, crawling.catalogue, crawling.lake, shelf)

    run = crawling.run(ListedSite(pages(2), keeps_text=True, meanwhile=forget), LengthEngine())

    assert (run.state, run.message) == (RunState.FAILED, FORGOTTEN)
    assert (world.reviews(), list(crawling.lake.read("tidings")), crawling.ledger.seen("tidings")) == ([], [], {})


@dataclass(slots=True)
class OvertakenEngine:
    """An engine beside which another process does something while it reads."""

    meanwhile: Callable[[], object]
    inner: LengthEngine = field(default_factory=LengthEngine)
    name: str = "rules"

    @property
    def version(self) -> ModelVersion:
        return self.inner.version

    def enrich(self, documents: Iterable[Document]) -> Iterator[Enrichment]:
        yield from self.inner.enrich(documents)
        self.meanwhile()


def test_a_site_that_is_forgotten_while_an_engine_reads_its_reviews_stores_nothing(
    world: World, tmp_path: Path
) -> None:
    crawling, shelf = world.crawling, PosterShelf(tmp_path / "posters", world.clock)

    def forget() -> None:
        forget_source("tidings", world.database, crawling.runs, crawling.catalogue, crawling.lake, shelf)

    run = crawling.run(ListedSite(pages(2)), OvertakenEngine(forget))

    assert (run.state, run.message) == (RunState.FAILED, FORGOTTEN)
    assert (world.reviews(), crawling.ledger.seen("tidings")) == ([], {})


def test_a_site_whose_terms_are_withdrawn_while_an_engine_reads_its_reviews_stores_nothing(world: World) -> None:
    ledger = world.crawling.ledger
    ledger.accept("tidings", "https://tidings.example/terms")

    run = world.crawling.run(ListedSite(pages(2)), OvertakenEngine(lambda: ledger.withdraw("tidings")))

    assert (run.state, run.message) == (RunState.FAILED, "Its terms are accepted no more; nothing of it was stored.")
    assert (world.reviews(), ledger.seen("tidings")) == ([], {})


def test_a_crawl_does_not_begin_while_another_of_the_same_site_is_under_way(world: World) -> None:
    beside: list[Run] = []
    mended = ListedSite(pages(1, PLAIN.replace("<p>", "<p>Mended. ")), keeps_text=True)

    def another_crawl() -> None:
        beside.append(world.crawling.run(mended, LengthEngine()))

    first = world.crawling.run(ListedSite(pages(1), meanwhile=another_crawl), LengthEngine())

    sentence = "Another crawl of tidings is under way; wait for it to end, and run it again."
    assert [(run.state, run.message) for run in (first, *beside)] == [(RunState.DONE, ""), (RunState.FAILED, sentence)]
    assert world.crawling.run(mended, LengthEngine()).counts.updated == 1


def test_a_slow_crawl_of_another_machine_is_still_under_way(world: World) -> None:
    """Of a process there only its signs of life are seen here."""
    refused: list[Run] = []

    def a_page_later() -> None:
        world.clock.advance(minutes=4)
        with world.database.write() as connection:
            connection.execute(update(RunRow).values(owner="not-this-machine:1:1"))

    def another_crawl() -> None:
        refused.append(world.crawling.run(ListedSite(pages(1)), LengthEngine()))

    slow = SlowSite(pages(3), meanwhile=another_crawl, between=a_page_later)
    assert world.crawling.run(slow, LengthEngine()).state is RunState.DONE
    assert [(run.state, run.message) for run in refused] == [(RunState.FAILED, UNDER_WAY.format("tidings"))]


@dataclass(slots=True)
class SlowSite(ListedSite):
    """A site whose pages come one after the other, with something else between them."""

    between: Callable[[], object] = lambda: None

    def fetch(
        self, titles: Sequence[KnownTitle], seen: Mapping[str, SeenPage]
    ) -> Iterator[Page | Unchanged | SetAside | Violation]:
        for outcome in ListedSite.fetch(self, titles, seen):
            yield outcome
            self.between()
