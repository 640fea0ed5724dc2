"""Checks listings against the data rules before they are stored."""

from collections.abc import Iterable, Iterator
from itertools import chain
from math import isfinite

from trending_now.domain.names import is_blank
from trending_now.domain.run import Violation
from trending_now.domain.title import FIRST_YEAR, LAST_YEAR, Listing, Withdrawal
from trending_now.store.sql.column_types import is_storable

LONGEST_NAME = 500
LONGEST_TEXT = 1_000_000
LONGEST_KEY = 300
LONGEST_RUNTIME = 100_000


def check_listings(parsed: Iterable[Listing | Withdrawal | Violation]) -> tuple[list[Listing], list[Violation]]:
    """Return the listings that may be stored, and the violations of the parser and the data rules; both in order.

    What is withdrawn is neither.
    """
    listings: list[Listing] = []
    refused: list[Violation] = []
    for one in parsed:
        violation = broken_rule(one) if isinstance(one, Listing) else one
        if isinstance(violation, Violation):
            refused.append(violation)
        elif isinstance(one, Listing):
            listings.append(one)
    return listings, refused


def broken_rule(listing: Listing) -> Violation | None:
    """Return the first data rule that a listing breaks; None if it may be stored."""
    for rule, message in chain(_broken_facts(listing), _broken_texts(listing)):
        days = tuple({release.date for release in listing.releases})
        return Violation(listing.source, rule, listing.source_key[:LONGEST_KEY], message, listing.name[:200], days)
    return None


def _broken_facts(listing: Listing) -> Iterator[tuple[str, str]]:
    if is_blank(listing.name):
        yield "name is missing", "The record has no name."
    if len(listing.name) > LONGEST_NAME:
        yield "name is too long", f"The name has {len(listing.name)} characters; {LONGEST_NAME} are allowed."
    if listing.year is not None and not FIRST_YEAR <= listing.year <= LAST_YEAR:
        yield "year is impossible", f"The year is {listing.year}."
    if not all(FIRST_YEAR <= release.date.year <= LAST_YEAR for release in listing.releases):
        yield "release date is impossible", "A release is of a year before films, or far in the future."
    if listing.runtime_minutes is not None and not 0 <= listing.runtime_minutes <= LONGEST_RUNTIME:
        yield "runtime is impossible", f"The runtime is {listing.runtime_minutes} minutes."
    if not all(map(isfinite, _measures(listing))):
        yield "measure is not a number", "A popularity or a rating is not a finite number."


def _broken_texts(listing: Listing) -> Iterator[tuple[str, str]]:
    texts = [plot.text for plot in listing.plots] + [review.text for review in listing.reviews]
    if max(map(len, texts), default=0) > LONGEST_TEXT:
        yield "text is too long to store", f"A text has more than {LONGEST_TEXT} characters."
    if max(map(len, _keys(listing))) > LONGEST_KEY:
        yield "identifier is too long", f"An id, tag, region or platform has more than {LONGEST_KEY} characters."
    if not is_storable(_text_of(listing)):
        yield "text is not valid Unicode", "A field holds a NUL character or half a surrogate pair."


def _measures(listing: Listing) -> list[float]:
    if not (listing.reviews or listing.popularity):
        return []
    ratings = [review.rating10 for review in listing.reviews if review.rating10 is not None]
    return ratings + [measure.value for measure in listing.popularity]


def _keys(listing: Listing) -> list[str]:
    """Return the fields that databases index, where long texts are not possible."""
    keys = [listing.source_key, *(external_id.value for external_id in listing.external_ids)]
    keys += [tag.text for tag in listing.tags]
    if listing.releases:
        keys += [part for release in listing.releases for part in (release.region, release.platform) if part]
    return keys


def _text_of(listing: Listing) -> str:
    """Return all text fields of a listing, joined, so that one check covers them."""
    x = listing
    written = [x.source_key, x.name, x.original_name, x.language, x.url, x.poster_url, *x.countries]
    written += x.directors
    written += [external_id.value for external_id in x.external_ids]
    written += [tag.text for tag in x.tags]
    for release in x.releases:
        written += (release.region, release.platform)
    for plot in x.plots:
        written += (plot.text, plot.language, plot.url)
    for review in x.reviews:
        written += (review.text, review.site, review.author, review.url)
    return "\n".join(filter(None, written))
