"""A site breaks its contract when too few pages hold a review, or too few reviews have a field."""

import pytest

from trending_now.domain.contract import Contract, Inspection, broken_clause, inspect
from trending_now.domain.review import FoundReview, ReviewedWork, Way

CONTRACT = Contract(parsed_share=0.6, field_shares={"author": 0.8})


def reviews(count: int, *fields: str) -> list[FoundReview]:
    ways = dict.fromkeys(("work", "text", *fields), Way.SITE_RULE)
    return [FoundReview("Tidings", str(number), ReviewedWork("Ebb"), "…", ways=ways) for number in range(count)]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (inspect(10, reviews(10, "author")), None),
        (inspect(10, reviews(6, "author")), None),
        (inspect(10, reviews(5, "author")), "5 of 10 pages could be read"),
        (inspect(10, reviews(10)), "0 of 10 reviews have the field 'author'"),
        (inspect(2, []), None),
        (inspect(3, []), "0 of 3 pages could be read"),
        (inspect(3, [], unchanged=9), None),
        (inspect(0, [], unchanged=3), None),
    ],
)
def test_a_run_is_held_to_the_contract(found: Inspection, said: str | None) -> None:
    clause = broken_clause(CONTRACT, found)

    assert clause is None if said is None else said in str(clause)
