"""Invented answers in the forms of Wikidata, Wikipedia, Wikimedia pageviews, OMDb and The Guardian."""

import json
from typing import Any

from tests.loopback import Asked, Reply, as_json

PLOT = "A keeper of tides lends her lamp to a stranger and must find him before the water does."


def cells(**values: str) -> dict[str, Any]:
    """Return a row of the query service."""
    return {name: {"type": "literal", "value": value} for name, value in values.items()}


def row(**changes: str) -> dict[str, Any]:
    """Return the row of a film."""
    said = {
        "item": "http://www.wikidata.org/entity/Q77",
        "label": "The Ebb",
        "originalName": "La Marée",
        "language": "fr",
        "genres": "drama film|science fiction film|mumblegore",
        "directors": "Ada Vale|Bo Lund",
        "countries": "FR|BE",
        "releases": "2031-05-14T00:00:00Z FR|2031-05-21T00:00:00Z ",
        "imdb": "tt0000077",
        "tmdbmovie": "771",
    }
    return cells(**(said | changes))


def article_row(**changes: str) -> dict[str, Any]:
    """Return the row that names an article."""
    said = {
        "item": "http://www.wikidata.org/entity/Q77",
        "article": "https://en.wikipedia.org/wiki/The_Ebb_(film)",
        "releases": "2031-05-14T00:00:00Z",
    }
    return cells(**(said | changes))


def sparql(*rows: object) -> bytes:
    """Return an answer of the query service."""
    return json.dumps({"head": {"vars": []}, "results": {"bindings": list(rows)}}).encode()


def query_service(asked: Asked) -> Reply:
    """Answer either kind of question; films only."""
    query = asked.query["query"]
    if "Q11424" not in query:
        return Reply(sparql())
    gone = article_row(article="https://en.wikipedia.org/wiki/Gone")
    return Reply(sparql(article_row(), gone) if "?article" in query else sparql(row(), {}, row(item="no item")))


def article(html: str, **changes: Any) -> dict[str, Any]:
    """Return an article as the REST API sends it."""
    said = {
        "id": 12,
        "key": "The_Ebb_(film)",
        "title": "The Ebb (film)",
        "latest": {"id": 987654, "timestamp": "2031-05-18T10:00:00Z"},
        "content_model": "wikitext",
        "license": {"url": "https://creativecommons.org/licenses/by-sa/4.0/", "title": "CC BY-SA 4.0"},
        "html": html,
    }
    return said | changes


def html_of(heading: str = "Plot", plot: str = PLOT) -> str:
    """Return the HTML of an article with a plot between two other sections."""
    return f"""<html><body><section data-mw-section-id="0"><p><b>The Ebb</b> is a drama film.</p></section>
      <section data-mw-section-id="1"><h2 id="{heading}">{heading}</h2><p>{plot}<sup class="mw-ref">[1]</sup></p>
      <table><tr><td><p>a table</p></td></tr></table><h3>Ending</h3><p>The lamp &amp; the tide return.</p></section>
      <section data-mw-section-id="2"><h2 id="Cast">Cast</h2><p>Somebody as somebody.</p></section></body></html>"""


def views(*days: tuple[str, object]) -> dict[str, Any]:
    """Return a series of pageviews."""
    same = {"project": "en.wikipedia", "article": "The_Ebb", "granularity": "daily", "access": "all-access"}
    return {"items": [same | {"agent": "user", "timestamp": day, "views": count} for day, count in days]}


def omdb_work(**changes: str) -> dict[str, Any]:
    """Return a film as OMDb writes it."""
    said = {
        "Title": "The Ebb",
        "Year": "2031",
        "Rated": "N/A",
        "Released": "14 May 2031",
        "Runtime": "104 min",
        "Genre": "Drama, Sci-Fi, Mumblegore",
        "Director": "Ada Vale, Bo Lund",
        "Plot": PLOT,
        "Language": "French, English",
        "Country": "France",
        "Ratings": [],  # type: ignore[dict-item]
        "imdbRating": "7.4",
        "imdbVotes": "1,234",
        "imdbID": "tt0000077",
        "Type": "movie",
        "DVD": "02 Sep 2031",
        "Response": "True",
    }
    return said | changes


def guardian_result(**changes: Any) -> dict[str, Any]:
    """Return an article of The Guardian."""
    fields = {
        "headline": "The Ebb review – a lamp in the dark",
        "byline": "Nora Holm",
        "starRating": "4",
        "bodyText": " ".join([PLOT] * 5),
    }
    said = {
        "id": "film/2031/may/20/the-ebb-review",
        "type": "article",
        "sectionId": "film",
        "webTitle": fields["headline"],
        "webUrl": "https://www.theguardian.com/film/2031/may/20/the-ebb-review",
        "webPublicationDate": "2031-05-20T06:00:00Z",
        "fields": fields | changes.pop("fields", {}),
    }
    return said | changes


def guardian_page(*results: object, pages: int = 1) -> dict[str, Any]:
    """Return a page of The Guardian's search."""
    return {"response": {"status": "ok", "total": len(results), "pages": pages, "results": list(results)}}


ROUTES = {
    "/sparql": query_service,
    "/w/rest.php/v1/page/The_Ebb_%28film%29/with_html": as_json(article(html_of())),
    "/omdb": as_json(omdb_work()),
}
