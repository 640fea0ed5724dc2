"""Five review sites on loopback, each of another make, under robots.txt files as real sites have them.

The sites are those of the program's own site files; their pages and every sentence on them are invented.
"""

import gzip
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import escape
from pathlib import Path

from tests.loopback import Asked, Loopback, Reply
from tests.shared_files import FOLDER

HOSTS = {
    "avclub": "www.avclub.com",
    "indiewire": "www.indiewire.com",
    "rogerebert": "www.rogerebert.com",
    "timeout": "www.timeout.com",
    "variety": "variety.com",
}
PRAISE = "It is a warm, funny and beautifully acted piece of work, and its last scene is a wonder to behold."
BLAME = "It is a dull, clumsy and badly written bore, and not one of its jokes lands where it was meant to."
FILLER = (
    "The camera follows a lamplighter along the quay while the town sleeps and the tide comes in.",
    "A detective asks the same question of four sisters and gets five answers for her trouble.",
    "There is a storm, a wedding and a long walk home, and the score stays out of the way of all three.",
    "What the two brothers owe to each other is told late, in a kitchen, over a pot that boils dry.",
    "The editor trusts silence, so that a door which closes in the second hour sounds like a verdict.",
    "Nobody explains the rules of the island, and nobody needs to, since everyone on it is afraid.",
)


@dataclass(frozen=True, slots=True)
class Work:
    """A title that the sites review."""

    name: str
    director: str
    released: date
    kind: str = "movie"

    @property
    def section(self) -> str:
        """The part of a trade paper that it is reviewed in."""
        return "tv" if self.kind == "tv" else "film"

    @property
    def slug(self) -> str:
        """The name as it stands in an address."""
        return self.name.lower().replace("’", "").replace(" ", "-")


@dataclass(frozen=True, slots=True)
class Written:
    """What a site's reviewer wrote, and so what is to be read."""

    work: Work
    path: str
    author: str
    published: date
    rating10: float | None
    text: str


@dataclass(slots=True)
class PlayedSite:
    """A site on loopback; `robots` is its recorded file, `is_changed` breaks its markup, `unread` has other pages."""

    name: str
    robots: bytes
    written: dict[str, Written] = field(default_factory=dict)
    is_changed: bool = False
    extra: dict[str, Reply] = field(default_factory=dict)
    server: Loopback = field(init=False)

    def __post_init__(self) -> None:
        self.server = Loopback({"*": self.reply})

    def reply(self, asked: Asked) -> Reply:
        """Answer any request to the site."""
        if asked.path == "/robots.txt":
            return Reply(self.robots, media_type="text/plain")
        if asked.path in self.extra:
            return self.extra[asked.path]
        if asked.path in self.written:
            return self._page(asked, self.written[asked.path])
        listing = _LISTINGS[self.name](self, asked)
        return listing or Reply(b"<p>Nothing here</p>", 404, "text/html")

    def _page(self, asked: Asked, written: Written) -> Reply:
        tag = f'"{len(written.text)}-{self.is_changed}"'
        if asked.headers.get("if-none-match") == tag:
            return Reply(status=304)
        body = "<p>Enable scripts to read on.</p>" if self.is_changed else _PAGES[self.name](written)
        return _html(body, {"ETag": tag})


def works(today: date, count: int = 12) -> list[Work]:
    """Return invented titles that came out lately; the odd ones in the list are shows."""
    nouns = ("Salt", "Amber", "Cinder", "Thistle", "Marrow", "Quarry", "Lantern", "Saffron", "Bramble", "Tallow")
    places = ("Harbour", "Meridian", "Archive", "Orchard", "Viaduct", "Causeway")
    names = [f"The {noun} {place}" for place in places for noun in nouns][:count]
    return [
        Work(name, f"Ada {noun_of(name)}son", today - timedelta(days=3 + number), "tv" if number % 4 == 3 else "movie")
        for number, name in enumerate(names)
    ]


def noun_of(name: str) -> str:
    """Return the noun in the middle of an invented name."""
    return name.split()[1]


@contextmanager
def played_sites(some: Sequence[Work], samples: Path = FOLDER / "api-samples") -> Iterator[dict[str, PlayedSite]]:
    """Serve all five sites, each with a review of each title that is of its kind."""
    sites = {name: PlayedSite(name, (samples / "robots" / host).read_bytes()) for name, host in HOSTS.items()}
    for site in sites.values():
        for number, work in enumerate(some):
            written = _written(site.name, work, number)
            if written is not None:
                site.written[written.path] = written
    with ExitStack() as stack:
        for site in sites.values():
            stack.enter_context(site.server)
        yield sites


