"""What TMDb is asked, and what comes of answers that cannot be had."""

import json
from datetime import timedelta

import pytest

from tests.fetch.fetchers import quick_fetcher
from tests.invented import TODAY, HandClock, nothing_known
from tests.loopback import Asked, Loopback, Reply, Route, as_json, unreachable
from tests.sources.invented_answers import film, listed, page, series
from trending_now.domain.ports import KnownTitles
from trending_now.domain.review import KnownTitle
from trending_now.domain.run import RawRecord, Violation, Window
from trending_now.domain.title import ExternalId, Kind, Namespace, TitleId
from trending_now.errors import FetchFailed, KeyRefused
from trending_now.sources.tmdb import MOST_PAGES, Tmdb

WINDOW = Window(TODAY - timedelta(days=7), TODAY)
V3_KEY = "0123456789abcdef0123456789abcdef"
NOTHING: dict[str, Route | Reply] = {
    "/configuration": as_json({"images": {"poster_sizes": ["w92", "w342", "w500", "w780", "original"]}}),
    "/genre/movie/list": as_json({"genres": [{"id": 18, "name": "Drama"}]}),
    "/genre/tv/list": as_json({"genres": [{"id": 10765, "name": "Sci-Fi & Fantasy"}]}),
    "/discover/movie": as_json(page()),
    "/discover/tv": as_json(page()),
    "/trending/all/week": as_json(page()),
}


def fetch(
    server: Loopback,
    credential: str = "read-token",
    regions: tuple[str, ...] = ("US",),
    known: KnownTitles = nothing_known,
    timeout_seconds: float = 30.0,
) -> list[object]:
    with quick_fetcher(server, attempts=2, timeout_seconds=timeout_seconds) as fetcher:
        return list(Tmdb(fetcher, server.url, credential, regions, known, HandClock()).fetch(WINDOW))


def serving(**routes: Route | Reply) -> Loopback:
    """Return a server with empty lists, and these routes by their names: `discover_tv`, `movie_41`."""
    return Loopback(NOTHING | {"/" + name.replace("_", "/"): route for name, route in routes.items()})


def test_each_region_is_asked_for_the_window_and_adult_films_are_not_asked_for() -> None:
    with Loopback(NOTHING) as server:
        fetch(server, regions=("US", "GB"))

    films = [asked.query for asked in server.asked if asked.path == "/discover/movie"]
    assert [query["region"] for query in films] == ["US", "GB"]
    assert {(x["release_date.gte"], x["release_date.lte"]) for x in films} == {("2031-05-13", "2031-05-20")}
    assert {query["include_adult"] for query in films} == {"false"}
    shows = [asked.query for asked in server.asked if asked.path == "/discover/tv"]
    assert [x["include_adult"] for x in shows] == ["false", "false"]
    assert (shows[0]["first_air_date.gte"], shows[0]["first_air_date.lte"]) == ("2031-05-13", "2031-05-20")
    assert (shows[1]["air_date.gte"], shows[1]["air_date.lte"]) == ("2031-05-13", "2031-05-20")
    assert [asked.path for asked in server.asked][-1] == "/trending/all/week"


def test_details_are_asked_for_with_all_blocks_in_one_request() -> None:
    movies, shows = as_json(page(listed("movie", 41))), as_json(page(listed("tv", 41)))
    with serving(discover_movie=movies, discover_tv=shows, movie_41=as_json(film()), tv_41=as_json(series())) as server:
        records = fetch(server)

    assert [x.url for x in records if isinstance(x, RawRecord)] == [server.url + "/movie/41", server.url + "/tv/41"]
    blocks = {asked.path: asked.query.get("append_to_response", "") for asked in server.asked}
    assert {"external_ids", "keywords", "release_dates", "watch/providers", "reviews"} == set(
        blocks["/movie/41"].split(",")
    )
    assert "content_ratings" in blocks["/tv/41"]


def test_a_title_that_several_lists_name_is_asked_for_once() -> None:
    movies = as_json(page(listed("movie", 41), listed("movie", 41)))
    trending = as_json(page(listed("movie", 41), {"id": 41, "media_type": "person", "name": "Someone"}))
    with serving(discover_movie=movies, trending_all_week=trending, movie_41=as_json(film())) as server:
        records = fetch(server, regions=("US", "GB"))

    assert len(records) == 1
    assert sum(asked.path == "/movie/41" for asked in server.asked) == 1


def test_a_known_title_that_no_list_names_is_asked_about_unless_tmdb_has_it_no_more() -> None:
    ids = [ExternalId(Namespace.TMDB_MOVIE, number) for number in ("41", "42", "43")]
    known = [KnownTitle(TitleId(n), "Ebb", (), Kind.MOVIE, 2031, (), (x,), TODAY) for n, x in enumerate(ids)]
    put_off, listed_film = as_json(film(id=42)), as_json(film(id=41))
    with serving(discover_movie=as_json(page(listed("movie", 41))), movie_41=listed_film, movie_42=put_off) as server:
        found = fetch(server, known=lambda _: known)

    assert [record.url.rpartition("/")[2] for record in found if isinstance(record, RawRecord)] == ["41", "42"]
    assert [asked.path for asked in server.asked].count("/movie/41") == 1
    assert not [told for told in found if isinstance(told, Violation)]


