"""What a page says of itself in schema.org's words, as JSON-LD or microdata."""

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from trending_now.domain.names import name_key
from trending_now.domain.rating import rating10
from trending_now.domain.review import ReviewedWork, Way
from trending_now.domain.title import Kind
from trending_now.fetch.plain_text import plain_name, text_of_html

REVIEW_TYPES = frozenset({"Review", "CriticReview"})
READERS_REVIEW = frozenset({"UserReview"})
FILM_TYPES = frozenset({"Movie"})
SHOW_TYPES = frozenset({"TVSeries", "TVSeason", "TVEpisode", "CreativeWorkSeries"})
ARTICLE_TYPES = frozenset({"Article", "NewsArticle", "BlogPosting", "ReviewNewsArticle", "OpinionNewsArticle"})
DEEPEST = 12
MOST_NODES = 2_000
MOST_SCOPES = 300
JSON_LD = (
    "//script[starts-with(translate(normalize-space(@type), 'ADEGIJLNOPST', 'adegijlnopst'), 'application/ld+json')]"
)

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fields:
    """What one way of reading found; None: it found nothing of the field."""

    work: ReviewedWork | None = None
    text: str | None = None
    author: str | None = None
    published: date | None = None
    rating10: float | None = None


def structured_nodes(tree: Any, url: str) -> dict[Way, list[Node]]:
    """Return all nodes of a page's structured data, the nested ones too; a broken block is as good as none."""
    import extruct

    logging.getLogger("extruct").setLevel(logging.CRITICAL)

    def read(part: Any, syntax: str) -> list[Any]:
        found = extruct.extract(part, base_url=url, syntaxes=[syntax], errors="ignore", uniform=True)
        return list(found.get(syntax, []))

    blocks = tree.xpath(JSON_LD)[:MOST_NODES]  # each by itself: one may be broken
    for block in blocks:
        block.set("type", "application/ld+json")  # extruct knows no other spelling
    ways = {
        Way.JSON_LD: [node for block in blocks for node in read(block, "json-ld")],
        Way.MICRODATA: [] if _is_intricate(tree) else read(tree, "microdata"),
    }
    return {way: list(_all_nodes(items))[:MOST_NODES] for way, items in ways.items()}


def _is_intricate(tree: Any) -> bool:
    """Tell whether microdata have more or deeper parts than any page needs: reading them would take minutes."""
    scopes = tree.xpath("//*[@itemscope]")
    return len(scopes) > MOST_SCOPES or any(each.xpath("count(ancestor::*[@itemscope])") > DEEPEST for each in scopes)


def fields_of(nodes: list[Node]) -> Fields:
    """Return the review that the nodes speak of: that of a `Review`, else what an article and a work say together.

    What a reader of the site wrote counts only where there is nothing of the site's own.
    """
    review = _first(nodes, REVIEW_TYPES)
    article = _first(nodes, ARTICLE_TYPES)
    about = review or article or _first(nodes, READERS_REVIEW) or {}
    subject = _subject(about) or _first(nodes, FILM_TYPES | SHOW_TYPES)
    work = _work(subject) if subject else None
    return Fields(
        work=work,
        text=_text(about),
        author=_name(about.get("author")) or _name((article or {}).get("author")),
        published=_day(about.get("datePublished")) or _day((article or {}).get("datePublished")),
        rating10=_rating(about.get("reviewRating")),
    )


def works_reviewed(nodes: list[Node]) -> set[str]:
    """Return the keys of the names of all works that `Review` nodes name as theirs."""
    subjects = [_subject(node) for node in nodes if _types(node) & REVIEW_TYPES]
    works = [_work(subject) for subject in subjects if subject]
    return {name_key(work.name) for work in works if work}


def _all_nodes(value: object, depth: int = 0) -> Iterator[Node]:
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            yield from _all_nodes(each, depth + 1)
    elif isinstance(value, dict):
        yield value
        for each in value.values():
            if isinstance(each, list | dict):
                yield from _all_nodes(each, depth + 1)


def _types(node: Node) -> set[str]:
    said = node.get("@type")
    return {str(each).rpartition("/")[2] for each in (said if isinstance(said, list) else [said])}


def _first(nodes: list[Node], types: frozenset[str]) -> Node | None:
    return next((node for node in nodes if _types(node) & types), None)


def _subject(about: Node) -> Node | None:
    for name in ("itemReviewed", "about"):
        for each in _listed(about.get(name)):
            if isinstance(each, dict) and (_types(each) & (FILM_TYPES | SHOW_TYPES) or name == "itemReviewed"):
                return each
    return None


def _work(node: Node) -> ReviewedWork | None:
    name = _name(node) or ""
    if not name_key(name):
        return None
    kind = Kind.MOVIE if _types(node) & FILM_TYPES else Kind.TV if _types(node) & SHOW_TYPES else None
    years = (_day(node.get(field)) for field in ("datePublished", "dateCreated", "startDate"))
    written = re.search(r"\b(?:18|19|20)\d\d\b", _string(node.get("dateCreated") or node.get("datePublished")))
    year = next((day.year for day in years if day), int(written[0]) if written else None)
    directors = tuple(person for each in _listed(node.get("director")) if (person := _name(each)))
    return ReviewedWork(name, year, kind, directors)


def _text(about: Node) -> str | None:
    written = _string(about.get("reviewBody")) or _string(about.get("articleBody"))
    return text_of_html(written) or None


def _rating(value: object) -> float | None:
    node = next(iter(_listed(value)), None)
    if isinstance(node, dict):
        best = re.match(r"\d+(\.\d+)?", _string(node.get("bestRating")))
        return rating10(_string(node.get("ratingValue")), float(best[0]) if best else 5.0)
    return None


def _name(value: object) -> str | None:
    for each in _listed(value):
        said = _string(each.get("name")) if isinstance(each, dict) else _string(each)
        if said and not said.startswith(("http:", "https:")):
            return plain_name(text_of_html(said))
    return None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(_string(value)[:10])
    except ValueError:
        return None


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _string(value: object) -> str:
    first = value[0] if isinstance(value, list) and value else value
    return str(first).strip() if isinstance(first, str | int | float) and not isinstance(first, bool) else ""