def settings_of(sites: dict[str, PlayedSite]) -> str:
    """Return the value of the setting that makes the program ask these servers."""
    return ",".join(f"{name}={site.server.url}" for name, site in sites.items())


def _written(site: str, work: Work, number: int) -> Written | None:
    paths = {
        "avclub": f"/{work.slug}-review",
        "indiewire": f"/criticism/{'shows' if work.kind == 'tv' else 'movies'}/{work.slug}-review-{1000 + number}/",
        "rogerebert": f"/reviews/{work.slug}",
        "timeout": f"/movies/{work.slug}",
        "variety": f"/{work.released.year}/{work.section}/reviews/{work.slug}-review-{number}/",
    }
    if work.kind == "tv" and site in ("rogerebert", "timeout"):
        return None
    is_kind = (number + len(site)) % 3 > 0
    rating = {
        "avclub": 8.0 if is_kind else 5.0,
        "indiewire": 9.0 if is_kind else 3.5,
        "rogerebert": 8.75 if is_kind else 2.5,
        "timeout": 8.0 if is_kind else 4.0,
        "variety": None,
    }[site]
    sentences = [FILLER[(number + step) % len(FILLER)] for step in range(5)]
    opening = f"{work.name} comes from {work.director}, who has made nothing like it before."
    text = "\n\n".join([opening, *sentences[:3], PRAISE if is_kind else BLAME, *sentences[3:]])
    author = ("Nora Vale", "Ilse Brandt", "Tom Okafor")[number % 3]
    return Written(work, paths[site], author, work.released + timedelta(days=1), rating, text)


def _html(body: str, headers: dict[str, str] | None = None, head: str = "") -> Reply:
    page = f"<!doctype html><html lang='en'><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"
    return Reply(page.encode(), media_type="text/html; charset=utf-8", headers=headers or {})


def _paragraphs(written: Written) -> str:
    return "".join(f"<p>{escape(part)}</p>" for part in written.text.split("\n\n"))


