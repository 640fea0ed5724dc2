"""Addresses that may be reviews come from search pages, sitemaps and feeds; only those of our titles are asked for."""

import gzip
import zlib
from contextlib import suppress

import pytest

from tests.invented import NOW, TODAY
from trending_now.domain.page import Page
from trending_now.domain.review import KnownTitle
from trending_now.domain.title import TitleId
from trending_now.errors import HttpStatusError, RecordError
from trending_now.reviews.discovery import MOST_ENTRIES, Lead, NameIndex, by_feed, by_search, by_sitemap
from trending_now.reviews.site_file import Feed, Search, Sitemap, load_site_files

BASE = "https://tidings.example"
SEARCHED = "/?s=The+Ebb+%26+Flow"
EBB = KnownTitle(TitleId(1), "The Ebb & Flow", ("La Marée",))
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Ebb</title><link href="/reviews/ebb"/>
  <updated>2031-05-01T10:00:00Z</updated></entry></feed>"""
RSS = f"""<rss><channel><item><title>Ebb</title><link>{BASE}/reviews/ebb</link>
  <pubDate>Thu, 01 May 2031 10:00:00 GMT</pubDate></item></channel></rss>"""
SITEMAP = f"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{BASE}/reviews/ebb</loc>
  <lastmod>2031-05-01</lastmod></url></urlset>"""


def asking(pages: dict[str, bytes | str]):  # type: ignore[no-untyped-def]
    def ask(url: str) -> Page:
        content = pages[url.removeprefix(BASE)]
        return Page(url, content if isinstance(content, bytes) else content.encode(), "text/xml", NOW)

    return ask


@pytest.mark.parametrize("feed", [ATOM, RSS])
def test_a_feed_gives_addresses_names_and_days(feed: str) -> None:
    (lead,) = by_feed(Feed(by="feed", url="/feed"), BASE, asking({"/feed": feed}))

    assert lead == Lead(f"{BASE}/reviews/ebb", "Ebb", TODAY.replace(day=1))


def test_a_day_that_no_calendar_has_is_none() -> None:
    odd = RSS.replace("GMT", "+99999999999999")
    assert odd != RSS
    (lead,) = by_feed(Feed(by="feed", url="/feed"), BASE, asking({"/feed": odd}))
    assert lead.changed is None


@pytest.mark.parametrize("content", [SITEMAP.encode(), gzip.compress(SITEMAP.encode())])
def test_a_sitemap_is_read_plain_or_packed(content: bytes) -> None:
    leads = list(by_sitemap(Sitemap(by="sitemap", url="/map"), BASE, asking({"/map": content}), lambda _: True))

    assert leads == [Lead(f"{BASE}/reviews/ebb", "", TODAY.replace(day=1))]


def found_in_a_map_of(entries: list[str]) -> list[str]:
    pages = asking({"/map": f"<urlset>{''.join(f'<url>{entry}</url>' for entry in entries)}</urlset>"})
    leads = by_sitemap(Sitemap(by="sitemap", url="/map"), BASE, pages, lambda _: True)
    return [lead.url.removeprefix(BASE) for lead in leads]


def test_the_entries_of_a_sitemap_that_changed_last_come_first_wherever_they_stand() -> None:
    old = ["<loc>/old</loc><lastmod>2020-01-01</lastmod>"] * MOST_ENTRIES
    new = ["<loc>/newer</loc><lastmod>2031-05-18</lastmod>", "<loc>/newest</loc><lastmod>2031-05-19</lastmod>"]
    found = found_in_a_map_of(["<loc>/undated</loc>", *old, *new])

    assert found[:3] == ["/newest", "/newer", "/old"]
    assert (len(found), found[-1]) == (MOST_ENTRIES, "/old")


def test_of_a_long_sitemap_without_days_the_start_and_the_end_are_read() -> None:
    found = found_in_a_map_of([f"<loc>/{number}</loc>" for number in range(MOST_ENTRIES + 10)])

    assert len(found) == MOST_ENTRIES
    assert (found[0], found[-1]) == ("/0", f"/{MOST_ENTRIES + 9}")
    assert found_in_a_map_of(["<loc>/a</loc>", "<loc>/b</loc>"]) == ["/a", "/b"]


def test_of_an_index_the_newest_fitting_children_are_read() -> None:
    entry = "<sitemap><loc>/{0}</loc><lastmod>{1}</lastmod></sitemap>"
    entries = [("post-1", "2031-01-01"), ("post-2", "2031-03-01"), ("page-1", "2031-04-01"), ("post-3", "2031-02-01")]
    index = f"<sitemapindex>{''.join(entry.format(*each) for each in entries)}</sitemapindex>"
    asked: list[str] = []
    pages = asking({"/map": index, "/post-2": SITEMAP, "/post-3": SITEMAP})

    def ask(url: str) -> Page:
        asked.append(url.removeprefix(BASE))
        return pages(url)

    list(by_sitemap(Sitemap(by="sitemap", url="/map", most_children=2), BASE, ask, lambda url: "post" in url))

    assert asked == ["/map", "/post-2", "/post-3"]


def test_a_child_of_an_index_that_is_gone_does_not_hide_the_others() -> None:
    entries = "".join(f"<sitemap><loc>/post-{number}</loc></sitemap>" for number in (1, 2, 3))
    pages = asking({"/map": f"<sitemapindex>{entries}</sitemapindex>", "/post-2": "no XML", "/post-3": SITEMAP})
    leads: list[Lead] = []

    def ask(url: str) -> Page:
        if url.endswith("/post-1"):
            raise HttpStatusError(f"{url} answered 404.", 404)
        return pages(url)

    with pytest.raises(HttpStatusError, match="/post-1 answered 404"):
        leads.extend(by_sitemap(Sitemap(by="sitemap", url="/map"), BASE, ask, lambda _: True))

    assert [lead.url for lead in leads] == [f"{BASE}/reviews/ebb"]


