"""A review is tied to a title only where it can be of no other."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.invented import TODAY, imdb
from trending_now.domain.review import FoundReview, KnownTitle, ReviewedWork
from trending_now.domain.title import Kind, TitleId
from trending_now.reviews.tying import TitlesByName

EBB = KnownTitle(TitleId(1), "The Ebb", (), Kind.MOVIE, 2031, ("Ada Vale",), (), TODAY)
SHOW = KnownTitle(TitleId(2), "Ebb", (), Kind.TV, 2031, (), (), TODAY)
REMAKE = KnownTitle(TitleId(3), "Ebb", (), Kind.MOVIE, 2030, ("Bo Lund",), (), TODAY)


def tied(*titles: KnownTitle, published: date | None = None, name: str = "Ebb", **work: Any) -> int | None:
    review = FoundReview("Tidings", "https://tidings.example/1", ReviewedWork(name, **work), "…", None, published)
    title = TitlesByName(titles).tie(review).title
    return title.id if title else None


@pytest.mark.parametrize(
    "work", [{"year": 2031}, {"year": 2030}, {"directors": ("ada VALE", "X")}, {"published": TODAY + timedelta(days=9)}]
)
def test_name_and_year_or_director_or_day_make_a_tie(work: dict[str, Any]) -> None:
    assert tied(EBB, **work) == 1


@pytest.mark.parametrize(
    "work",
    [
        {},
        {"published": TODAY - timedelta(days=900)},
        {"year": 2027},
        {"year": 2031, "kind": Kind.TV},
        {"year": 2031, "directors": ("Somebody Else",)},
        {"year": 2031, "name": "Ebb Tide"},
    ],
)
def test_what_contradicts_or_does_not_suffice_makes_none(work: dict[str, Any]) -> None:
    assert tied(EBB, **work) is None


def test_of_two_that_fit_none_is_taken() -> None:
    assert tied(EBB, SHOW, published=TODAY) is None
    assert tied(EBB, REMAKE, published=TODAY) is None


def test_director_exact_year_or_kind_tells_namesakes_apart() -> None:
    assert tied(EBB, REMAKE, directors=("Bo Lund",), year=2030) == 3
    assert tied(EBB, replace(REMAKE, directors=()), year=2030, published=TODAY) == 3
    assert tied(EBB, SHOW, kind=Kind.TV, year=2031) == 2


def test_an_id_of_the_title_needs_nothing_else() -> None:
    known = replace(EBB, external_ids=(imdb(4),))

    assert tied(known, SHOW, name="Something Else", external_ids=(imdb(4),)) == 1


def test_another_name_of_the_title_will_do() -> None:
    assert tied(replace(EBB, other_names=("La marée",)), name="La Maree", year=2031) == 1
