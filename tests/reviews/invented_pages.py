"""Invented pages and a site file to read them by."""

from tests.invented import NOW
from trending_now.domain.page import Page
from trending_now.domain.review import FoundReview, SetAside
from trending_now.domain.run import Violation
from trending_now.reviews.extraction import read_review
from trending_now.reviews.site_file import SiteFile, parse_site_file

TEXT = " ".join(["The tide comes in over the flats and the lamplighter counts what it leaves behind."] * 6)
SITE = """
name = "tidings"
label = "Tidings"
base_url = "https://tidings.example"
review_paths = "^/reviews/"
find = [{ by = "feed", url = "/feed" }]
[rules]
name = { xpath = "//h1", pattern = "^Review: (?P<value>.+)$" }
year = { xpath = "//*[@class='year']" }
director = { xpath = "//*[@class='director']" }
author = { xpath = "//*[@class='author']" }
published = { xpath = "//time/@datetime" }
rating = { xpath = "//*[@class='stars']", best = 4 }
text = { xpath = "//article//p" }
[terms]
url = "https://tidings.example/terms"
credit = "Tidings"
"""
PLAIN = f"""<article><h1>Review: Ebb</h1><b class="year">(2031)</b><i class="director">Ada Vale and Bo Lund</i>
  <span class="author">Nora Holm</span><time datetime="2031-05-02T10:00Z">2 May</time>
  <span class="stars">3</span><p>{TEXT}</p></article>"""


def site(changes: str = "") -> SiteFile:
    """Return the site, with some lines put in front of its file."""
    return parse_site_file(changes + SITE, "tidings.toml")


def page(body: str, head: str = "", url: str = "https://tidings.example/reviews/ebb") -> Page:
    """Return a page with this body."""
    html = f"<!doctype html><html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"
    return Page(url, html.encode("utf-8", "replace"), "text/html", NOW)


def read(body: str, head: str = "") -> FoundReview | SetAside | Violation:
    """Return what is read on a page with this body."""
    (found,) = read_review(page(body, head), site())
    return found


def read_whole(body: str, head: str = "") -> FoundReview:
    """Return the review that is read on a page with this body."""
    found = read(body, head)
    assert isinstance(found, FoundReview), found
    return found
