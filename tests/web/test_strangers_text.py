"""Text of strangers is shown as text, whatever it holds."""

from collections.abc import Iterator

import pytest

from tests.invented import WINDOW, ListSource, listing, released
from tests.served import Served, serve_app, settings_for
from trending_now.domain.genre import SourceTag
from trending_now.domain.text import Plot, Review
from trending_now.wiring import build_engine, open_workshop

NASTY = "<script>alert(1)</script><img src=x onerror=alert(1)>\u202e\"' & ]]> {{ 7*7 }}"
HUGE = "murder " * 140_000


@pytest.fixture(scope="module")
def nasty_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = settings_for(tmp_path_factory.mktemp("nasty"))
    hostile = listing(
        "1",
        name=NASTY,
        tags=(SourceTag("catalogue", NASTY),),
        plots=(Plot(f"{NASTY} A detective hunts a killer.", "en"),),
        reviews=(Review(NASTY, site=NASTY, author=NASTY, url='https://site.example/?a=1&b="2"'),),
        releases=(released(platform=NASTY),),
    )
    large = listing("2", name="🎬" * 400, plots=(Plot(HUGE, "en"),))
    with open_workshop(settings) as workshop:
        workshop.ingestion.run(ListSource([[hostile, large]]), WINDOW)
        workshop.enriching.run(build_engine(settings))
    with serve_app(settings) as app:
        yield app


def id_of(app: Served, start: str) -> int:
    titles = app.client.get("/api/v1/titles").json()["titles"]
    return next(title["id"] for title in titles if title["name"].startswith(start))


@pytest.mark.parametrize("path", ["/", "/titles/{}", "/?q=%3Cscript%3Ealert(1)", "/posters/{}"])
def test_markup_in_a_text_stays_text(nasty_app: Served, path: str) -> None:
    answer = nasty_app.client.get(path.format(id_of(nasty_app, "<script>")))

    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text


def test_the_api_gives_the_text_back_as_it_came(nasty_app: Served) -> None:
    detail = nasty_app.client.get(f"/api/v1/titles/{id_of(nasty_app, '<script>')}").json()

    assert detail["name"] == NASTY
    assert {vote["tag"] for vote in detail["votes"]} == {NASTY}


def test_a_very_long_name_and_plot_break_nothing(nasty_app: Served) -> None:
    title_id = id_of(nasty_app, "🎬")

    assert nasty_app.client.get(f"/titles/{title_id}").status_code == 200
    assert len(nasty_app.client.get(f"/posters/{title_id}").text) < 5_000


def test_markup_in_the_url_stays_text(nasty_app: Served) -> None:
    page = nasty_app.client.get("/?q=%22%3E%3Cscript%3Ealert(2)%3C/script%3E", headers={"Accept": "text/html"})

    assert page.status_code == 200
    assert "<script>alert(2)" not in page.text
