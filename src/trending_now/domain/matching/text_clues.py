"""Evidence from texts and tags that two listings are of one work: years, names of people and places, and its make.

Two texts on one work name the same people; those of namesakes do not. Pure rules on the openings of texts.
"""

import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import lru_cache

from trending_now.domain.names import words_of

LONGEST_READ = 1_500  # letters of a text: what it is about stands at its beginning
SENTENCE_END = re.compile(r"(?<=[.!?:;\"”])\s+")
WORD = re.compile(r"[^\W\d_][\w’'-]*")
SHORTEST_NAME = 3  # letters
SHORTEST_LONG = 7
YEAR_SAID = re.compile(r"\b(?:is|was) an? (?:\w+ ){0,2}?(1[89]\d\d|20\d\d)\b|\bin this (1[89]\d\d|20\d\d) (?=[a-z])")
COMMON_WORDS = """
academy africa african america american america's award awards australian best black bollywood british canada canadian
china chinese christmas city college day director disney emmy england english europe european festival film french
germany god grammy hindi high hollywood india indian inc. international irish israeli italian italy japan japanese
jewish korean las latin london los angeles lord miss movie mrs national new north york netflix oscar paris park
pictures series picture prize queen king russian san school season show soviet south spanish state states street
studios television texas united universal university vegas warner bros world war west western january february march
april june july august september october november december
"""  # with a capital, yet no name of a story's own
COMMON = frozenset(COMMON_WORDS.split())
MAKES = {
    "comedy": "comed|stand-up|farce|sitcom",
    "drama": "drama|tearjerker|melodrama",
    "horror": "horror|slasher|monster",
    "thriller": "thriller|suspense|crime|myster|noir|detective|whodunit|gangster|heist|spy",
    "fact": "documentar|docuser|news|concert",
    "western": "western",
    "sport": "sport|boxing",
    "drawn": "animat|anime|cartoon",
    "romance": "romance|romantic",
    "war": r"\bwar\b|military",
    "music": "music|concert",
    "fancy": "science fiction|sci-fi|fantasy|superhero",
    "family": "family|kids|children|animat|cartoon",
    "action": "action|adventure|martial|swashbuckl",
    "erotic": "erotic|adult",
    "history": "histor|period|biograph",
}
MAKE = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in MAKES.items()}

MANY = 3  # makes
FREQUENT = frozenset({"drama", "comedy", "romance", "action"})
TENSE = frozenset({"action", "thriller", "war"})


class Make(StrEnum):
    """How the makes of two works stand to each other, as their tags say."""

    SURELY = "alike, and few are"
    ALIKE = "alike"
    UNKNOWN = "unknown"
    OTHER = "other"
    CONTRARY = "one of what is, the other made up"


@lru_cache(2048)
def years_said(text: str) -> frozenset[int]:
    """Return the years that a text's opening gives its work: "is a 1950 film"."""
    return frozenset(int(found[1] or found[2]) for found in YEAR_SAID.finditer(text[:LONGEST_READ]))


@lru_cache(2048)
def names_in(text: str) -> frozenset[str]:
    """Return the names that stand in a text, folded: words with a capital that begin no sentence."""
    found: set[str] = set()
    for sentence in SENTENCE_END.split(text[:LONGEST_READ]):
        for word in WORD.findall(sentence)[1:]:
            if word[0].isupper() and len(word) >= SHORTEST_NAME:
                found.add(words_of(word).removesuffix(" s"))
    return frozenset(found - COMMON)


@lru_cache(2048)
def words_in(text: str) -> frozenset[str]:
    """Return all words of a text, folded."""
    return frozenset(words_of(text[:LONGEST_READ]).split())


@lru_cache(2048)
def long_words_in(text: str) -> frozenset[str]:
    """Return the long words of a text, folded: the longer, the rarer."""
    return frozenset(word for word in words_in(text) if len(word) >= SHORTEST_LONG)


@lru_cache(8192)
def make_of(tags: tuple[str, ...]) -> frozenset[str]:
    """Return what tags, of whichever vocabulary, say of a work's make."""
    said = " ".join(tags)
    return frozenset(name for name, pattern in MAKE.items() if pattern.search(said))


def compare_makes(tags: tuple[str, ...], other_tags: tuple[str, ...]) -> Make:
    """Return how the makes of two works stand to each other; sure are three shared ones, or one that few works have."""
    one, other = make_of(tags), make_of(other_tags)
    if not one or not other:
        return Make.UNKNOWN
    common = one & other
    if len(common) >= MANY or common - FREQUENT:
        return Make.SURELY
    if common or (one & TENSE and other & TENSE):
        return Make.ALIKE
    return Make.CONTRARY if "fact" in one | other else Make.OTHER


def shared(read: Callable[[str], frozenset[str]], ones: Iterable[str], others: Iterable[str]) -> frozenset[str]:
    """Return what is read in the texts of both."""
    return frozenset().union(*map(read, ones)) & frozenset().union(*map(read, others))
