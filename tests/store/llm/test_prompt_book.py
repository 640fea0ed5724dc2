"""A prompt is held to its first use, and labels move, on both databases."""

from dataclasses import replace

import pytest

from tests.invented import HandClock
from trending_now.domain.llm import PromptVersion
from trending_now.errors import PromptError
from trending_now.store.database import Database
from trending_now.store.llm.prompt_book import PromptBook, pointed_at

VERSION = PromptVersion("enrich", 4, "a" * 64)


@pytest.fixture
def book(database: Database, clock: HandClock) -> PromptBook:
    return PromptBook(database, clock)


def test_a_prompt_may_be_used_again_and_again_as_it_was(book: PromptBook) -> None:
    for _ in range(2):
        book.use(VERSION)
    book.check(VERSION)


def test_a_prompt_that_was_used_may_not_change(book: PromptBook) -> None:
    changed = replace(VERSION, digest="b" * 64)
    book.check(changed)
    book.use(VERSION)
    for refuse in (book.check, book.use):
        with pytest.raises(PromptError, match=r"enrich-v4 was changed after its first use.*enrich-v5"):
            refuse(changed)


def test_a_label_points_where_it_was_moved_last(book: PromptBook) -> None:
    for number in (4, 5, 4, 6):
        book.move("enrich", "production", number)
    book.move("enrich", "candidate", 7)
    book.move("enrich", "candidate", 0)
    assert book.labels("enrich") == {"production": 6}
    assert [move.number for move in book.moves("enrich", "production")] == [6, 4, 5, 4]


def test_where_a_label_pointed_nowhere_is_no_version(book: PromptBook) -> None:
    for number in (4, 0, 4, 5, 0):
        book.move("enrich", "candidate", number)
    assert list(pointed_at(book.moves("enrich", "candidate"))) == [5, 4]
