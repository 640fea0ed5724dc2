"""Finds the addresses of pages that may review a title: by a site's search, its sitemaps or its feed."""

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote_plus, unquote, urldefrag, urljoin, urlsplit

from trending_now.domain.names import name_key
from trending_now.domain.page import Page
from trending_now.domain.review import KnownTitle
from trending_now.errors import FetchError, PageRefused, RecordError
from trending_now.fetch.pages import CAP_BYTES
from trending_now.reviews.html import text_at, tree_of, xml_of
from trending_now.reviews.site_file import Feed, Search, Sitemap

Ask = Callable[[str], Page]
MOST_ENTRIES = 20_000
LONGEST_ADDRESS = 2_000  # bytes; a page that was read is noted by its address; an index of PostgreSQL takes 2,704 bytes
LINK = "*[local-name()='link'][not(@rel) or @rel='alternate']/@href | *[local-name()='link'][not(@href)]"
ANY_LINK = "*[local-name()='link']/@href"
COUNTED_BY = "utm_"  # the prefix of parameters that only say where a visitor came from


@dataclass(frozen=True, slots=True)
class Lead:
    """An address that may be a review, the words of its link, and the day of its last change, if known."""

    url: str
    words: str
    changed: date | None = None


def by_search(way: Search, base_url: str, title: KnownTitle, ask: Ask) -> Iterator[Lead]:
    """Yield the first results of a site's search for a title's name.

    Raises:
        FetchError: the search cannot be fetched.
        RecordError: its answer is not HTML.
    """
    page = ask(base_url + way.url.replace("{query}", quote_plus(title.name)))
    found: set[str] = set()  # a result has several links: its picture, its heading, its comments
    for link in tree_of(page).xpath(way.links):
        if not (href := link.get("href")) or (url := _address(page.url, href)) is None:
            continue
        if len(found | {url}) > way.most_results:
            return
        found.add(url)
        yield Lead(url, " ".join("".join(link.itertext()).split()))


def by_sitemap(way: Sitemap, base_url: str, ask: Ask, fits: Callable[[str], bool]) -> Iterator[Lead]:
    """Yield the entries of a sitemap, or those of the newest fitting sitemaps of an index.

    Raises:
        FetchError: the sitemap cannot be fetched; or, after the others were read, that one of the index could not.
        RecordError: likewise, where one is not a sitemap.
    """
    page = ask(base_url + way.url)
    tree = xml_of(_unpacked(page), page.url)
    if _local(tree) != "sitemapindex":
        yield from _entries(tree, page.url)
        return
    children = [entry for entry in _entries(tree, page.url) if fits(entry.url)]
    children.sort(key=lambda entry: entry.changed or date.min, reverse=True)
    failures: list[FetchError | RecordError] = []
    for child in children[: way.most_children]:
        try:
            inner = ask(child.url)
            yield from _entries(xml_of(_unpacked(inner), inner.url), inner.url)
        except PageRefused:
            raise
        except (FetchError, RecordError) as error:
            failures.append(error)
    if failures:
        raise failures[0]


def by_feed(way: Feed, base_url: str, ask: Ask) -> Iterator[Lead]:
    """Yield the entries of an RSS or Atom feed.

    Raises:
        FetchError: the feed cannot be fetched.
        RecordError: it is not a feed.
    """
    page = ask(base_url + way.url)
    tree = xml_of(_unpacked(page), page.url)
    for entry in tree.xpath("//*[local-name()='item' or local-name()='entry']")[:MOST_ENTRIES]:
        href = text_at(entry, LINK) or text_at(entry, ANY_LINK)
        words = text_at(entry, "*[local-name()='title']")
        told = text_at(entry, "*[local-name()='pubDate' or local-name()='updated' or local-name()='published']")
        if href and (url := _address(page.url, href)) is not None:
            yield Lead(url, words, _day(told))


class NameIndex:
    """Tells which titles a lead may be about: those whose whole name is in its address or its words."""

    def __init__(self, titles: Sequence[KnownTitle]) -> None:
        self._keys = [(f" {key} ", title) for title in titles for key in _keys(title)]

    def may_be_about(self, lead: Lead) -> list[KnownTitle]:
        """Return the titles whose name is in a lead's words or address, the longest names first."""
        slug = unquote(urlsplit(lead.url).path).replace("-", " ").replace("/", " ").replace("_", " ")
        spoken = f" {name_key(lead.words)} | {name_key(slug)} "
        found = [(len(key), title) for key, title in self._keys if key in spoken]
        return [title for _, title in sorted(found, key=lambda pair: -pair[0])]


def _keys(title: KnownTitle) -> set[str]:
    return {key for name in (title.name, *title.other_names) if (key := name_key(name))}


def _entries(tree: Any, base: str) -> Sequence[Lead]:
    """Return a sitemap's entries, latest change first, then the undated; at most `MOST_ENTRIES`.

    Of too many undated entries the first and the last are kept, since the newest are at either end.
    """
    found = list(_all_entries(tree, base))
    dated = sorted((x for x in found if x.changed), key=lambda x: x.changed or date.min, reverse=True)[:MOST_ENTRIES]
    undated = [entry for entry in found if entry.changed is None]
    room = MOST_ENTRIES - len(dated)
    if len(undated) > room:
        undated = undated[: room // 2] + undated[len(undated) - (room - room // 2) :]
    return [*dated, *undated]


def _all_entries(tree: Any, base: str) -> Iterator[Lead]:
    for entry in tree.xpath("/*/*[local-name()='url' or local-name()='sitemap']"):
        where = text_at(entry, "*[local-name()='loc']")
        if where and (url := _address(base, where)) is not None:
            words = text_at(entry, ".//*[local-name()='title']")
            yield Lead(url, words, _day(text_at(entry, "*[local-name()='lastmod']")))


def _address(base: str, href: str) -> str | None:
    """Return a link's absolute address without fragment and `utm_` parameters, so that a page has only one address.

    None if it is malformed, such as `http://[::1/`, or longer than an index takes.
    """
    try:
        url = urldefrag(urljoin(base, href)).url
    except ValueError:
        return None
    path, _, query = url.partition("?")
    kept = "&".join(part for part in query.split("&") if part and not part.lower().startswith(COUNTED_BY))
    address = f"{path}?{kept}" if kept else path
    return address if len(address.encode("utf-8", "replace")) <= LONGEST_ADDRESS else None


def _local(tree: Any) -> str:
    return str(tree.tag).rpartition("}")[2]


def _unpacked(page: Page) -> bytes:
    """Return a sitemap's bytes, unpacked if it is a gzip file.

    Raises:
        RecordError: it is broken or larger than the cap.
    """
    if not page.content.startswith(b"\x1f\x8b"):
        return page.content
    unpacking = zlib.decompressobj(wbits=31)
    try:
        content = unpacking.decompress(page.content, 5 * CAP_BYTES)
    except zlib.error as error:
        raise RecordError(f"{page.url} is no gzip file ({error}).") from None
    if unpacking.unconsumed_tail:
        raise RecordError(f"{page.url} holds more than {5 * CAP_BYTES:,} bytes; it was not read.")
    return content


def _day(told: str) -> date | None:
    try:
        return datetime.fromisoformat(told.replace("Z", "+00:00")).date()
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(told).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
