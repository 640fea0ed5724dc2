"""Reads the review on a page: structured data first, then the site's own rules, then the main text."""

import re
from collections.abc import Iterator
from typing import Any

from trending_now.domain.names import name_key
from trending_now.domain.page import Page
from trending_now.domain.rating import rating10
from trending_now.domain.review import FoundReview, ReviewedWork, SetAside, Way
from trending_now.domain.run import Violation
from trending_now.domain.title import Kind
from trending_now.errors import RecordError
from trending_now.fetch.plain_text import plain_name, plain_text
from trending_now.reviews.directives import reason_not_to_use
from trending_now.reviews.html import encoding_of, is_overfull, paragraphs_at, text_at, tree_of
from trending_now.reviews.node_values import day_of
from trending_now.reviews.site_file import SiteFile
from trending_now.reviews.structured import Fields, fields_of, structured_nodes, works_reviewed


def read_review(page: Page, site: SiteFile) -> Iterator[FoundReview | SetAside | Violation]:
    """Yield the review of a page, or why there is none."""
    try:
        tree = tree_of(page)
    except RecordError as error:
        yield _violation(site, page, "page is no HTML", str(error))
        return
    if is_overfull(tree):
        yield _violation(site, page, "page is too intricate", "It has more elements or attributes than are read.")
        return
    nodes = structured_nodes(tree, page.url)
    if reason := reason_not_to_use(tree, [node for some in nodes.values() for node in some]):
        yield SetAside(page.url, reason, forbids=True)
        return
    readings = {way: fields_of(some) for way, some in nodes.items()} | {Way.SITE_RULE: _by_rules(tree, site)}
    readings[Way.MAIN_TEXT] = _by_main_text(page)
    found = _together(readings, site)
    several = set[str]().union(*map(works_reviewed, nodes.values()))
    if len(several) > 1 and _is_of_all(found, readings[Way.SITE_RULE]):
        yield SetAside(page.url, "it reviews several works")
        return
    yield _checked(page, site, found, readings)


def _is_of_all(found: tuple[dict[str, Any], dict[str, Way]], by_rule: Fields) -> bool:
    """Tell whether a text may review all works of a page: neither its own node nor the site's rules tie it to one."""
    values, ways = found
    if not {"text", "work"} <= values.keys() or ways["text"] is ways["work"]:
        return False
    return by_rule.work is None or name_key(by_rule.work.name) != name_key(values["work"].name)


def _together(readings: dict[Way, Fields], site: SiteFile) -> tuple[dict[str, Any], dict[str, Way]]:
    """Return each field's value from the first way of reading that has one, and which way that was."""
    values: dict[str, Any] = {}
    ways: dict[str, Way] = {}
    fewest = site.contract.words[0]
    for way, fields in readings.items():
        for name in ("work", "text", "author", "published", "rating10"):
            value = getattr(fields, name)
            long_enough = name != "text" or len((value or "").split()) >= fewest
            if value is not None and long_enough and name not in values:
                values[name], ways[name] = value, way
    return values, ways


def _checked(
    page: Page, site: SiteFile, found: tuple[dict[str, Any], dict[str, Way]], readings: dict[Way, Fields]
) -> FoundReview | Violation:
    values, ways = found
    if "work" not in values:
        return _violation(site, page, "review names no title", "No way of reading gave what the page reviews.")
    if "text" not in values:
        return _violation(site, page, "review has no text", f"No text of {site.contract.words[0]} words or more.")
    words = len(values["text"].split())
    if words > site.contract.words[1]:
        return _violation(site, page, "review is too long", f"The text has {words} words.")
    work = _completed(values["work"], readings, site)
    author, way = _author_of(readings, work)
    return FoundReview(
        site=site.label,
        url=page.url,
        work=work,
        text=values["text"],
        author=author,
        published=values.get("published"),
        rating10=values.get("rating10"),
        ways={name: known for name, known in ways.items() if name != "author"} | ({"author": way} if way else {}),
    )


def _author_of(readings: dict[Way, Fields], work: ReviewedWork) -> tuple[str | None, Way | None]:
    """Return a review's author and the way that gave it; never a director, whom some ways mistake for the author."""
    directors = {name_key(director) for director in work.directors}
    for way, fields in readings.items():
        people = fields.author.split(";") if fields.author else []
        if others := [person.strip() for person in people if name_key(person) not in directors]:
            return plain_name("; ".join(others)), way
    return None, None


def _completed(work: ReviewedWork, readings: dict[Way, Fields], site: SiteFile) -> ReviewedWork:
    """Return the work with what other ways of reading add (year, kind, directors, ids), if they mean the same name."""
    same = [
        fields.work
        for fields in readings.values()
        if fields.work and name_key(fields.work.name) in (name_key(work.name), "")
    ]
    year = next((each.year for each in same if each.year), None)
    kind = next((each.kind for each in same if each.kind), Kind(site.kind) if site.kind else None)
    directors = next((each.directors for each in same if each.directors), ())
    ids = tuple(dict.fromkeys(external_id for each in same for external_id in each.external_ids))
    return ReviewedWork(work.name, year, kind, directors, ids)


def _by_rules(tree: Any, site: SiteFile) -> Fields:
    said = {str(name): rule.value_in(text_at(tree, rule.xpath)) for name, rule in site.rules.items() if name != "text"}
    text = paragraphs_at(tree, site.rules["text"].xpath) if "text" in site.rules else ""
    work = None
    if name := plain_name(said.get("name", "")):
        year = re.search(r"(?:18|19|20)\d\d", said.get("year", ""))
        directors = tuple(
            plain_name(each) for each in re.split(r",| and | & ", said.get("director", "")) if each.strip()
        )
        work = ReviewedWork(name, int(year[0]) if year else None, None, directors)
    rating = rating10(said.get("rating", ""), site.rules["rating"].best) if "rating" in site.rules else None
    return Fields(
        work,
        plain_text(text) or None,
        plain_name(said.get("author", "")) or None,
        day_of(said.get("published")),
        rating,
    )


def _by_main_text(page: Page) -> Fields:
    import trafilatura

    content = page.content.decode(encoding_of(page), "replace")
    found = trafilatura.bare_extraction(content, url=page.url, include_comments=False, with_metadata=True)
    if found is None:
        return Fields()
    text = plain_text(getattr(found, "text", None) or "")
    author = plain_name(getattr(found, "author", None) or "")
    return Fields(None, text or None, author or None, day_of(getattr(found, "date", None)))


def _violation(site: SiteFile, page: Page, rule: str, message: str) -> Violation:
    return Violation(site.name, rule, page.url, message)