def _json_ld(node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def _rogerebert(written: Written) -> str:
    """A `Review` in JSON-LD; the text stands in the article only."""
    node = {
        "@context": "https://schema.org",
        "@type": "Review",
        "author": {"@type": "Person", "name": written.author},
        "datePublished": written.published.isoformat(),
        "itemReviewed": {
            "@type": "Movie",
            "name": written.work.name,
            "dateCreated": str(written.work.released.year),
            "director": {"@type": "Person", "name": written.work.director},
        },
        "reviewRating": {"@type": "Rating", "ratingValue": (written.rating10 or 0) * 0.4, "bestRating": 4},
    }
    text = f"<div class='entry-content'>{_paragraphs(written)}</div>"
    return _json_ld(node) + f"<article><h1>{escape(written.work.name)}</h1>{text}</article>"


def _timeout(written: Written) -> str:
    """A graph in JSON-LD, with the text in it."""
    review = {
        "@type": "Review",
        "author": [{"@type": "Person", "name": written.author}],
        "datePublished": f"{written.published.isoformat()}T08:00:00+00:00",
        "itemReviewed": {"@type": "Movie", "name": written.work.name, "director": [{"name": written.work.director}]},
        "reviewBody": "".join(f"<p>{part}</p>" for part in written.text.split("\n\n")),
        "reviewRating": {"@type": "Rating", "ratingValue": str(round((written.rating10 or 0) / 2)), "bestRating": "5"},
    }
    return _json_ld({"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "T"}, review]}) + (
        f"<main><h1>{escape(written.work.name)}</h1></main>"
    )


def _avclub(written: Written) -> str:
    """Microdata."""
    grade = {8.0: "B+", 5.0: "C-"}[written.rating10 or 5.0]
    kind = "TVSeries" if written.work.kind == "tv" else "Movie"
    return f"""<main itemscope itemtype="https://schema.org/Review">
      <h1>{escape(written.work.name)} review: a story of the sea</h1>
      <div itemprop="itemReviewed" itemscope itemtype="https://schema.org/{kind}">
        <span itemprop="name">{escape(written.work.name)}</span>
        <meta itemprop="datePublished" content="{written.work.released.isoformat()}"></div>
      <span itemprop="author" itemscope itemtype="https://schema.org/Person">
        <b itemprop="name">{written.author}</b></span>
      <meta itemprop="datePublished" content="{written.published.isoformat()}">
      <div itemprop="reviewRating" itemscope itemtype="https://schema.org/Rating">
        <b itemprop="ratingValue">{grade}</b></div>
      <div itemprop="reviewBody">{_paragraphs(written)}</div></main>"""


def _variety(written: Written) -> str:
    """A plain article without structured data."""
    return f"""<article><h1>‘{escape(written.work.name)}’ Review: A Town by the Water</h1>
      <div class="author"><a href="/author/x">{written.author}</a></div>
      <time datetime="{written.published.isoformat()}T12:00:00Z">lately</time>{_paragraphs(written)}
      <section class="credits"><span>Directed by: {written.work.director}.</span></section></article>"""


def _indiewire(written: Written) -> str:
    """A plain article with a grade at its end."""
    grade = {9.0: "A-", 3.5: "D"}[written.rating10 or 3.5]
    return f"""<article><h1>‘{escape(written.work.name)}’ Review: Salt and Ash</h1>
      <a rel="author" href="/author/x">{written.author}</a>
      <time datetime="{written.published.isoformat()}">lately</time>{_paragraphs(written)}
      <p><strong>Grade: {grade}</strong></p></article>"""


def _search(site: PlayedSite, asked: Asked) -> Reply | None:
    if asked.path != "/" or "s" not in asked.query:
        return None
    found = [x for x in site.written.values() if x.work.name.lower() == asked.query["s"].lower()]
    links = [f'<a href="{site.server.url}{x.path}">{escape(x.work.name)}</a>' for x in found]
    return _html(f"<nav><a href='/reviews/elsewhere'>Other</a></nav><main>{''.join(links)}</main>")


def _feed(site: PlayedSite, paths: Sequence[str]) -> Reply:
    items = [
        f"<item><title>{escape(site.written[path].work.name) if path in site.written else 'More'}</title>"
        f"<link>{site.server.url}{path}</link><pubDate>Mon, 05 Jan 2026 10:00:00 GMT</pubDate></item>"
        for path in paths
    ]
    xml = f"<?xml version='1.0'?><rss version='2.0'><channel><title>Reviews</title>{''.join(items)}</channel></rss>"
    return Reply(xml.encode(), media_type="application/rss+xml")


def _sitemap(site: PlayedSite, paths: Sequence[str]) -> bytes:
    urls = "".join(f"<url><loc>{site.server.url}{path}</loc><lastmod>2026-01-05</lastmod></url>" for path in paths)
    return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>".encode()


def _index(site: PlayedSite, children: Sequence[str]) -> bytes:
    maps = "".join(f"<sitemap><loc>{site.server.url}{path}</loc></sitemap>" for path in children)
    return f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{maps}</sitemapindex>".encode()


def _variety_listings(site: PlayedSite, asked: Asked) -> Reply | None:
    films = [path for path in site.written if "/film/" in path]
    shows = [path for path in site.written if "/tv/" in path]
    # An address of a review's shape that robots.txt forbids: "Disallow: *?replytocom".
    tempting = [f"{films[0]}?replytocom=7"] if films else []
    feeds = {"/v/film/reviews/feed/": [*films, *tempting], "/v/tv/reviews/feed/": shows}
    return _feed(site, feeds[asked.path]) if asked.path in feeds else None


def _indiewire_listings(site: PlayedSite, asked: Asked) -> Reply | None:
    paths = list(site.written)
    half = len(paths) // 2
    if asked.path == "/criticism/feed/":
        return _feed(site, [*paths[:half], f"{paths[0]}?replytocom=7"])
    maps = {
        "/sitemap_index.xml": _index(site, ["/post-sitemap.xml", "/page-sitemap.xml"]),
        "/post-sitemap.xml": _sitemap(site, paths[half - 1 :]),
    }
    return Reply(maps[asked.path], media_type="text/xml") if asked.path in maps else None


def _avclub_listings(site: PlayedSite, asked: Asked) -> Reply | None:
    first = next(iter(site.written.values())).work.slug
    maps = {
        "/sitemap.xml": _index(site, ["/sitemap/post-1.xml"]),
        # "Disallow: /1648752224" forbids all that begins so.
        "/sitemap/post-1.xml": _sitemap(site, [*site.written, f"/1648752224-{first}-review"]),
    }
    return Reply(maps[asked.path], media_type="text/xml") if asked.path in maps else None


def _timeout_listings(site: PlayedSite, asked: Asked) -> Reply | None:
    first = next(iter(site.written.values())).work.slug
    # An address of a film's shape that robots.txt forbids by its ending.
    paths = [*site.written, f"/movies/{first}.php"]
    if asked.path == "/sitemap.xml.gz":
        return Reply(gzip.compress(_sitemap(site, paths)), media_type="application/gzip")
    return None


_PAGES = {
    "avclub": _avclub,
    "indiewire": _indiewire,
    "rogerebert": _rogerebert,
    "timeout": _timeout,
    "variety": _variety,
}
_LISTINGS = {
    "avclub": _avclub_listings,
    "indiewire": _indiewire_listings,
    "rogerebert": _search,
    "timeout": _timeout_listings,
    "variety": _variety_listings,
}
