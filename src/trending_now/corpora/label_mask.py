"""Removes the genre label from a text: a model would learn to copy it from "is a 1934 American drama film"."""

import re

from trending_now.corpora.label_words import BESIDE_WORKS, LABEL_NOUNS, LABEL_WORDS, STEMS, STORY_NOUNS, WORKS
from trending_now.domain.genre import Genre

_LABEL = "|".join(LABEL_WORDS.values())
_JOINT = r"(?:\s*[,/&–—-]\s*(?:and\s+)?|\s+(?:and|or|&|slash)\s+|\s+)"
_MOST_MORE = 12  # labels after a first one; an endless run would be matched again from each of its words
_FILLER = rf"(?:(?:{BESIDE_WORKS}|(?-i:[A-Z])[\w-]*|\d+(?:-?\w+)?)\b{_JOINT})"
_RUN = rf"(?<![\w-])(?:{_LABEL})\b(?:{_JOINT}{_FILLER}?(?:{_LABEL})\b){{0,{_MOST_MORE}}}"
_ABOUT_A_FILM = (
    r"(?:directed|co-directed|starring|written|co-written|produced|based|loosely|released|featuring|created|filmed|adapted|"
    r"distributed|by\b|from\s+(?:director|the\s+studio|\d)|and\s+(?:directed|stars))"
)
_AFTER = (
    r"(?:$|[.,;:(\n]|about|set\b|from\b|made|shot|in\s+which|that|which|with|for|of\b|in\b|and\s+the|concerning|centered|"
    r"centred|revolving|following|depicting|dealing|on\b|was|is\b|where)"
)
_TELLS = r"(?:follows|tells|stars|cent(?:er|re)s|revolves|concerns|depicts|focuses|explores|chronicles|features|begins)"
_BETWEEN = r"(?:(?!(?:to|on|of|for|with|into|from|who|that|which|when|where|as|and|in|at|by)\b)[\w'’/&.-]+,?\s+){0,9}?"
BEFORE_WORK = re.compile(rf"{_RUN}{_JOINT}(?={_FILLER}{{0,4}}{WORKS}\b)", re.IGNORECASE)
AS_NOUN = re.compile(
    rf"(?P<before>\b(?:is|was|are|were|as|being|remains)\s+(?:an?|the|one\s+of\s+the)\s+{_BETWEEN})(?:{_RUN}{_JOINT})?"
    rf"(?:(?:{LABEL_NOUNS})\b(?=\s*{_AFTER}|\s*{_ABOUT_A_FILM})|(?:{STORY_NOUNS})\b(?=\s*{_ABOUT_A_FILM}))",
    re.IGNORECASE,
)
AS_SUBJECT = re.compile(
    rf"(?P<before>\b(?:in\s+)?(?:this|the)\s+)(?:{_RUN}{_JOINT})?(?:{LABEL_NOUNS})\b(?=\s+{_TELLS})", re.IGNORECASE
)
SENTENCE = re.compile(r"[^.!?\n]*[.!?\n]?")
WORK = "film"


def mask_labels(text: str) -> str:
    """Return the text without the genre words that stand before a word for a work, or instead of one.

    "A 1934 American drama film" loses one word; in "is a musical comedy starring" the label becomes "film". What
    happens in the story stays: "a war orphan", "the family".
    """
    return "".join(_masked(part) if _may_label(part) else part for part in SENTENCE.findall(text))


def genre_words(genre: Genre) -> str:
    """Return a pattern of a genre's own words, in lower case; outside of the story, they give away the label."""
    return rf"\b(?:{LABEL_WORDS[genre]})\b"


def _may_label(sentence: str) -> bool:
    """Tell quickly whether a sentence may have a label, since few do."""
    lowered = sentence.casefold()
    return any(stem in lowered for stem in STEMS)


def _masked(sentence: str) -> str:
    sentence = BEFORE_WORK.sub("", sentence)
    sentence = AS_NOUN.sub(rf"\g<before>{WORK}", sentence)
    return AS_SUBJECT.sub(rf"\g<before>{WORK}", sentence)
