"""The parameters of a list of titles: what they ask of the store, and how far they may go."""

from datetime import date

import pytest
from pydantic import ValidationError

from trending_now.domain.genre import Genre
from trending_now.domain.title import Kind
from trending_now.pipeline.validate import LONGEST_KEY
from trending_now.store.reading.chart import MOST_TITLES
from trending_now.store.reading.title_query import Sort, TitleQuery
from trending_now.web.filters import ChartFilters, Filters, TitleFilters


def test_every_parameter_reaches_the_question_to_the_store() -> None:
    given = {
        "q": " b\0ees ", "kind": "tv", "shows": "new", "genre": ["War"], "without": ["Drama"], "unsure": "Sport",
        "tag": ["dark"], "score": 7, "language": "FR", "region": "us", "platform": "Kiosk", "from": "2031-05-01",
        "to": "2031-05-01", "sort": "name", "limit": 5, "after": "x",
    }  # fmt: skip
    assert TitleFilters.model_validate(given).to_query() == TitleQuery(
        Kind.TV, True, (Genre.WAR,), (Genre.DRAMA,), Genre.SPORT, ("dark",), "fr", 7.0, "US", "Kiosk",
        date(2031, 5, 1), date(2031, 5, 1), "bees", Sort.NAME, 5, "x",
    )  # fmt: skip


def test_without_parameters_nothing_is_left_out() -> None:
    assert TitleFilters().to_query() == Filters().to_query() == TitleQuery()
    assert ChartFilters().limit == MOST_TITLES


@pytest.mark.parametrize(
    ("name", "most", "too_much"),
    [
        ("q", "a" * 200, "a" * 201),
        ("genre", ["War"] * 20, ["War"] * 21),
        ("without", ["War"] * 20, ["War"] * 21),
        ("tag", ["a"] * 20, ["a"] * 21),
        ("tag", ["a" * 100], ["a" * 101]),
        ("language", "a" * 100, "a" * 101),
        ("region", "a" * LONGEST_KEY, "a" * (LONGEST_KEY + 1)),
        ("platform", "a" * LONGEST_KEY, "a" * (LONGEST_KEY + 1)),
        ("score", 1, 0.9),
        ("score", 10, 10.1),
        ("limit", 1, 0),
        ("limit", 200, 201),
        ("after", "a" * 2000, "a" * 2001),
        ("from", "2031-05-01", "2031-5-01"),
        ("to", "2031-05-01", "2031-05-01T00:00"),
        ("to", "2031-05-01", "２031-05-01"),
    ],
)
def test_a_parameter_goes_so_far_and_no_further(name: str, most: object, too_much: object) -> None:
    assert TitleFilters.model_validate({name: most})
    with pytest.raises(ValidationError):
        TitleFilters.model_validate({name: too_much})


def test_a_chart_draws_one_title_or_as_many_as_it_can() -> None:
    assert [ChartFilters(limit=limit).limit for limit in (1, MOST_TITLES)] == [1, MOST_TITLES]
    for limit in (0, MOST_TITLES + 1):
        with pytest.raises(ValidationError):
            ChartFilters(limit=limit)
