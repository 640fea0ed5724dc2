"""A title in the words of schema.org, as search engines read it on its page (JSON-LD)."""

from datetime import date
from urllib.parse import quote

from trending_now.domain.title import ExternalId, Kind, Namespace
from trending_now.store.reading.detail import TitleDetail
from trending_now.web.pages import wording

TYPES = {Kind.MOVIE: "Movie", Kind.TV: "TVSeries", None: "CreativeWork"}
PAGES = {
    Namespace.IMDB: "https://www.imdb.com/title/{}/",
    Namespace.WIKIDATA: "https://www.wikidata.org/wiki/{}",
    Namespace.TVDB: "https://thetvdb.com/dereferrer/series/{}",
    Namespace.TVMAZE: "https://www.tvmaze.com/shows/{}",
    Namespace.TMDB_MOVIE: "https://www.themoviedb.org/movie/{}",
    Namespace.TMDB_TV: "https://www.themoviedb.org/tv/{}",
}


def page_of(external: ExternalId) -> str:
    """Return the address of the page that another catalogue has of a title."""
    return PAGES[external.namespace].format(quote(external.value, safe=""))


def told_of(detail: TitleDetail, site: str) -> dict[str, object]:
    """Return what a site, named by the address of its home page, tells of a title; what is not known is left out.

    Plots, reviews and posters stay out: they need their credit beside them.
    """
    title = detail.card.title
    is_film = title.kind is Kind.MOVIE
    told = {
        "@context": "https://schema.org",
        "@type": TYPES[title.kind],
        "name": title.name,
        "alternateName": title.original_name if title.original_name != title.name else None,
        "url": f"{site}titles/{title.id}",
        "genre": [score.genre.value for score in detail.card.genres],
        "datePublished": _published(detail),
        "duration": f"PT{title.runtime_minutes}M" if title.runtime_minutes and is_film else None,
        "inLanguage": title.language,
        "countryOfOrigin": [{"@type": "Country", "name": wording.region(code)} for code in title.countries],
        "sameAs": sorted(map(page_of, detail.external_ids)),
    }
    return {name: value for name, value in told.items() if value}


def _published(detail: TitleDetail) -> str | None:
    """Return the day of a film's first release, if it is of the film's year; else the year.

    An old film is shown again, and of a show only the episodes of the last days may be known.
    """
    year, first = detail.card.title.year, min((release.date for release in detail.releases), default=date.max)
    if detail.card.title.kind is Kind.MOVIE and first.year == year:
        return first.isoformat()
    return str(year) if year else None
