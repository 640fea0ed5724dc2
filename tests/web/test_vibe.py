"""The vibe on pages and in the API: score with its spread, tags, and the reviewers' own words with who said them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest

from tests.invented import WINDOW, ListSource, listing
from tests.served import Served, serve_app, settings_for
from trending_now.domain.enrichment import Enrichment, ReviewSummary, VibeScore
from trending_now.domain.text import Document, Evidence, Review, TextRole
from trending_now.models.rules import load_rules
from trending_now.wiring.workshop import open_workshop

NASTY = '<script>alert(1)</script> & "quoted"'
WARM = Review("A warm, bright film.", "Balcony Notes", "A. Reader", "https://notes.example/1", rating10=8.0)
COLD = Review(f"{NASTY} is cold.", site=NASTY, author=NASTY, rating10=4.0)
LINK = re.compile(r'href="(#review-\d+)"')


class VibeRules:
    """Rules' genres with a vibe: warm reviews praise, all others criticise."""

    def __init__(self) -> None:
        self._rules = load_rules()
        self.name, self.version = self._rules.name, self._rules.version

    def enrich(self, documents: Iterable[Document]) -> Iterator[Enrichment]:
        """Yield an answer for each document; one without reviews has no vibe."""
        for document in documents:
            (plain,) = self._rules.enrich([document])
            said = [text for text in document.texts if text.role is TextRole.REVIEW]
            places = {text.content: Evidence(text.id, 0, len(text.content)) for text in said}
            ratings = [text.rating10 for text in said if text.rating10]
            if not ratings:
                yield plain
                continue
            yield replace(
                plain,
                vibe_score=VibeScore(sum(ratings) / len(ratings), 2.0 if len(ratings) > 1 else 0.0, len(ratings)),
                vibe_tags=("dark", "feel-good", "gothic", "whimsical"),
                review_summary=ReviewSummary(
                    tuple(place for text, place in places.items() if "warm" in text),
                    tuple(place for text, place in places.items() if "warm" not in text),
                ),
            )


@pytest.fixture(scope="module")
def vibe_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = settings_for(tmp_path_factory.mktemp("vibe"))
    titles = [
        listing("1", name="Mixed", reviews=(WARM, COLD)),
        listing("2", name="Silent"),
        listing("3", name="Single", reviews=(WARM,)),
    ]
    with open_workshop(settings) as workshop:
        workshop.ingestion.run(ListSource([titles]), WINDOW)
        workshop.enriching.run(VibeRules())
    with serve_app(settings) as app:
        yield app


def page_of(app: Served, name: str) -> str:
    """Return the page of a title."""
    found = app.client.get("/api/v1/titles").json()["titles"]
    return app.client.get(next(title["page"] for title in found if title["name"] == name)).text


def card_of(app: Served, name: str) -> str:
    """Return a title's card on the home page."""
    cards = re.findall(r"<article class=\"card.*?</article>", app.client.get("/").text, re.DOTALL)
    return next(card for card in cards if f">{name}</a>" in card)


def test_the_title_page_shows_the_score_with_its_spread_and_every_tag(vibe_app: Served) -> None:
    page = page_of(vibe_app, "Mixed")

    assert '<strong>6.0</strong><span class="of">/10</span>' in page
    assert "2 reviews, spread ± 2.0" in page
    for tag in ("dark", "feel-good", "gothic", "whimsical"):
        assert f"<li>{tag}</li>" in page


def test_one_review_has_no_spread(vibe_app: Served) -> None:
    page = page_of(vibe_app, "Single")

    vibe = page.partition('id="vibe"')[2].partition("</section>")[0]
    assert "one review" in vibe
    assert "spread" not in vibe.replace('class="spread"', "")
    assert 'class="band"' not in page


def test_a_card_shows_the_score_and_three_tags(vibe_app: Served) -> None:
    card = card_of(vibe_app, "Mixed")

    assert "<strong>6.0</strong>" in card
    assert "dark · feel-good · gothic" in card
    assert "whimsical" not in card


def test_a_title_without_a_vibe_shows_no_trace_of_one(vibe_app: Served) -> None:
    page = page_of(vibe_app, "Silent")

    assert ">Vibe</h2>" not in page
    assert "reviewers’ words" not in page
    assert 'class="vibe"' not in card_of(vibe_app, "Silent")


def test_quotes_say_who_wrote_them_and_lead_to_the_review_and_to_its_source(vibe_app: Served) -> None:
    page = page_of(vibe_app, "Mixed")
    praise = page.partition(">For</h3>")[2].partition("</div>")[0]

    assert f'<blockquote dir="auto">{WARM.text}</blockquote>' in praise
    assert (
        f'<bdi>A. Reader</bdi>, <bdi>Balcony Notes</bdi>, <strong class="gave">{WARM.rating10:g}/10</strong>' in praise
    )
    assert '<a href="https://notes.example/1" rel="noopener nofollow">' in praise
    for target in LINK.findall(page):
        assert f'<li id="{target[1:]}"' in page


def test_a_side_that_nobody_takes_is_not_shown(vibe_app: Served) -> None:
    page = page_of(vibe_app, "Single")

    assert ">For</h3>" in page
    assert ">Against</h3>" not in page


def test_markup_in_a_review_stays_text_in_its_quote(vibe_app: Served) -> None:
    page = page_of(vibe_app, "Mixed")

    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 6


def test_the_api_gives_score_tags_and_passages(vibe_app: Served) -> None:
    cards = {title["name"]: title for title in vibe_app.client.get("/api/v1/titles").json()["titles"]}
    detail = vibe_app.client.get(f"/api/v1/titles/{cards['Mixed']['id']}").json()
    contents = {text["id"]: text["content"] for text in detail["texts"]}
    (praise,) = detail["enrichments"][0]["review_summary"]["praise"]

    assert detail["vibe_score"] == cards["Mixed"]["vibe_score"] == {"mean": 6.0, "spread": 2.0, "reviews": 2}
    assert contents[praise["text_id"]][praise["start"] : praise["end"]] == WARM.text
    assert (cards["Silent"]["vibe_score"], cards["Silent"]["vibe_tags"]) == (None, [])
