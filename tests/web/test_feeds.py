"""The feed of new releases: Atom, narrowed as the home page is."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.hostile import NASTY, serve_hostile
from tests.served import Served

ATOM = {"atom": "http://www.w3.org/2005/Atom"}


def _feed(app: Served, query: str = "") -> ET.Element:
    answer = app.client.get(f"/feed.xml{query}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/atom+xml")
    return ET.fromstring(answer.text)


def _texts(feed: ET.Element, path: str) -> list[str]:
    return [found.text or "" for found in feed.findall(path, ATOM)]


def _days(feed: ET.Element) -> list[datetime]:
    return [datetime.fromisoformat(text) for text in _texts(feed, "atom:entry/atom:updated")]


def test_the_newest_titles_that_are_out_come_first_and_none_that_is_to_come(served: Served) -> None:
    feed = _feed(served)

    days = _days(feed)
    assert 40 < len(days) <= 50
    assert days == sorted(days, reverse=True)
    assert days[0] <= datetime.now(UTC)
    assert _texts(feed, "atom:updated") == [days[0].isoformat()]


def test_an_entry_leads_to_its_title_and_says_what_a_card_says(served: Served) -> None:
    entry = _feed(served).findall("atom:entry", ATOM)[0]

    link = entry.find("atom:link", ATOM)
    said = entry.findtext("atom:summary", namespaces=ATOM)
    assert link is not None
    page = served.client.get(link.attrib["href"]).text
    assert link.attrib["href"] == entry.findtext("atom:id", namespaces=ATOM)
    assert (entry.findtext("atom:title", namespaces=ATOM) or "").removesuffix(" (invented)") in page
    assert said
    assert re.fullmatch(
        r"(Film|New series|Season \d begins|Episode \d of season \d)\. "
        r"\d+ \w+ \d{4}, [^.]+\.( [A-Z][a-z ]+ \d+ %[,.])+( Vibe [\d.]+ of 10\.)?.*",
        said,
    )


def test_filters_narrow_the_feed_and_name_it(served: Served) -> None:
    feed = _feed(served, "?genre=Drama&kind=movie&sort=score")

    entries = feed.findall("atom:entry", ATOM)
    assert entries
    for entry in entries:
        assert "drama" in {category.attrib["term"] for category in entry.findall("atom:category", ATOM)}
    assert _texts(feed, "atom:title") == ["Trending Now: Drama, Films"]
    links = {link.attrib["rel"]: link.attrib["href"] for link in feed.findall("atom:link", ATOM)}
    assert links["self"] == f"{served.url}/feed.xml?genre=Drama&kind=movie&sort=score"
    assert links["alternate"] == f"{served.url}/?genre=Drama&kind=movie&sort=score"


def test_days_to_come_can_be_followed_too(served: Served) -> None:
    today, year = datetime.now(UTC).date(), timedelta(days=365)

    days = [day.date() for day in _days(_feed(served, f"?from={today - year}"))]
    coming = [day.date() for day in _days(_feed(served, f"?to={today + year}&sort=name"))]

    assert max(days) <= today
    assert max(coming) > today


def test_nothing_found_is_an_empty_feed(served: Served) -> None:
    feed = _feed(served, "?q=nobodywroteofthis")

    assert not feed.findall("atom:entry", ATOM)
    assert _texts(feed, "atom:title") == ["Trending Now: “nobodywroteofthis”"]


@pytest.mark.parametrize("query", ["?colour=red", "?genre=Nonsense", "?from=yesterday"])
def test_what_means_nothing_is_refused(served: Served, query: str) -> None:
    assert served.client.get(f"/feed.xml{query}").status_code == 422


def test_who_has_it_already_is_not_sent_it_again(served: Served) -> None:
    tag = served.client.get("/feed.xml").headers["etag"]

    assert served.client.get("/feed.xml", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("/", "/feed.xml"),
        ("/?genre=War&view=table", "/feed.xml?genre=War"),
        ("/genres/war", "/feed.xml?genre=War"),
        ("/genres/science-fiction", "/feed.xml?genre=Science+Fiction"),
        ("/about", "/feed.xml"),
    ],
)
def test_pages_name_the_feed_of_what_they_show(served: Served, page: str, feed: str) -> None:
    html = served.client.get(page).text

    assert f'rel="alternate" type="application/atom+xml" title="New films and series" href="{feed}"' in html
    assert f'<a href="{feed}" type="application/atom+xml">Follow as a feed</a>' in html


def test_strangers_text_is_text(tmp_path: Path) -> None:
    with serve_hostile(tmp_path) as app:
        feed = _feed(app, "?to=9999-01-01")

    names = _texts(feed, "atom:entry/atom:title")
    assert len(names) == 3
    assert NASTY in names
