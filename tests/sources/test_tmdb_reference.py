"""What TMDb says about itself: picture sizes and the names of genres."""

from datetime import timedelta
from typing import Any

import pytest

from tests.fetch.fetchers import quick_fetcher
from tests.invented import TODAY, HandClock, nothing_known
from tests.loopback import Loopback, Reply, as_json
from tests.sources.invented_answers import film, listed, page
from tests.sources.test_tmdb_requests import NOTHING
from trending_now.domain.run import RawRecord, Violation, Window
from trending_now.domain.title import Listing
from trending_now.sources.tmdb import Tmdb
from trending_now.sources.tmdb_reference import ImagesAnswer, poster_size_of


def told(routes: dict[str, Any]) -> tuple[list[Listing], list[Violation]]:
    """Return the listings and violations of a run against a server with these routes."""
    listings: list[Listing] = []
    violations: list[Violation] = []
    with Loopback(NOTHING | routes) as server, quick_fetcher(server, attempts=1) as fetcher:
        source = Tmdb(
            fetcher, server.url, "read-token", ("US",), nothing_known, HandClock(), "https://pictures.example/t/p"
        )
        for found in source.fetch(Window(TODAY - timedelta(days=7), TODAY)):
            parsed = source.parse(found) if isinstance(found, RawRecord) else [found]
            for one in parsed:
                (listings if isinstance(one, Listing) else violations).append(one)  # type: ignore[arg-type]
    return listings, violations


def test_a_poster_is_asked_for_in_a_size_that_there_is() -> None:
    entry = as_json(page(listed("movie", 41)))
    listings, _ = told({"/discover/movie": entry, "/movie/41": as_json(film(poster_path="/glass.jpg"))})

    assert listings[0].poster_url == "https://pictures.example/t/p/w500/glass.jpg"


def test_a_genre_number_of_a_list_gets_its_name() -> None:
    listings, _ = told({"/discover/movie": as_json(page(listed("movie", 41, genre_ids=[18, 4242])))})

    assert [tag.text for tag in listings[0].tags] == ["Drama", "4242"]
    assert {tag.vocabulary for tag in listings[0].tags} == {"tmdb/movie"}


@pytest.mark.parametrize("path", ["/configuration", "/genre/movie/list"])
@pytest.mark.parametrize("fault", [Reply(b"{", 200), Reply(b"gone", 404), as_json({"images": 5, "genres": 7})])
def test_a_reference_that_cannot_be_had_is_a_violation_and_the_titles_come(path: str, fault: Reply) -> None:
    entry = as_json(page(listed("movie", 41)))
    listings, violations = told({path: fault, "/discover/movie": entry, "/movie/41": as_json(film())})

    assert [listing.source_key for listing in listings] == ["movie/41"]
    assert any(path in violation.subject for violation in violations)


@pytest.mark.parametrize(
    ("sizes", "chosen"),
    [
        (["w92", "w342", "w500", "w780", "original"], "w500"),
        (["w780", "original"], "w342"),
        (["w154", "h632", 7, "wide", "w²"], "w154"),
        ([], "w342"),
    ],
)
def test_the_widest_size_for_a_card_is_chosen(sizes: list[Any], chosen: str) -> None:
    assert poster_size_of(ImagesAnswer(poster_sizes=sizes)) == chosen
