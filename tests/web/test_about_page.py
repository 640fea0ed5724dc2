"""Sources, figures, privacy; and what stands around every page."""

import json
import re
from importlib import resources

import pytest
from markupsafe import escape

from tests.served import Served
from trending_now.sources import tmdb, tvmaze
from trending_now.wiring.sources import source_policies

STATIC = resources.files("trending_now.web") / "static"


def test_every_source_is_credited_with_its_own_line_and_licence(served: Served) -> None:
    page = served.client.get("/about").text

    assert "This product uses the TMDB API but is not endorsed or certified by TMDB. Where to watch: JustWatch." in page
    assert tmdb.POLICY.credit.text in page
    assert f'<a href="{tvmaze.POLICY.credit.url}" rel="noopener">TVmaze</a> (CC BY-SA 4.0)' in page
    assert "kept for 180 days at most; no model is trained on it; never sent to a language model" in page
    assert "The demo catalogue</strong></span>" in page


def test_the_figures_on_the_page_are_those_of_the_api(served: Served) -> None:
    page = served.client.get("/about").text
    figures = served.client.get("/api/v1/figures").json()["figures"]

    for engine in figures["engines"]:
        assert f'<th scope="row">{engine["engine"]}</th><td class="number">{engine["macro_f1"]:.3f}</td>' in page
    assert f"<code>{figures['version']}</code>" in page
    assert page.count('<a href="/genres/') == 20


def test_privacy_is_told_in_plain_words(served: Served) -> None:
    section = served.client.get("/about").text.partition('<section id="privacy"')[2]

    assert "no account" in section
    assert "no cookies" in section
    assert "stays in your browser" in section


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "New"),
        ("/genres", "Genres"),
        ("/saved", "Saved"),
        ("/try", "Try it"),
        ("/about", "About"),
    ],
)
def test_the_navigation_says_where_one_is(served: Served, path: str, name: str) -> None:
    nav = served.client.get(path).text.partition('<nav aria-label="Site">')[2].partition("</nav>")[0]

    assert re.findall(r'aria-current="page">([^<]+)<', nav) == [name]
    assert re.findall(r">([^<\n]+)</a>", nav) == ["New", "Trending", "Genres", "Saved", "Try it", "About"]


@pytest.mark.parametrize("path", ["/", "/genres", "/genres/war", "/try", "/about", "/api"])
def test_a_shared_link_has_title_description_and_picture(served: Served, path: str) -> None:
    page = served.client.get(path).text
    tags = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', page))

    assert tags["url"] == f"{served.url}{path}"
    assert tags["title"] == re.findall(r"<title>(.*?)</title>", page)[0]
    assert len(tags["description"]) > 10
    assert tags["image"] == f"{served.url}/static/share.png"


def test_the_manifest_names_pictures_that_are_there(served: Served) -> None:
    answer = served.client.get("/static/site.webmanifest")
    manifest = json.loads(answer.text)

    for icon in manifest["icons"]:
        picture = served.client.get(icon["src"])
        assert (picture.status_code, picture.headers["content-type"]) == (200, icon["type"])
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}


def test_every_source_is_named_with_its_credit_whether_in_use_or_not(served: Served) -> None:
    page = served.client.get("/about").text

    for policy in source_policies().values():
        assert escape(policy.credit.text) in page


@pytest.mark.parametrize("path", ["/genres", "/genres/drama", "/try", "/about"])
def test_no_page_has_inline_script_or_style_or_asks_another_host(served: Served, path: str) -> None:
    page = served.client.get(path).text

    assert not re.search(r"<script(?! type=\"module\" src=\"/static/)|<style|\sstyle=|\son\w+=", page)
    assert not re.search(r'(?:\ssrc|<(?!a\b)[^>]*\shref)="(?:https?:)?//', page)  # a link is asked by a reader alone
    credited = {policy.credit.url for policy in source_policies().values()} | {"https://www.tvmaze.com"}
    assert set(re.findall(r'href="((?:https?:)?//[^"]*)"', page)) <= credited


def test_the_foot_of_every_page_leads_programmers_to_the_api(served: Served) -> None:
    foot = served.client.get("/api").text.partition('<footer class="colophon">')[2]

    assert '<a href="/api" aria-current="page">API</a>' in foot
