"""A page's bytes as a tree, read without the network, without entities, and never larger than the page was."""

from typing import Any

from trending_now.domain.page import Page
from trending_now.errors import RecordError


def tree_of(page: Page) -> Any:
    """Return the page as a tree of lxml; its own declaration of the encoding counts, else UTF-8.

    Raises:
        RecordError: it is no HTML.
    """
    from lxml import etree, html

    parser = html.HTMLParser(encoding=None if b"charset" in page.content[:2048].lower() else "utf-8", no_network=True)
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
    """Return the texts of all nodes that an XPath finds, a paragraph each."""
    found = tree.xpath(xpath)
    texts = [" ".join("".join(node.itertext()).split()) for node in found if not isinstance(node, str)]
    return "\n\n".join(text for text in texts if text)
