"""Checks one listing against the data rules before it is stored."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache

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
    if not all(map(is_storable, _strings(listing))):
        broken.append(("text is not valid Unicode", "A field holds a NUL character or half a surrogate pair."))
    return broken


def _strings(listing: Listing) -> Iterator[str]:
    """Yield every string of a listing, those of its texts, ids and releases included."""
    waiting: list[object] = [listing]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            waiting.extend(value)
        else:
            waiting.extend(getattr(value, name) for name in _field_names(type(value)))


@cache
def _field_names(kind: type) -> tuple[str, ...]:
    """Return the names of a dataclass's fields, none for other values; looked up once a class, for speed."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
