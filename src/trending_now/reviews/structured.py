"""Reads a page's schema.org data, as JSON-LD or microdata."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from trending_now.domain.names import name_key
from trending_now.domain.rating import rating10
from trending_now.domain.review import ReviewedWork, Way
from trending_now.fetch.plain_text import text_of_html
from trending_now.reviews.graph import put_targets
from trending_now.reviews.node_values import Node, day_of, listed, name_of, string_of, types_of
from trending_now.reviews.reviewed_work import FILM_TYPES, SHOW_TYPES, subject_of, work_of

REVIEW_TYPES = frozenset({"Review", "CriticReview"})
READERS_REVIEW = frozenset({"UserReview"})
ARTICLE_TYPES = frozenset({"Article", "NewsArticle", "BlogPosting", "ReviewNewsArticle", "OpinionNewsArticle"})
DEEPEST = 12
MOST_NODES = 2_000
MOST_SCOPES = 300
JSON_LD = (
    "//script[starts-with(translate(normalize-space(@type), 'ADEGIJLNOPST', 'adegijlnopst'), 'application/ld+json')]"
)


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields that one way of reading found; None for a field that it did not find."""

    work: ReviewedWork | None = None
    text: str | None = None
    author: str | None = None
    published: date | None = None
    rating10: float | None = None


def structured_nodes(tree: Any, url: str) -> dict[Way, list[Node]]:
    """Return all nodes of a page's structured data, with the nested ones; broken blocks are skipped."""
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
    nodes = {way: list(_all_nodes(items))[:MOST_NODES] for way, items in ways.items()}
    put_targets(nodes[Way.JSON_LD], url)
    return nodes


def fields_of(nodes: list[Node]) -> Fields:
    """Return the fields of the first `Review` node, else of the first article with the page's first work.

    A review by a user of the site is taken only if there is neither.
    """
    review = _first(nodes, REVIEW_TYPES)
    article = _first(nodes, ARTICLE_TYPES)
    about = review or article or _first(nodes, READERS_REVIEW) or {}
    subject = subject_of(about) or _first(nodes, FILM_TYPES | SHOW_TYPES)
    work = work_of(subject) if subject else None
    return Fields(
        work=work,
        text=_text(about),
        author=name_of(about.get("author")) or name_of((article or {}).get("author")),
        published=day_of(about.get("datePublished")) or day_of((article or {}).get("datePublished")),
        rating10=_rating(about.get("reviewRating")),
    )


def works_reviewed(nodes: list[Node]) -> set[str]:
    """Return the name keys of all works that `Review` nodes are about."""
    subjects = [subject_of(node) for node in nodes if types_of(node) & REVIEW_TYPES]
    works = [work_of(subject) for subject in subjects if subject]
    return {name_key(work.name) for work in works if work}


def _is_intricate(tree: Any) -> bool:
    """Tell whether the microdata are so many, or nested so deeply, that reading them would take minutes."""
    scopes = tree.xpath("//*[@itemscope]")
    return len(scopes) > MOST_SCOPES or any(each.xpath("count(ancestor::*[@itemscope])") > DEEPEST for each in scopes)


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


def _first(nodes: list[Node], types: frozenset[str]) -> Node | None:
    return next((node for node in nodes if types_of(node) & types), None)


def _text(about: Node) -> str | None:
    written = string_of(about.get("reviewBody")) or string_of(about.get("articleBody"))
    return text_of_html(written) or None


def _rating(value: object) -> float | None:
    node = next(iter(listed(value)), None)
    if isinstance(node, dict):
        best = re.match(r"\d+(\.\d+)?", string_of(node.get("bestRating")))
        return rating10(string_of(node.get("ratingValue")), float(best[0]) if best else 5.0)
    return None
