"""What a crawl makes of pages that it meets again: corrected, moved, mended, or of a title that came back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.contents import listings_by_title
from tests.invented import NOW, listing, policy
from tests.pipeline.invented_world import LengthEngine
from tests.pipeline.listed_site import ListedSite, World, pages
from tests.reviews.invented_pages import PLAIN, page
from trending_now.domain.page import SeenPage, Unchanged, Validators
from trending_now.domain.review import SetAside
from trending_now.domain.run import LOST_ANSWER, Violation
from trending_now.store.quarantine import Quarantine
from trending_now.store.tables import ReviewRow


def test_a_review_that_comes_again_at_another_address_is_not_there_twice(world: World) -> None:
    first, other = (
        pages(1)[0],
        page(PLAIN.replace("Nora Holm", "Di Orr"), url="https://tidings.example/reviews/ebb-two"),
    )
    world.crawling.run(ListedSite([first, other]), LengthEngine())
    moved = replace(first, url="https://tidings.example/film/ebb")
    run = world.crawling.run(ListedSite([moved]), LengthEngine())

    assert (run.counts.new, run.counts.updated) == (0, 1)
    with world.database.read() as connection:
        assert set(connection.scalars(select(ReviewRow.url))) == {moved.url, other.url}


def test_a_review_whose_page_was_corrected_goes_to_the_title_that_it_is_of(world: World) -> None:
    namesake, film = listing("2", name="Ebb", directors=("Somebody Else",)), ("first", "1")
    world.crawling.catalogue.record([namesake], policy(), NOW)
    corrected = PLAIN.replace("Ada Vale and Bo Lund", "Somebody Else")
    for body in (PLAIN, corrected, PLAIN, corrected):
        world.crawling.run(ListedSite(pages(1, body)), LengthEngine())
        with_review = ("first", "2") if body is corrected else film
        assert frozenset({with_review, ("tidings", pages(1)[0].url)}) in listings_by_title(world.database)


def test_a_review_that_a_person_took_out_of_a_title_does_not_go_back(world: World) -> None:
    world.crawling.run(ListedSite(pages(1)), LengthEngine())
    world.crawling.catalogue.split(*world.titles(), ("tidings", pages(1)[0].url))
    world.crawling.run(ListedSite(pages(1)), LengthEngine())

    assert len(world.titles()) == 2


def test_a_review_that_a_person_took_out_does_not_go_back_from_another_address_either(world: World) -> None:
    first = pages(1)[0]
    world.crawling.run(ListedSite([first]), LengthEngine())
    world.crawling.catalogue.split(*world.titles(), ("tidings", first.url))
    moved = replace(first, url="https://tidings.example/film/ebb")
    for _ in range(2):
        world.crawling.run(ListedSite([moved]), LengthEngine())

    assert listings_by_title(world.database) == {frozenset({("first", "1")}), frozenset({("tidings", moved.url)})}


def test_a_title_that_comes_back_is_the_one_that_its_reviews_have_kept(world: World) -> None:
    world.crawling.run(ListedSite(pages(2)), LengthEngine())
    before = world.titles()
    world.crawling.catalogue.drop_source("first")
    world.crawling.catalogue.record([listing(name="Ebb", directors=("Ada Vale",))], policy(), NOW)
    world.crawling.run(ListedSite(pages(2)), LengthEngine())

    assert (world.titles(), [name for name, *_ in world.reviews()]) == (before, ["Ebb", "Ebb"])


UNNAMED = "<p>Nothing.</p>"


@pytest.mark.parametrize("before", [PLAIN.replace("Ada Vale and Bo Lund", "Somebody Else"), UNNAMED])
def test_what_waits_of_a_page_or_site_leaves_when_it_is_read_well(world: World, before: str) -> None:
    world.crawling.run(ListedSite(pages(3, before)), LengthEngine())
    world.clock.advance(days=8)
    world.crawling.run(ListedSite([*pages(2), *pages(3, before)[2:]]), LengthEngine())

    assert len(world.reviews()) == 2
    assert [waiting.subject for waiting in Quarantine(world.database).waiting()] == [pages(3)[2].url]


def test_a_broken_site_waits_on_while_all_of_its_pages_are_set_aside(world: World) -> None:
    world.crawling.run(ListedSite(pages(3, UNNAMED)), LengthEngine())
    world.clock.advance(days=1)
    world.crawling.run(ListedSite(pages(3, NOINDEX + PLAIN)), LengthEngine())

    (health,) = world.crawling.ledger.health().values()
    assert health.broken_since is not None
    assert [waiting.subject for waiting in Quarantine(world.database).waiting()] == ["tidings"]


def test_a_page_that_could_not_be_had_waits_until_none_is_missing(world: World) -> None:
    known, lost = pages(1)[0], Violation("tidings", LOST_ANSWER, "https://tidings.example", "It answered 500.")
    waiting = []
    for page_or_loss in (known, lost, replace(lost, subject=known.url), Unchanged(known.url)):
        world.crawling.run(ListedSite([page_or_loss]), LengthEngine())
        waiting.append([record.subject for record in Quarantine(world.database).waiting()])
        world.clock.advance(days=8)

    assert waiting == [[], [lost.subject], [known.url, lost.subject], []]


def test_a_page_whose_review_is_all_that_its_title_has_left_is_read_whole(world: World) -> None:
    known = [replace(each, validators=Validators('"7"', "then")) for each in pages(1)]
    world.crawling.run(ListedSite(known), LengthEngine())
    again = ListedSite([])
    world.crawling.run(again, LengthEngine())
    assert again.seen == {known[0].url: SeenPage(NOW, known[0].validators)}

    world.crawling.catalogue.drop_source("first")
    world.crawling.run(again, LengthEngine())
    assert again.seen == {known[0].url: SeenPage(NOW, Validators())}


def test_so_is_one_that_another_address_leads_to_once_it_was_found_unchanged(world: World) -> None:
    known = replace(pages(1)[0], asked_url="https://tidings.example/film/1", validators=Validators('"7"', "then"))
    world.crawling.run(ListedSite([known]), LengthEngine())
    world.crawling.catalogue.drop_source("first")
    world.crawling.run(ListedSite([Unchanged(known.url, known.asked_url)]), LengthEngine())
    again = ListedSite([])
    world.crawling.run(again, LengthEngine())

    assert again.seen == {known.asked_url: SeenPage(NOW, Validators())}


def test_a_replay_asks_for_nothing_so_what_could_not_be_had_waits_on(world: World) -> None:
    lost = Violation("tidings", LOST_ANSWER, "https://tidings.example", "It answered 500.")
    world.crawling.run(ListedSite([*pages(1), lost], keeps_text=True), LengthEngine())
    world.clock.advance(days=1)
    world.crawling.replay(ListedSite([], keeps_text=True), LengthEngine())

    assert [waiting.rule for waiting in Quarantine(world.database).waiting()] == [LOST_ANSWER]


NOINDEX = '<meta name="robots" content="noindex">'


@pytest.mark.parametrize("in_header", [True, False])
def test_a_page_that_is_marked_later_leaves_nothing_and_comes_back_when_the_mark_is_gone(
    world: World, *, in_header: bool
) -> None:
    known = [replace(each, validators=Validators('"7"', "then")) for each in pages(2)]
    mark = SetAside(known[0].url, "Its X-Robots-Tag says noindex.", forbids=True)
    marked = mark if in_header else replace(known[0], content=NOINDEX.encode() + known[0].content)
    seen, left = ListedSite([Unchanged(known[1].url)]), []
    for outcomes in (known, [SetAside(known[0].url, "Too many pages.")], [marked, Unchanged(known[1].url)]):
        world.crawling.run(ListedSite(outcomes), LengthEngine())
        left.append(len(world.reviews()))
    world.crawling.run(seen, LengthEngine())

    assert left == [2, 2, 1]
    assert [url for url, page in seen.seen.items() if page.validators.etag] == [known[1].url]


def test_a_page_that_another_address_leads_to_leaves_nothing_either_and_is_read_whole_again(world: World) -> None:
    asked = "https://tidings.example/film/1"
    known, again = replace(pages(1)[0], asked_url=asked, validators=Validators('"7"', "then")), ListedSite([])
    mark = SetAside(known.url, "Its X-Robots-Tag says noindex.", forbids=True, asked_url=asked)
    for site in (ListedSite([known]), ListedSite([mark]), again):
        world.crawling.run(site, LengthEngine())

    assert (world.reviews(), again.seen) == ([], {})


def test_a_site_is_due_daily_or_before_its_reviews_have_expired_at_the_pace_of_refreshes(world: World) -> None:
    due = []
    for days in (None, 365, 1):
        site = ListedSite(pages(1), retention=days and timedelta(days=days))
        world.crawling.run(site, LengthEngine())
        due.append([])
        for _ in range(4):
            world.clock.advance(hours=6.1)  # a refresh takes its time, too
            due[-1].append(world.crawling.is_due(site.name, site.policy))

    assert due == [[False, False, False, True], [False, False, False, True], [False, True, True, True]]
