"""The title page as a reader without JavaScript gets it, and the API beside it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import pytest

from tests.invented import NOW, listing, policy, released
from tests.served import TOKEN, Served, serve_app, settings_for
from trending_now.domain.policy import Policy
from trending_now.domain.text import Review
from trending_now.domain.title import Listing, Release
from trending_now.sources import tmdb
from trending_now.wiring.workshop import open_workshop

OPERATOR = {"Authorization": f"Bearer {TOKEN}"}


def section(page: str, heading: str) -> str:
    """Return the part of a page from a heading, or what a folded part is called, to the end of its section."""
    return re.split(rf">{heading}</(?:h2|h3|summary)>", page, maxsplit=1)[1].partition("</section>")[0]


@contextmanager
def serve_listing(home: Path, told: Listing, terms: Policy) -> Iterator[Served]:
    """Serve a catalogue of one title."""
    settings = settings_for(home, engine="rules")
    with open_workshop(settings) as workshop:
        workshop.catalogue.record([told], terms, NOW)
    with serve_app(settings) as app:
        yield app


def test_all_twenty_genres_stand_in_a_table_with_the_cuts_of_the_answer(served: Served) -> None:
    answer = served.client.get("/api/v1/titles/1").json()["enrichments"][0]
    groups = (answer["genres"], answer["uncertain"], answer["others"])
    scores = {score["genre"]: score for group in groups for score in group}

    table = section(served.client.get("/titles/1").text, "All 20 genres with their probabilities")

    rows = re.findall(r'<tr data-genre="([^"]+)" data-probability="([^"]+)".*?data-chosen="([^"]+)"', table)
    shares = [float(probability) for _, probability, _ in rows]
    assert len(scores) == 20
    assert {genre: float(chosen) for genre, _, chosen in rows} == {g: s["cut"]["chosen"] for g, s in scores.items()}
    assert shares == sorted(shares, reverse=True)


def test_each_genre_leads_to_a_passage_that_is_on_the_page(served: Served) -> None:
    for number in range(1, 6):
        page = served.client.get(f"/titles/{number}").text
        targets = re.findall(r'class="show-sentence" href="#([^"]+)"', page)
        assert targets
        for target in targets:
            assert page.count(f' id="{target}"') == 1


def test_no_id_stands_twice_on_a_page(served: Served) -> None:
    for number in range(1, 20):
        ids = re.findall(r'\sid="([^"]+)"', served.client.get(f"/titles/{number}").text)
        assert len(ids) == len(set(ids))


def test_who_says_what_holds_every_source_and_engine_and_what_is_set_by_hand(own_rules_app: Served) -> None:
    own_rules_app.client.put("/api/v1/titles/1/locks/War", json={"holds": False}, headers=OPERATOR)
    detail = own_rules_app.client.get("/api/v1/titles/1").json()

    page = own_rules_app.client.get("/titles/1").text
    table = section(page, "Who says what")

    for vote in detail["votes"]:
        assert f"<q><bdi>{vote['tag']}</bdi></q>" in table
    assert "<strong>rules</strong>" in table
    assert f"<code>{detail['enrichments'][0]['version']}</code>" in section(page, "Engine and version")
    assert "<strong>Set by hand</strong>" in table
    assert '<span class="visually-hidden">no</span>' in table


def test_what_it_is_its_plot_and_where_to_see_it_come_before_how_the_genres_were_got(served: Served) -> None:
    page = served.client.get("/titles/1").text
    first_day = min(release["date"] for release in served.client.get("/api/v1/titles/1").json()["releases"])

    headings = re.findall(r"<h[12][^>]*>([^<]+)</h[12]>", page)
    facts = page.partition('<ul class="facts">')[2].partition("</ul>")[0]
    assert headings == [
        "The Salt Clock", "Plot", "Genres", "Vibe", "Where to watch", "In the reviewers’ words", "Attention", "Reviews",
        "Sources", "How we got the genres", "Similar titles",
    ]  # fmt: skip
    told = (f"Film, {first_day[:4]}", "118 minutes", "United Kingdom", "English", 'href="#watch"')
    assert all(fact in facts for fact in told)
    assert '<details class="fold" id="odds">' in page


def test_the_credit_of_each_source_stands_where_it_is_said_where_to_watch(served: Served) -> None:
    page = served.client.get("/titles/1").text

    for source in served.client.get("/api/v1/titles/1").json()["sources"]:
        assert source["credit"]["text"] in section(page, "Where to watch")


@pytest.mark.parametrize("releases", [(released(),), ()], ids=["to watch", "nowhere"])
def test_the_whole_credit_of_a_source_stands_once_on_a_page_that_shows_much_of_it(
    tmp_path: Path, releases: tuple[Release, ...]
) -> None:
    review = Review("It keeps its promise.", "Second Row", "Rhona Treen", rating10=8.0)
    told = listing(source="tmdb", releases=releases, reviews=(review,))
    with serve_listing(tmp_path, told, tmdb.POLICY) as app:
        page = unescape(app.client.get("/titles/1").text)

    assert page.count("This product uses the TMDB API") == 1
    assert tmdb.POLICY.credit.text in section(page, "Where to watch" if releases else "Sources")
    for heading in ("Plot", "Reviews"):
        assert '<a href="#sources">TMDb</a>' in section(page, heading)


def test_a_licence_is_named_beside_the_plot_that_it_is_for(tmp_path: Path) -> None:
    with serve_listing(tmp_path, listing(), policy()) as app:
        assert "Kindly given by first. (CC0)" in section(app.client.get("/titles/1").text, "Plot")


def test_a_title_without_facts_keeps_no_room_for_them(tmp_path: Path) -> None:
    with serve_listing(tmp_path, listing(kind=None, year=None, releases=()), policy()) as app:
        assert 'class="facts"' not in app.client.get("/titles/1").text


def test_similar_titles_are_shown_as_cards_and_answered_by_the_api(served: Served) -> None:
    answer = served.client.get("/api/v1/titles/1/similar").json()["titles"]
    shown = re.findall(r'<h3><a href="/titles/(\d+)"', section(served.client.get("/titles/1").text, "Similar titles"))

    nearness = [near["nearness"] for near in answer]
    assert [near["title"]["id"] for near in answer] == [int(number) for number in shown]
    assert len(shown) == 6
    assert nearness == sorted(nearness, reverse=True)
    assert 0 < nearness[-1] <= nearness[0] <= 1


def test_so_many_similar_titles_come_as_are_asked_for(served: Served) -> None:
    assert len(served.client.get("/api/v1/titles/1/similar?limit=3").json()["titles"]) == 3
    assert served.client.get("/api/v1/titles/1/similar?limit=0").status_code == 422
    assert served.client.get("/api/v1/titles/99999/similar").status_code == 404


def test_an_engine_without_vectors_shows_no_similar_titles(rules_app: Served) -> None:
    assert "Similar titles" not in rules_app.client.get("/titles/1").text
    assert rules_app.client.get("/api/v1/titles/1/similar").json() == {"titles": []}


def test_a_page_that_is_sent_to_a_friend_has_a_name_a_picture_and_a_sentence(served: Served) -> None:
    name = served.client.get("/api/v1/titles/1").json()["name"]
    tags = dict(re.findall(r'<meta property="(og:[a-z_]+)" content="([^"]*)">', served.client.get("/titles/1").text))

    assert name in tags["og:title"]
    assert tags["og:image"] == f"{served.url}/static/share.png"  # its poster is drawn, and previews know no SVG
    assert tags["og:url"] == f"{served.url}/titles/1"
    assert tags["og:description"]


def test_no_picture_moves_the_page_when_it_comes(served: Served) -> None:
    pictures = re.findall(r"<img [^>]+>", served.client.get("/titles/1").text)

    assert len(pictures) == 7
    assert all('width="300" height="450"' in picture for picture in pictures)
    assert sum('loading="lazy"' in picture for picture in pictures) == 6


def test_no_element_carries_style_or_script_of_its_own(served: Served) -> None:
    page = served.client.get("/titles/1").text

    assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", page)
    assert "<style" not in page
    assert re.findall(r"<script(?! type=\"module\" src=\"/static/)", page) == []
    assert '<script type="module" src="/static/title.js"></script>' in page


def test_popularity_is_the_number_of_the_chart_and_what_it_rests_on_says_that_it_is_invented(served: Served) -> None:
    (drawn,) = [title for title in served.client.get("/api/v1/chart").json()["titles"] if title["id"] == 1]
    attention = section(served.client.get("/titles/1").text, "Attention")

    assert f"Popularity <strong>{drawn['popularity'] * 100:.0f} of 100</strong>" in attention
    assert re.search(r'<span class="series-name">Invented figure</span> <strong>[\d.]+ of 100</strong>', attention)


@pytest.mark.parametrize(("language", "said"), [("ja", ' lang="ja"'), (None, "")])
def test_an_original_name_is_said_in_its_language(tmp_path: Path, language: str | None, said: str) -> None:
    told = listing(original_name="灯りの守り人", language=language)
    with serve_listing(tmp_path, told, policy()) as app:
        page = app.client.get("/titles/1").text

    assert f'<p class="original" dir="auto"{said}>灯りの守り人</p>' in page
