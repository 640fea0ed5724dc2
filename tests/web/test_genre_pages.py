"""The pages of the genres, and their share over time in the API."""

import re
from collections.abc import Iterator

import pytest

from tests.invented import WINDOW, ListSource, listing
from tests.served import Served, serve_app, settings_for
from trending_now.domain.genre import Genre
from trending_now.web.pages.genre_words import WORDS
from trending_now.web.palette import slug_of
from trending_now.wiring.workshop import open_workshop


@pytest.fixture(scope="module")
def empty_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_app(settings_for(tmp_path_factory.mktemp("empty"), engine="rules")) as app:
        yield app


@pytest.fixture(scope="module")
def one_title_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = settings_for(tmp_path_factory.mktemp("one"), engine="rules")
    with open_workshop(settings) as workshop:
        workshop.ingestion.run(ListSource([[listing()]]), WINDOW)
    with serve_app(settings) as app:
        yield app


def test_every_genre_has_a_tile_with_its_number_of_titles(served: Served) -> None:
    page = served.client.get("/genres").text

    counts = {entry["genre"]: entry["titles"] for entry in served.client.get("/api/v1/genres").json()["genres"]}
    shown = re.findall(r"<strong>([^<]+)</strong>\s*<span class=\"count\">(\d+) titles?</span>", page)
    assert {name: int(number) for name, number in shown} == counts
    assert "The same as a table" in page


def test_the_table_holds_the_numbers_of_the_stream(served: Served) -> None:
    page = served.client.get("/genres").text
    shares = served.client.get("/api/v1/genres/shares").json()

    drama = sum(period["counts"]["Drama"] for period in shares["periods"])
    place = re.findall(r'<th scope="col" class="number">([^<]+)</th>', page).index("Drama")
    rows = [
        re.findall(r'<td class="number">([\d,]+)</td>', row)
        for row in re.findall(r"<tr><th scope=\"row\">.+?</tr>", page)
    ]
    assert sum(int(row[place]) for row in rows) == drama > 0
    assert sum(period["titles"] for period in shares["periods"]) + shares["left_out"] == 62


@pytest.mark.parametrize("genre", list(Genre))
def test_every_genre_has_a_page_that_says_what_it_is_and_is_not(served: Served, genre: Genre) -> None:
    answer = served.client.get(f"/genres/{slug_of(genre)}")

    assert answer.status_code == 200
    assert f"<h1>{genre.value}</h1>" in answer.text
    assert WORDS[genre].border.split("“")[0][:30] in answer.text.replace("&#39;", "'")
    assert "How accurate is this genre?" in answer.text


def test_a_genre_shows_its_titles_and_its_neighbours(served: Served) -> None:
    page = served.client.get("/genres/drama").text

    assert page.index("Newest") < page.index("Most typical") < page.index("Often seen with")
    assert page.count('<article class="card') >= 12
    assert re.search(r'href="/\?genre=Drama&amp;genre=\w+"', page)


def test_a_further_row_of_titles_is_shown_only_where_it_adds_one(served: Served) -> None:
    for genre in Genre:
        page = served.client.get(f"/genres/{slug_of(genre)}").text
        shelves = re.findall(r'<ul class="cards">(.+?)</section>', page, re.DOTALL)
        shown: set[str] = set()
        for shelf in shelves:
            titles = set(re.findall(r'data-title="(\d+)"', shelf))
            assert titles - shown, genre
            shown |= titles


def test_titles_over_which_nobody_disagrees_are_not_called_disputed(served: Served) -> None:
    page = served.client.get("/genres/horror").text
    _, _, shelf = page.partition("Most disputed")
    names = re.findall(r'data-title="(\d+)"', shelf.partition("</section>")[0])

    disputes = [served.client.get(f"/api/v1/titles/{title}").json()["dispute"] for title in names]
    assert disputes
    assert min(disputes) >= 0.5


def test_all_titles_of_a_genre_are_one_link_away(served: Served) -> None:
    assert '<a href="/?genre=Horror">All Horror titles</a>' in served.client.get("/genres/horror").text


@pytest.mark.parametrize("written", ["Science%20Fiction", "SCIENCE-FICTION"])
def test_a_genre_as_people_write_it_leads_to_its_page(served: Served, written: str) -> None:
    answer = served.client.get(f"/genres/{written}")

    assert (answer.status_code, answer.headers["location"]) == (308, "/genres/science-fiction")


def test_an_unknown_genre_is_told_with_the_way_to_the_others(served: Served) -> None:
    answer = served.client.get("/genres/slapstick", headers={"Accept": "text/html"})

    assert answer.status_code == 404
    assert "There is no genre &#39;slapstick&#39;" in answer.text


@pytest.mark.parametrize("path", ["/genres", "/genres/drama"])
def test_an_empty_catalogue_and_one_without_answers_have_their_pages_too(
    empty_app: Served, one_title_app: Served, path: str
) -> None:
    for app in (empty_app, one_title_app):
        answer = app.client.get(path)

        assert answer.status_code == 200
        assert '<article class="card' not in answer.text


def test_the_shares_of_an_empty_catalogue_are_empty(empty_app: Served) -> None:
    assert empty_app.client.get("/api/v1/genres/shares").json() == {"unit": "week", "periods": [], "left_out": 0}
