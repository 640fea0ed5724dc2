"""What a listing may not say, field by field, and what it may just say."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.invented import TODAY, imdb, listing, released
from trending_now.domain.genre import SourceTag
from trending_now.domain.run import Violation
from trending_now.domain.text import Plot, Review
from trending_now.domain.title import ExternalId, Listing, Namespace, Popularity, Release, ReleaseType
from trending_now.pipeline.validate import broken_rule, check_listings

LONG_KEY = "k" * 300
LONG_TEXT = "x" * 1_000_000


def on(day: date, **said: Any) -> tuple[Release, ...]:
    return (Release(day, ReleaseType.DIGITAL, **said),)


FIELDS: dict[str, Callable[[str], Listing]] = {
    "key": listing,
    "name": lambda x: listing(name=x),
    "original name": lambda x: listing(original_name=x),
    "language": lambda x: listing(language=x),
    "country": lambda x: listing(countries=("NZ", x)),
    "director": lambda x: listing(directors=("Ana Rata", x)),
    "address": lambda x: listing(url=x),
    "poster": lambda x: listing(poster_url=x),
    "id": lambda x: listing(external_ids=(imdb(1), ExternalId(Namespace.IMDB, x))),
    "tag": lambda x: listing(tags=(SourceTag("catalogue", x),)),
    "region": lambda x: listing(releases=on(TODAY, region=x)),
    "platform": lambda x: listing(releases=on(TODAY, platform=x)),
    "plot": lambda x: listing(plots=(Plot(x),)),
    "language of a plot": lambda x: listing(plots=(Plot("Ebb.", x),)),
    "address of a plot": lambda x: listing(plots=(Plot("Ebb.", "en", x),)),
    "review": lambda x: listing(reviews=(Review(x, "a site"),)),
    "site": lambda x: listing(reviews=(Review("Fine.", x),)),
    "author": lambda x: listing(reviews=(Review("Fine.", "a site", x),)),
    "address of a review": lambda x: listing(reviews=(Review("Fine.", "a site", None, x),)),
}


def rule_of(one: Listing) -> str | None:
    violation = broken_rule(one)
    return violation.rule if violation else None


@pytest.mark.parametrize("unstorable", ["half \ud800 of a pair", "a\0b"], ids=["half a pair", "NUL"])
@pytest.mark.parametrize("field", FIELDS)
def test_a_text_that_no_database_takes_is_refused_wherever_it_stands(field: str, unstorable: str) -> None:
    assert rule_of(FIELDS[field](unstorable)) == "text is not valid Unicode"


@pytest.mark.parametrize(
    ("allowed", "refused", "rule"),
    [
        ({"name": "n" * 500}, {"name": "n" * 501}, "name is too long"),
        ({"year": 1870}, {"year": 1869}, "year is impossible"),
        ({"year": 2100}, {"year": 2101}, "year is impossible"),
        ({"releases": on(date(1870, 1, 1))}, {"releases": on(date(1869, 12, 31))}, "release date is impossible"),
        ({"releases": on(date(2100, 12, 31))}, {"releases": on(date(2101, 1, 1))}, "release date is impossible"),
        ({"runtime_minutes": 0}, {"runtime_minutes": -1}, "runtime is impossible"),
        ({"runtime_minutes": 100_000}, {"runtime_minutes": 100_001}, "runtime is impossible"),
        ({"plots": (Plot(LONG_TEXT),)}, {"plots": (Plot(LONG_TEXT + "x"),)}, "text is too long to store"),
        (
            {"reviews": (Review(LONG_TEXT, "a site"),)},
            {"reviews": (Review(LONG_TEXT + "x", "a site"),)},
            "text is too long to store",
        ),
        ({"key": LONG_KEY}, {"key": LONG_KEY + "k"}, "identifier is too long"),
        (
            {"tags": (SourceTag("catalogue", LONG_KEY),)},
            {"tags": (SourceTag("catalogue", LONG_KEY + "k"),)},
            "identifier is too long",
        ),
        (
            {"external_ids": (ExternalId(Namespace.IMDB, LONG_KEY),)},
            {"external_ids": (ExternalId(Namespace.IMDB, LONG_KEY + "k"),)},
            "identifier is too long",
        ),
        (
            {"releases": on(TODAY, region=LONG_KEY, platform=LONG_KEY)},
            {"releases": on(TODAY, platform=LONG_KEY + "k")},
            "identifier is too long",
        ),
        (
            {"reviews": (Review("Fine.", "a site", rating10=10.0), Review("Fine.", "a site"))},
            {"reviews": (Review("Fine.", "a site", rating10=float("nan")),)},
            "measure is not a number",
        ),
        (
            {"popularity": (Popularity("first", "popularity", TODAY, 1e300),)},
            {"popularity": (Popularity("first", "popularity", TODAY, float("inf")),)},
            "measure is not a number",
        ),
    ],
    ids=lambda said: None if isinstance(said, str) else "",
)
def test_what_is_just_allowed_is_stored_and_one_step_further_is_refused(
    allowed: dict[str, Any], refused: dict[str, Any], rule: str
) -> None:
    assert (rule_of(listing(**allowed)), rule_of(listing(**refused))) == (None, rule)


def test_a_refusal_names_the_record_and_the_days_on_which_it_came_out() -> None:
    bad = listing("k" * 301, name="n" * 300, releases=(released(), released(region="FR")))
    listings, refused = check_listings([listing("1"), bad, Violation("first", "unreadable", "2", "Cut."), listing("3")])
    assert [one.source_key for one in listings] == ["1", "3"]
    assert (refused[0].subject, refused[0].days, refused[1].rule) == ("k" * 300, (TODAY,), "unreadable")
