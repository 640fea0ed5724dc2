"""Parses pages, feeds and sitemaps, without network access and without expanding entities."""

import codecs
import re
from typing import Any

from trending_now.domain.page import Page
from trending_now.errors import RecordError

DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w:.-]+)", re.IGNORECASE)
MOST_ELEMENTS, MOST_ATTRIBUTES = 20_000, 1_000
DECLARED_WITHIN = 4096  # bytes from the start; browsers look at the first 1,024 only
MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16le", codecs.BOM_UTF16_BE: "utf-16be"}
READ_AS = {"iso8859-1": "windows-1252", "ascii": "windows-1252"}  # the HTML standard says so


def tree_of(page: Page) -> Any:
    """Parse a page with lxml; the encoding is that of its byte order mark, the server or the page, else UTF-8.

    Raises:
        RecordError: it is no HTML.
    """
    from lxml import etree, html

    parser = html.HTMLParser(encoding=encoding_of(page), no_network=True)
    try:
        tree = html.document_fromstring(page.content, parser=parser, base_url=page.url)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise RecordError(f"{page.url} is no HTML page ({error}).") from None
    return tree


def xml_of(content: bytes, url: str) -> Any:
    """Return a feed or sitemap as a tree of lxml.

    Raises:
        RecordError: it is no XML.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        tree = etree.fromstring(content, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise RecordError(f"{url} is neither a feed nor a sitemap ({error}).") from None
    if tree is None:
        raise RecordError(f"{url} is neither a feed nor a sitemap.")
    return tree


def text_at(tree: Any, xpath: str) -> str:
    """Return the text of the first node or attribute that an XPath finds, on one line; "" if it finds none."""
    found = tree.xpath(xpath)
    found = found if isinstance(found, list) else [found]
    for each in found:
        content = each if isinstance(each, str) else "".join(each.itertext())
        if plain := " ".join(str(content).split()):
            return plain
    return ""


def paragraphs_at(tree: Any, xpath: str) -> str:
    """Return the texts of all nodes that an XPath finds, as one paragraph each."""
    found = tree.xpath(xpath)
    texts = [" ".join("".join(node.itertext()).split()) for node in found if not isinstance(node, str)]
    return "\n\n".join(text for text in texts if text)


def is_overfull(tree: Any) -> bool:
    """Tell whether a page has so many elements, or attributes of one, that reading it would take minutes."""
    elements = enumerate(tree.iter())
    return any(number > MOST_ELEMENTS or len(element.attrib) > MOST_ATTRIBUTES for number, element in elements)


def encoding_of(page: Page) -> str:
    """Return the encoding of a page."""
    for mark, name in MARKS.items():
        if page.content.startswith(mark):
            return name
    declared = DECLARED.search(page.content[:DECLARED_WITHIN])
    said = (page.charset, declared[1].decode("ascii", "replace") if declared else "")
    return next((known for name in said if (known := _known(name))), "utf-8")


def _known(name: str) -> str:
    """Return an encoding's name for the parser; "" if it is unknown, or UTF-16 or -32, which no page can declare."""
    from lxml import html

    try:
        known = codecs.lookup(name).name
        html.HTMLParser(encoding=READ_AS.get(known, name))
    except (LookupError, ValueError):
        return ""
    return "" if known.startswith(("utf-16", "utf-32")) else READ_AS.get(known, name)
