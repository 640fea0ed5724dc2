"""Checks one listing against the data rules before it is stored."""

from trending_now.domain.run import Violation
from trending_now.domain.title import Listing
from trending_now.store.column_types import is_storable

LONGEST_NAME = 500
LONGEST_TEXT = 1_000_000
FIRST_YEAR, LAST_YEAR = 1870, 2100


def broken_rule(listing: Listing) -> Violation | None:
    """Return the first data rule that a listing breaks; None if it may be stored."""
    for rule, message in _rules(listing):
        return Violation(listing.source, rule, listing.source_key[:200], message, listing.name[:200])
    return None


def _rules(listing: Listing) -> list[tuple[str, str]]:
    broken = []
    if not listing.name.strip():
        broken.append(("name is missing", "The record has no name."))
    if len(listing.name) > LONGEST_NAME:
        broken.append(("name is too long", f"The name has {len(listing.name)} characters; {LONGEST_NAME} are allowed."))
    if listing.year is not None and not FIRST_YEAR <= listing.year <= LAST_YEAR:
        broken.append(("year is impossible", f"The year is {listing.year}."))
    texts = [plot.text for plot in listing.plots] + [review.text for review in listing.reviews]
    if any(len(text) > LONGEST_TEXT for text in texts):
        broken.append(("text is too long", f"A text has more than {LONGEST_TEXT} characters."))
    if not is_storable(_text_of(listing)):
        broken.append(("text is not valid Unicode", "A field holds a NUL character or half a surrogate pair."))
    return broken


def _text_of(listing: Listing) -> str:
    """Return all that strangers wrote in a listing, joined: one look finds what no database takes."""
    x = listing
    written = [x.source_key, x.name, x.original_name, x.language, x.url, x.poster_url, *x.countries]
    written += [external_id.value for external_id in x.external_ids]
    written += [tag.text for tag in x.tags]
    written += [part for release in x.releases for part in (release.region, release.platform)]
    written += [part for plot in x.plots for part in (plot.text, plot.language, plot.url)]
    written += [part for review in x.reviews for part in (review.text, review.site, review.author, review.url)]
    return "\n".join(filter(None, written))