def test_a_search_asks_for_the_name_and_takes_the_first_results() -> None:
    html = "<main>" + "".join(f"<a href='/reviews/{n}'>The Ebb</a>" for n in range(5)) + "</main>"
    way = Search(by="search", url="/?s={query}", links="//main//a")
    leads = list(by_search(way, BASE, EBB, asking({SEARCHED: html})))

    assert [lead.url for lead in leads] == [f"{BASE}/reviews/0", f"{BASE}/reviews/1"]


def test_a_link_that_is_no_address_is_passed_over() -> None:
    html = "<main><a href='http://[::1/reviews/x'>The Ebb</a><a href='/reviews/ebb'>The Ebb</a></main>"
    found = by_search(Search(by="search", url="/?s={query}", links="//main//a"), BASE, EBB, asking({SEARCHED: html}))
    feed = RSS.replace("<item>", "<item><title>The Ebb</title><link>http://[::1/x</link></item><item>", 1)
    fed = by_feed(Feed(by="feed", url="/feed"), BASE, asking({"/feed": feed}))

    assert [lead.url for lead in found] == [f"{BASE}/reviews/ebb"]
    assert len(list(fed)) == len(list(by_feed(Feed(by="feed", url="/feed"), BASE, asking({"/feed": RSS}))))


def test_a_link_that_is_longer_than_any_address_of_a_page_is_passed_over() -> None:
    html = f"<main><a href='/reviews/ebb?{'x' * 2_000}'>The Ebb</a><a href='/reviews/ebb'>The Ebb</a></main>"
    found = by_search(Search(by="search", url="/?s={query}", links="//main//a"), BASE, EBB, asking({SEARCHED: html}))

    assert [lead.url for lead in found] == [f"{BASE}/reviews/ebb"]


def test_links_to_one_page_are_one_result() -> None:
    links = ["/reviews/ebb", "/reviews/ebb#comments", "/reviews/ebb?utm_source=search", "/reviews/flow?page=2&utm_id=1"]
    html = "<main>" + "".join(f"<a href='{link}'>The Ebb</a>" for link in links) + "</main>"
    way = Search(by="search", url="/?s={query}", links="//main//a")
    leads = list(by_search(way, BASE, EBB, asking({SEARCHED: html})))

    assert list(dict.fromkeys(lead.url for lead in leads)) == [f"{BASE}/reviews/ebb", f"{BASE}/reviews/flow?page=2"]


def test_a_page_has_the_same_address_in_a_feed_as_in_a_sitemap() -> None:
    feed = RSS.replace("/reviews/ebb", "/reviews/ebb?utm_source=rss&amp;utm_medium=feed")
    (lead,) = by_feed(Feed(by="feed", url="/feed"), BASE, asking({"/feed": feed}))

    assert lead.url == f"{BASE}/reviews/ebb"


def test_of_the_links_of_an_entry_in_a_feed_the_one_to_its_page_counts() -> None:
    beside = '<link rel="replies" href="/feeds/ebb/comments"/><link rel="self" href="/feeds/ebb"/>'
    feed = ATOM.replace("<link ", f'{beside}<link rel="alternate" ')
    (lead,) = by_feed(Feed(by="feed", url="/feed"), BASE, asking({"/feed": feed}))

    assert lead.url == f"{BASE}/reviews/ebb"


def test_a_packed_sitemap_that_is_a_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(b"0" * 40_000_000)
    with pytest.raises(RecordError, match="holds more than"):
        list(by_sitemap(Sitemap(by="sitemap", url="/map"), BASE, asking({"/map": bomb}), lambda _: True))


@pytest.mark.parametrize("content", [b"", b"\x1f\x8bbroken", b"no XML", zlib.compress(b"x")])
def test_what_is_no_sitemap_is_told_or_gives_nothing(content: bytes) -> None:
    leads: list[Lead] = []
    with suppress(RecordError):
        leads += by_sitemap(Sitemap(by="sitemap", url="/map"), BASE, asking({"/map": content}), lambda _: True)

    assert leads == []


def test_an_entity_in_a_feed_reads_no_file_of_ours() -> None:
    evil = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>{RSS.replace("<title>Ebb", "<title>&x;")}'
    (lead,) = by_feed(Feed(by="feed", url="/feed"), BASE, asking({"/feed": evil}))

    assert "root:" not in lead.words


@pytest.mark.parametrize(
    ("path", "words", "is_about"),
    [
        ("/reviews/ebb-and-flow-review", "", True),
        ("/reviews/x", "‘The Ebb and Flow’ Review: A tide", True),
        ("/reviews/la-mar%C3%A9e", "", True),
        ("/reviews/ebbs-and-flows", "", False),
        ("/reviews/flow", "Ebb", False),
    ],
)
def test_a_lead_is_followed_only_where_it_names_a_title(path: str, words: str, is_about: bool) -> None:
    assert bool(NameIndex([EBB]).may_be_about(Lead(BASE + path, words))) is is_about


def test_every_site_file_reads_and_states_its_terms() -> None:
    sites = load_site_files()

    assert len(sites) >= 5
    for name, site in sites.items():
        assert site.name == name
        assert site.terms.url.startswith("https://")
        assert not site.policy.keep_full_text
        assert not site.policy.send_to_llm
        assert site.policy.train == "no"
