"""What search engines and link previews are told: a page's own address, what a title is, which pages there are."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.hostile import NASTY, id_of, serve_hostile
from tests.invented import imdb, listing, policy, released
from tests.served import Served
from tests.web.test_title_page import serve_listing
from trending_now.domain.title import ExternalId, Kind, Listing, Namespace

NOINDEX = '<meta name="robots" content="noindex">'
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def canonical(page: str) -> list[str]:
    return re.findall(r'<link rel="canonical" href="([^"]*)">', page)


def told_of(app: Served, title_id: int) -> dict[str, Any]:
    (block,) = BLOCK.findall(app.client.get(f"/titles/{title_id}").text)
    told: dict[str, Any] = json.loads(block)
    return told


def addresses(app: Served) -> list[str]:
    answer = app.client.get("/sitemap.xml")
    assert answer.headers["content-type"].startswith("application/xml")
    return [where.text or "" for where in ET.fromstring(answer.text).iterfind("{*}url/{*}loc")]


@pytest.mark.parametrize(
    ("path", "own"),
    [
        ("/", "/"),
        ("/?genre=Drama&view=table&sort=trending", "/"),
        ("/genres/war", "/genres/war"),
        ("/try?example=salt-road", "/try"),
        ("/titles/1", "/titles/1"),
        ("/titles/001?from=a-letter", "/titles/1"),
    ],
)
def test_a_page_names_one_address_as_its_own_whatever_is_asked_of_it(served: Served, path: str, own: str) -> None:
    assert canonical(served.client.get(path).text) == [own]


def test_a_page_that_is_not_there_has_no_address_of_its_own(served: Served) -> None:
    assert canonical(served.client.get("/titles/99999", headers={"Accept": "text/html"}).text) == []


def test_what_is_invented_or_one_visitors_own_asks_not_to_be_found(served: Served) -> None:
    invented, saved, about = (served.client.get(path).text for path in ("/titles/1", "/saved", "/about"))

    assert NOINDEX in invented
    assert NOINDEX in saved
    assert NOINDEX not in about
    assert not BLOCK.findall(invented)


def test_a_film_is_told_as_a_film_with_what_the_page_shows_of_it(tmp_path: Path) -> None:
    ids = (imdb(7), ExternalId(Namespace.WIKIDATA, "Q7"), ExternalId(Namespace.TMDB_MOVIE, "7"))
    told = listing(original_name="La Lanterne", language="fr", countries=("FR",), runtime_minutes=95, external_ids=ids)
    with serve_listing(tmp_path, told, policy()) as app:
        said = told_of(app, 1)

    assert said == {
        "@context": "https://schema.org",
        "@type": "Movie",
        "name": "The Lantern of 1",
        "alternateName": "La Lanterne",
        "url": f"{app.url}/titles/1",
        "datePublished": "2031-05-20",
        "inLanguage": "fr",
        "countryOfOrigin": [{"@type": "Country", "name": "France"}],
        "duration": "PT95M",
        "sameAs": [
            "https://www.imdb.com/title/tt0000007/",
            "https://www.themoviedb.org/movie/7",
            "https://www.wikidata.org/wiki/Q7",
        ],
    }


@pytest.mark.parametrize(
    ("told", "published"),
    [
        (listing(releases=(released(date(2031, 6, 1)), released(date(2031, 5, 2)))), "2031-05-02"),
        (listing(year=1994), "1994"),  # it is shown again
        (listing(kind=Kind.TV), "2031"),  # of a show only some episodes are known
        (listing(year=None), None),
    ],
)
def test_a_titles_date_is_its_first_release_only_where_that_is_known(
    told: Listing, published: str | None, tmp_path: Path
) -> None:
    with serve_listing(tmp_path, told, policy()) as app:
        assert told_of(app, 1).get("datePublished") == published


def test_no_name_breaks_out_of_what_is_told(tmp_path: Path) -> None:
    with serve_hostile(tmp_path) as app:
        said = told_of(app, id_of(app, "<script>"))

    assert said["name"] == NASTY
    assert said["genre"]


def test_a_title_without_a_picture_is_shared_with_the_sites_own(tmp_path: Path) -> None:
    drawn, pictured = listing(), listing(poster_url="https://pictures.example/1.jpg")
    with serve_listing(tmp_path / "drawn", drawn, policy()) as app:
        assert f'property="og:image" content="{app.url}/static/share.png"' in app.client.get("/titles/1").text
    with serve_listing(tmp_path / "pictured", pictured, policy()) as app:
        assert f'property="og:image" content="{app.url}/posters/1"' in app.client.get("/titles/1").text
        assert (
            not {"image", "description", "review"} & told_of(app, 1).keys()
        )  # their credit would not stand beside them


def test_external_ids_lead_to_where_they_are_of(tmp_path: Path) -> None:
    ids = (imdb(7), ExternalId(Namespace.WIKIDATA, '"><b>/../x'))
    with serve_listing(tmp_path, listing(external_ids=ids), policy()) as app:
        page = app.client.get("/titles/1").text

    assert 'IMDb <a href="https://www.imdb.com/title/tt0000007/" rel="noopener"><code>tt0000007</code></a>' in page
    assert 'href="https://www.wikidata.org/wiki/%22%3E%3Cb%3E%2F..%2Fx"' in page


def test_robots_are_told_of_a_map_of_the_pages_worth_finding(tmp_path: Path) -> None:
    with serve_listing(tmp_path, listing(), policy()) as app:
        rules, mapped = app.client.get("/robots.txt").text, addresses(app)

        assert f"Sitemap: {app.url}/sitemap.xml" in rules.splitlines()
        assert f"{app.url}/titles/1" in mapped
        assert all(canonical(app.client.get(where).text) == [where.removeprefix(app.url)] for where in mapped)
        assert not [where for where in mapped if re.search(r"/api|/saved|\?", where)]


def test_no_invented_title_stands_on_the_map(served: Served) -> None:
    mapped = addresses(served)

    assert f"{served.url}/genres/war" in mapped
    assert not [where for where in mapped if "/titles/" in where]
