"""Checks one listing against the data rules before it is stored."""

import re
from dataclasses import fields

from trending_now.domain.run import Violation
from trending_now.domain.title import Listing

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
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
    if UNSTORABLE.search(_all_strings(listing)):
        broken.append(("text is not valid Unicode", "A field holds a NUL character or half a surrogate pair."))
    return broken


def _all_strings(listing: Listing) -> str:
    """Return every string of a listing, joined; dataclasses print their strings escaped, so they are walked."""
    found: list[str] = []
    waiting: list[object] = [listing]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, tuple):
            waiting.extend(value)
        elif hasattr(value, "__dataclass_fields__"):
            waiting.extend(getattr(value, field.name) for field in fields(value))  # type: ignore[arg-type]
    return " ".join(found)
