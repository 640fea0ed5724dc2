"""Listings as rows of the tables, and the digest that tells whether one has changed."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from pydantic_core import to_json

from trending_now.domain.episode import Episode, greatest
from trending_now.domain.genre import SourceTag
from trending_now.domain.matching.name_forms import other_keys
from trending_now.domain.taxonomy import Taxonomy
from trending_now.domain.text import Review
from trending_now.domain.title import Listing, ReleaseType

REMEMBERED_TAGS = 10_000
RELEASE_KEY = ("date", "type", "region", "platform")
BARE = (ReleaseType.UNSPECIFIED.value, "", "")
"""The type, region and platform of a release of which only the day is known."""

Row = dict[str, Any]


def listing_digest(listing: Listing, taxonomy_version: str) -> str:
    """Return the SHA-256 of what a listing says, without releases and popularity, which are compared by themselves."""
    said = (
        listing.name, listing.kind and listing.kind.value, listing.year, listing.original_name, listing.language,
        listing.countries, listing.runtime_minutes, listing.url, listing.poster_url,
        [(external_id.namespace.value, external_id.value) for external_id in listing.external_ids],
        [(tag.vocabulary, tag.text) for tag in listing.tags],
        [(plot.text, plot.language, plot.url) for plot in listing.plots],
        [(x.text, x.site, x.author, x.url, x.published, x.rating10) for x in listing.reviews],
        taxonomy_version,
        *_newer_fields(listing),
    )  # fmt: skip
    return hashlib.sha256(to_json(said)).hexdigest()


def fact_columns(listing: Listing) -> Row:
    """Return the columns of a listing that hold its facts."""
    return {
        "name": listing.name,
        "kind": listing.kind.value if listing.kind else None,
        "year": listing.year,
        "original_name": listing.original_name,
        "language": listing.language,
        "countries": ",".join(listing.countries),
        "runtime_minutes": listing.runtime_minutes,
        "url": listing.url,
        "poster_url": listing.poster_url,
        "external_ids": [[external_id.namespace.value, external_id.value] for external_id in listing.external_ids],
        "directors": list(listing.directors),
    }


def name_form_rows(listing: Listing, listing_id: int, title_id: int) -> list[Row]:
    """Return a row for each other form of a listing's names; most have none."""
    keys = sorted(other_keys(listing.name, listing.original_name))
    return [{"listing_id": listing_id, "title_id": title_id, "key": key} for key in keys]


def release_rows(listing: Listing, listing_id: int, title_id: int) -> list[Row]:
    """Return the rows of a listing's releases, each once, with its first moment and greatest episode.

    A release that only names a day is left out if another one gives a type, region or platform for that day.
    """
    owner = {"listing_id": listing_id, "title_id": title_id}
    moments: dict[tuple[object, ...], datetime | None] = {}
    episodes: dict[tuple[object, ...], Episode | None] = {}
    for r in listing.releases:
        key = (r.date, r.type.value, r.region or "", r.platform or "")
        moments[key] = min((moment for moment in (moments.get(key), r.at) if moment), default=None)
        episodes[key] = greatest((episodes.get(key), r.episode))
    told = set() if listing.names_all_releases else {key[0] for key in moments if key[1:] != BARE}
    kept = [key for key in moments if key[1:] != BARE or key[0] not in told]
    return [
        owner | dict(zip(RELEASE_KEY, key, strict=True)) | {"at": moments[key]} | _numbers(episodes[key])
        for key in kept
    ]


def plot_rows(listing: Listing, listing_id: int, title_id: int) -> list[Row]:
    """Return the rows of a listing's plots."""
    owner = {"listing_id": listing_id, "title_id": title_id}
    return [owner | {"text": plot.text, "language": plot.language, "url": plot.url} for plot in listing.plots]


def review_rows(listing: Listing, listing_id: int, title_id: int) -> list[Row]:
    """Return the rows of a listing's reviews."""
    owner = {"listing_id": listing_id, "title_id": title_id}
    return [
        owner
        | {
            "text": review.text,
            "site": review.site,
            "author": review.author,
            "url": review.url,
            "published": review.published,
            "rating10": review.rating10,
            "is_excerpt": review.is_excerpt,
            "liking": review.liking,
            "signals": _signals(review),
            "ways": [[name, str(way)] for name, way in review.ways.items()],
        }
        for review in listing.reviews
    ]


def external_id_rows(listing: Listing, title_id: int) -> list[Row]:
    """Return the rows of the external ids that a listing gives its title."""
    return [{"namespace": x.namespace.value, "value": x.value, "title_id": title_id} for x in listing.external_ids]


def vote_rows(listing: Listing, listing_id: int, title_id: int, vote_columns: Callable[[SourceTag], Row]) -> list[Row]:
    """Return a row for each tag of a listing; `vote_columns` gives the columns that follow from the tag alone."""
    owner = {"listing_id": listing_id, "title_id": title_id}
    return [owner | vote_columns(tag) for tag in dict.fromkeys(listing.tags)]


def vote_columns_of(taxonomy: Taxonomy) -> Callable[[SourceTag], Row]:
    """Return a function from a tag to the columns of its vote; cached, since a catalogue has few different tags."""

    @lru_cache(REMEMBERED_TAGS)
    def columns(tag: SourceTag) -> Row:
        vote = taxonomy.vote(tag)
        return {
            "vocabulary": tag.vocabulary,
            "tag": tag.text,
            "known": taxonomy.knows(tag),
            "rule": vote.rule.value if vote else "",
            "genres": "|".join(vote.genres) if vote else "",
            "taxonomy": taxonomy.version,
        }

    return columns


def popularity_rows(listing: Listing, listing_id: int, title_id: int) -> list[Row]:
    """Return the rows of a listing's popularity, the last value for each measure and day."""
    owner = {"listing_id": listing_id, "title_id": title_id}
    last = {(p.source, p.measure, p.day): p.value for p in listing.popularity}
    return [
        owner | {"source": source, "measure": measure, "day": day, "value": value}
        for (source, measure, day), value in last.items()
    ]


def merged(listings: Iterable[Listing]) -> Listing:
    """Return one listing of several with the same key: the facts of the first, the releases and popularity of all."""
    several = list(listings)
    if len(several) == 1:
        return several[0]
    releases = tuple(dict.fromkeys(release for listing in several for release in listing.releases))
    popularity = tuple(measure for listing in several for measure in listing.popularity)
    return replace(several[0], releases=releases, popularity=popularity)


def _newer_fields(listing: Listing) -> list[object]:
    """Return the fields that older versions did not have, if set: other listings keep the digest they had."""
    read = [(x.is_excerpt, x.liking, _signals(x), sorted(x.ways.items())) for x in listing.reviews if x.ways]
    return [some for some in (list(listing.directors), read) if some]


def _numbers(episode: Episode | None) -> Row:
    return {"season": episode and episode.season, "episode": episode and episode.number}


def _signals(review: Review) -> dict[str, Any] | None:
    """Return what an engine read in the whole of a review, as a column; None if the whole text is kept."""
    if review.signals is None:
        return None
    genres = {genre.value: round(probability, 4) for genre, probability in review.signals.genres.items()}
    return {"engine": review.signals.engine, "genres": genres, "vibe_tags": list(review.signals.vibe_tags)}
