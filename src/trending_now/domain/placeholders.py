"""Phrases that stand where a plot is missing."""

import re

from trending_now.domain.names import words_of

LONGEST_PLACEHOLDER = 200
_WHAT = (
    r"(?:plot|overview|synopsis|summary|description|storyline|story)"
    r"(?: (?:summary|summaries|outline|synopsis|details?))?"
)
_LATER = r"(?: (?:yet|currently|right now|for now|at this time|at the moment|in english))*"
_MISSING = (
    r"(?:unknown|undisclosed|unavailable|missing|tba|tbd|under wraps|coming soon|"
    r"to be (?:announced|confirmed|determined)|"
    r"not (?:yet |currently )?(?:available|known|announced|released|disclosed|revealed|provided))"
)
_PLACEHOLDER = re.compile(
    rf"n a|na|none|null|nil|nan|tba|tbd|tbc|t b [acd]|unknown|coming soon(?: to \w+)?|"
    r"to be (?:announced|confirmed|determined)|"
    rf"(?:there is )?no {_WHAT}(?: (?:is|was|has been))?(?: (?:yet|currently))?"
    rf"(?: (?:available|found|given|known|provided|added|written))?{_LATER}|"
    rf"(?:coming soon(?: to \w+)? )?(?:the |its )?{_WHAT} (?:(?:is|are|remains?|being|kept|still|currently) )*"
    rf"{_MISSING}{_LATER}|"
    rf"(?:sorry )?we don t have (?:an?|any) {_WHAT}(?: translated in english)?(?: for this \w+)?{_LATER}"
    r"(?: (?:please )?help us expand our database by adding one)?|"
    rf"(?:it looks like )?(?:we|this \w+) (?:don t|doesn t) have (?:an?|any) {_WHAT}(?: for this \w+)?{_LATER}"
    r"(?: be the first to (?:contribute|add one))?|"
    rf"add (?:a|the) {_WHAT}|be the first to add (?:a|the) {_WHAT}"
)


def is_placeholder(text: str) -> bool:
    """Tell whether a plot only says that there is none: "No overview available.", "Plot unknown", "N/A"."""
    return len(text.strip()) <= LONGEST_PLACEHOLDER and _PLACEHOLDER.fullmatch(words_of(text)) is not None