def test_every_page_of_a_list_is_read() -> None:
    def pages(asked: Asked) -> Reply:
        number = int(asked.query["page"])
        return as_json(page(listed("movie", number), number=number, total_pages=3))

    routes: dict[str, Route | Reply] = {f"/movie/{number}": as_json(film(number)) for number in (1, 2, 3)}
    with Loopback(NOTHING | routes | {"/discover/movie": pages}) as server:
        records = fetch(server)

    assert [x.url.rpartition("/")[2] for x in records if isinstance(x, RawRecord)] == ["1", "2", "3"]


def test_a_list_without_end_is_left_after_the_most_pages() -> None:
    endless = as_json(page(total_pages=500))
    with serving(trending_all_week=endless) as server:
        fetch(server)

    assert sum(asked.path == "/trending/all/week" for asked in server.asked) == MOST_PAGES


def test_titles_for_adults_only_are_not_even_asked_for() -> None:
    with serving(discover_movie=as_json(page(listed("movie", 41, adult=True)))) as server:
        assert fetch(server) == []

    assert not any(asked.path == "/movie/41" for asked in server.asked)


def test_a_malformed_entry_of_a_list_is_a_violation_and_the_rest_goes_on() -> None:
    movies = as_json(page({"title": "No number"}, "nonsense", listed("movie", 41)))
    with serving(discover_movie=movies, movie_41=as_json(film())) as server:
        first, second, third = fetch(server)

    assert isinstance(first, Violation)
    assert isinstance(second, Violation)
    assert isinstance(third, RawRecord)
    assert first.subject.endswith("entry 1")


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Reply(status=404), id="not found"),
        pytest.param(Reply(status=500), id="failing"),
        pytest.param(Reply(b'{"id": 41', announced_length=99), id="cut"),
        pytest.param(Reply(b"{}", pause_seconds=2.0), id="slow"),
        pytest.param(Reply(b"<html></html>", media_type="text/html"), id="HTML"),
        pytest.param(as_json({"success": False, "status_code": 34}), id="an error with status 200"),
        pytest.param(as_json(film(99)), id="another film"),
    ],
)
def test_a_film_whose_details_cannot_be_had_is_taken_from_the_list(fault: Reply) -> None:
    with serving(discover_movie=as_json(page(listed("movie", 41))), movie_41=fault) as server:
        violation, record = fetch(server, timeout_seconds=1.0 if fault.pause_seconds else 30.0)

    assert isinstance(violation, Violation)
    assert violation.subject == server.url + "/movie/41"
    assert isinstance(record, RawRecord)
    assert json.loads(record.content) == listed("movie", 41)


def test_a_list_that_cannot_be_had_is_a_violation_and_the_other_lists_go_on() -> None:
    shows = as_json(page(listed("tv", 41)))
    with serving(discover_movie=Reply(status=500), discover_tv=shows, tv_41=as_json(series())) as server:
        violation, record = fetch(server)

    assert isinstance(violation, Violation)
    assert violation.subject == server.url + "/discover/movie region US page 1"
    assert isinstance(record, RawRecord)


def test_a_later_page_that_breaks_off_does_not_end_the_run() -> None:
    def second_is_cut(asked: Asked) -> Reply:
        cut = Reply(b"{", announced_length=9)
        return as_json(page(total_pages=2)) if asked.query["page"] == "1" else cut

    shows = as_json(page(listed("tv", 41)))
    with serving(discover_movie=second_is_cut, discover_tv=shows, tv_41=as_json(series())) as server:
        violation, record = fetch(server)

    assert isinstance(violation, Violation)
    assert isinstance(record, RawRecord)


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_key_is_one_sentence_that_names_the_setting(status: int) -> None:
    with Loopback({"*": Reply(status=status)}) as server, pytest.raises(KeyRefused) as caught:
        fetch(server, credential=V3_KEY)

    assert str(caught.value) == "TMDb refused the key; set TRENDING_NOW_TMDB_TOKEN to your API key or read token."
    assert len(server.asked) == 1


def test_a_service_that_cannot_be_reached_fails_at_once() -> None:
    with unreachable() as gone, quick_fetcher(gone) as fetcher, pytest.raises(FetchFailed, match="cannot be reached"):
        list(Tmdb(fetcher, gone, "read-token", ("US",), nothing_known, HandClock()).fetch(WINDOW))


def test_a_read_token_travels_in_the_header_and_a_key_in_the_query() -> None:
    with Loopback(NOTHING) as by_token, Loopback(NOTHING) as by_key:
        fetch(by_token, credential="read-token")
        fetch(by_key, credential=V3_KEY)

    assert by_token.asked[0].headers["authorization"] == "Bearer read-token"
    assert "api_key" not in by_token.asked[0].query
    assert by_key.asked[0].query["api_key"] == V3_KEY
    assert "authorization" not in by_key.asked[0].headers


def test_no_record_and_no_violation_shows_the_key() -> None:
    movies = as_json(page(listed("movie", 41), listed("movie", 42), {}))
    with serving(discover_movie=movies, movie_41=as_json(film()), discover_tv=Reply(status=404)) as server:
        answers = fetch(server, credential=V3_KEY)

    assert len(answers) == 6
    assert len({answer.subject for answer in answers if isinstance(answer, Violation)}) == 4
    assert V3_KEY not in repr(answers)
