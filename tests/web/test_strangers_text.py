"""Text of strangers is shown as text, whatever it holds."""

import re
from collections.abc import Iterator

import pytest

from tests.hostile import NASTY, id_of, serve_hostile
from tests.served import Served


@pytest.fixture(scope="module")
def nasty_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_hostile(tmp_path_factory.mktemp("nasty")) as app:
        yield app


@pytest.mark.parametrize("path", ["/", "/titles/{}", "/?q=%3Cscript%3Ealert(1)", "/posters/{}"])
def test_markup_in_a_text_stays_text(nasty_app: Served, path: str) -> None:
    answer = nasty_app.client.get(path.format(id_of(nasty_app, "<script>")))

    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text


def test_the_api_gives_the_text_back_as_it_came(nasty_app: Served) -> None:
    detail = nasty_app.client.get(f"/api/v1/titles/{id_of(nasty_app, '<script>')}").json()

    assert detail["name"] == NASTY
    assert {vote["tag"] for vote in detail["votes"]} == {NASTY, "Horror"}


def test_a_very_long_name_and_plot_break_nothing(nasty_app: Served) -> None:
    title_id = id_of(nasty_app, "🎬")

    page = nasty_app.client.get(f"/titles/{title_id}").text
    shown, _, folded = page.partition('<details class="rest">')

    assert "more words</summary>" in folded
    assert shown.count("murder") < 250
    assert folded.count("murder") > 130_000
    assert len(nasty_app.client.get(f"/posters/{title_id}").text) < 5_000


def test_markup_in_the_url_stays_text(nasty_app: Served) -> None:
    page = nasty_app.client.get("/?q=%22%3E%3Cscript%3Ealert(2)%3C/script%3E", headers={"Accept": "text/html"})

    assert page.status_code == 200
    assert "<script>alert(2)" not in page.text


def test_what_is_put_into_attributes_for_the_charts_is_numbers_and_names_of_genres(nasty_app: Served) -> None:
    page = nasty_app.client.get(f"/titles/{id_of(nasty_app, '<script>')}").text
    given = re.findall(r'\sdata-(?!genres?\b)[a-z]+="([^"]*)"', page)

    assert given
    assert all(re.fullmatch(r"[\d.e-]+|chosen|uncertain|other|#passage-[a-z]+-\d+-\d+", value) for value in given)
