"""Reads the reviewed work from its schema.org node; a season or an episode counts as its show."""

import re
from collections.abc import Iterator

from trending_now.domain.names import name_key
from trending_now.domain.review import ReviewedWork
from trending_now.domain.title import ExternalId, Kind, Namespace
from trending_now.reviews.node_values import Node, day_of, listed, name_of, string_of, types_of

FILM_TYPES = frozenset({"Movie"})
PART_TYPES = frozenset({"TVSeason", "TVEpisode", "CreativeWorkSeason", "Episode"})
SHOW_TYPES = frozenset({"TVSeries", "TVSeason", "TVEpisode", "CreativeWorkSeries"})
SERIES = ("partOfSeries", "partOfTVSeries")
SEASON = "partOfSeason"
PLACES = {
    Namespace.IMDB: re.compile(r"https?://(?:www\.|m\.)?imdb\.com/(?:[a-z]{2}/)?title/(tt[0-9]{5,10})(?![0-9])"),
    Namespace.TMDB_MOVIE: re.compile(r"https?://(?:www\.)?themoviedb\.org/movie/([1-9][0-9]{0,9})(?![0-9])"),
    Namespace.TMDB_TV: re.compile(r"https?://(?:www\.)?themoviedb\.org/tv/([1-9][0-9]{0,9})(?![0-9])"),
    Namespace.WIKIDATA: re.compile(
        r"https?://(?:www\.|m\.)?wikidata\.org/(?:wiki|entity)/(Q[1-9][0-9]{0,11})(?![0-9])"
    ),
}


def subject_of(about: Node) -> Node | None:
    """Return the node of the work that a review or an article is about."""
    for name in ("itemReviewed", "about"):
        for each in listed(about.get(name)):
            if isinstance(each, dict) and (types_of(each) & (FILM_TYPES | SHOW_TYPES) or name == "itemReviewed"):
                return each
    return None


def work_of(node: Node) -> ReviewedWork | None:
    """Return a node's work; None if it has no name, or is a part of a show without naming the show.

    A part's own name, dates and directors are ignored, since they are not the show's.
    """
    whole = _series_of(node) if types_of(node) & PART_TYPES else node
    name = name_of(whole) or ""
    if whole is None or not name_key(name):
        return None
    types = types_of(node) | types_of(whole)
    kind = Kind.MOVIE if types & FILM_TYPES else Kind.TV if types & SHOW_TYPES else None
    directors = tuple(person for each in listed(whole.get("director")) if (person := name_of(each)))
    return ReviewedWork(name, _year_of(whole), kind, directors, tuple(_ids_of(whole)))


def _series_of(part: Node) -> Node | None:
    """Return the node of a part's show, from the part or its season; a plain text becomes a node with that name."""
    seasons = [season for season in listed(part.get(SEASON)) if isinstance(season, dict)]
    for owner in (part, *seasons):
        for series in (each for name in SERIES for each in listed(owner.get(name))):
            if isinstance(series, dict | str):
                return series if isinstance(series, dict) else {"name": series}
    return None


def _year_of(node: Node) -> int | None:
    days = (day_of(node.get(field)) for field in ("datePublished", "dateCreated", "startDate"))
    written = re.search(r"\b(?:18|19|20)\d\d\b", string_of(node.get("dateCreated") or node.get("datePublished")))
    return next((day.year for day in days if day), int(written[0]) if written else None)


def _ids_of(node: Node) -> Iterator[ExternalId]:
    """Yield the ids in a node's `sameAs` addresses."""
    for address in listed(node.get("sameAs")):
        said = address.get("@id") if isinstance(address, dict) else address
        for namespace, place in PLACES.items():
            if isinstance(said, str) and (found := place.match(said.strip())):
                yield ExternalId(namespace, found[1])
