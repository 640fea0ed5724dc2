"""Compares two names: the same, another form or spelling, one with additions, or different ones."""

import re
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from trending_now.domain.countries import code_of_country
from trending_now.domain.names import name_key, words_of

Ratio = Callable[[str, str], float]
"""How alike two texts are, 0 to 100."""

LEAST_SPELLING = 90.0
SHORTEST_SPELT = 10
SHORTEST_CLOSED = 5  # letters: "Set Up" and "Setup"
MEDIUM = (
    r"4k|uhd|3d|imax|hd|restor|dub|episode|silent|black (?:&|and) white|colou?r|\bcut\b|\bsub|version|edit|"
    r"uncut|unrated|extended|remaster|english|hindi|tamil|telugu|spanish|español|french|feature|movie|film|series|tv"
)
FORMAT = re.compile(
    rf"[\[(][^\[\]()]*(?:\d{{4}}|{MEDIUM})[^\[\]()]*[\])]|"
    r"(?::| [–-]) [^:–-]*\b(?:cut|edition|version|remastered)$| in 3-?d$",
    re.IGNORECASE,
)
FORMAT_WORDS = frozenset({"3d", "4k", "uhd", "imax", "hd", "movie", "disneynature"})
SHORT_WORD = 3  # letters: "in" and "on" are two words, not one in two spellings
SURE_SPELLING = 95.0
OF_SOMEBODY = re.compile(
    r"^(?!The |An? |My |Our )(?:(?:[A-Z][\w.&-]*|&|and) ){0,4}[A-Z][\w.]+(?:['’]s|s['’]) (?=\S+ \S+)"
)
SOMEBODY = re.compile(r"^[^\W\d_][\w.'’-]+ [^\W\d_][\w.'’-]+: (?=\S+ \S+)")
SPOKEN = re.compile(r" (?:en|in) (?:Español|Spanish|English|Hindi|Tamil|Telugu|French)$", re.I)
BRAND = re.compile(r"^(?:(?:Walt )?Disney(?:['’]s)?|Marvel Studios['’]?|DreamWorks) (?=\S)")
QUOTED = re.compile(r"[\"“]([^\"”]{3,})[\"”]")
SOLD_AS = re.compile(
    r"^(.+?) (?:[–-]|(?:19|20)\d\d) .*"
    r"\b(?:classic|film|movie|feature|comedy|western|musical|noir|documentary|special|starring)\b",
    re.I,
)
STARRING = re.compile(r"^[A-Z][\w.'’-]+ [A-Z][\w.'’-]+(?: (?:&|and) [A-Z][\w.'’-]+ [A-Z][\w.'’-]+)? in (?=[A-Z])")
ALSO_KNOWN = re.compile(r" \(?(?:aka|a\.k\.a\.)\s+", re.I)
THREE_D = re.compile(r"\b3-?D\b", re.I)
TELLS_OF_FORMS = re.compile(  # a name without any of these has no other form
    r"[(\['’:–\"“]|- | 3-?d\b| a\.?k\.?a\.? | (?:en|in) \w+$|(?:19|20)\d\d .|^disney|^walt |^dreamworks", re.I
)
NUMERALS = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "two": "2", "three": "3"}
NUMERALS |= {"one": "1", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10"}
ROMAN = {  # of events held each year: their names differ in it alone
    tens + ones: str(10 * (ten + 1) + one)
    for ten, tens in enumerate(("x", "xx", "xxx", "xl", "l", "lx"))
    for one, ones in enumerate(("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"))
    if len(tens + ones) > 1
}
LETTERS = {"i": "1", "v": "5", "x": "10"}  # numbers only behind one of these words: "Malcolm X" is none
BEFORE_A_NUMBER = frozenset({"part", "chapter", "volume", "vol", "episode", "book", "season", "act"})
ARTICLE = re.compile(r"^(the|a|an) ")
ARTICLES = re.compile(r"\b(?:the|an?) ")
INITIALS = re.compile(r"\b([^\W\d_]) (?=[^\W\d_]\b)|\b(\d) (?=\d\b)")
TWICE = re.compile(r"([^\W\d_])\1")
BREATHED = re.compile(r"(?<=[bcdgjkprstz])h")
BREAKS = re.compile(r":| [–-] | \(")
PARTS = re.compile(r": | [–-] | \(")


class NameRelation(StrEnum):
    """The relation of two names."""

    EQUAL = "the same name"
    VARIANT = "the same name in another form"
    SPELLING = "the same name in another spelling"
    OWNED = "the same name after somebody's"
    CONTINUED = "one name continued in the other"
    CONTAINED = "one name within the other"
    WITHIN = "the words of one name within the other"
    OTHER = "other names"


def compare_names(ones: tuple[str, ...], others: tuple[str, ...], ratio: Ratio) -> tuple[NameRelation, bool]:
    """Return the closest relation of any two names, and whether only one of the two has an article."""
    found = [(_compare(a, b, ratio), _has_article(a) != _has_article(b)) for a in ones for b in others]
    order = list(NameRelation)
    return min(found, key=lambda pair: (order.index(pair[0]), pair[1]))


@lru_cache(8192)
def variant_keys(name: str) -> frozenset[str]:
    """Return the forms under which the same name may stand elsewhere."""
    if not TELLS_OF_FORMS.search(name):
        return frozenset((_plain_key(name),))
    return frozenset(key for form in (*_forms(name), *_without_owner(name)) if (key := _plain_key(form)))


@lru_cache(8192)
def lookup_keys(name: str) -> frozenset[str]:
    """Return all keys under which a title may be looked up: its name, its forms and its parts."""
    key = name_key(name)
    found = {key, _plain_key(name), *_closed(key)}
    if not TELLS_OF_FORMS.search(name):
        return frozenset(found)
    parts = PARTS.split(_bare(name))
    return variant_keys(name).union(found, filter(None, map(_plain_key, parts)))


def other_keys(name: str, original_name: str | None) -> frozenset[str]:
    """Return all keys of a title besides that of its name."""
    found = lookup_keys(name) | lookup_keys(original_name) if original_name else lookup_keys(name)
    return found - {name_key(name)}


@lru_cache(8192)
def sound_of(key: str) -> str:
    """Return what transliterations of a key share: no double letters, no "h" of aspiration ("Bandhish", "Naalayak")."""
    return TWICE.sub(r"\1", BREATHED.sub("", key))


def _closed(key: str) -> set[str]:
    """Return how a short name sounds, and a pair of short words as one word; longer names are found by their ends."""
    closed = key.replace(" ", "")
    if len(closed) >= SHORTEST_SPELT:
        return set()
    is_pair = key.count(" ") == 1 and len(closed) >= SHORTEST_CLOSED
    return {sound_of(key), closed} if is_pair else {sound_of(key)}


def _compare(one: str, other: str, ratio: Ratio) -> NameRelation:
    if name_key(one) == name_key(other):
        return NameRelation.EQUAL
    if {_compared_key(form) for form in _forms(one)} & {_compared_key(form) for form in _forms(other)}:
        return NameRelation.VARIANT
    if variant_keys(one) & variant_keys(other):
        return NameRelation.OWNED
    return _compare_letters(one, other, ratio)


def _compare_letters(one: str, other: str, ratio: Ratio) -> NameRelation:
    plain = _compared_key(_bare(one)), _compared_key(_bare(other))
    closed = [key.replace(" ", "") for key in plain]
    if sound_of(closed[0]) == sound_of(closed[1]) and max(map(len, closed)) >= SHORTEST_CLOSED:
        return NameRelation.SPELLING
    if _end_alike(one, other):
        return NameRelation.SPELLING
    if _numbers(plain[0]) != _numbers(plain[1]):
        return NameRelation.CONTINUED if _begins(plain[0], other) or _begins(plain[1], one) else NameRelation.OTHER
    if _is_spelling(*plain, ratio):
        return NameRelation.SPELLING
    short, long = sorted(plain, key=len)
    if f" {short} " not in f" {long} ":
        return NameRelation.OTHER
    return _part_of(short, next(bare for bare in map(_bare, (one, other)) if _compared_key(bare) == long))


def _forms(name: str) -> set[str]:
    """Return a name, and its forms without words for the medium, the number, or a distributor's additions."""
    if not TELLS_OF_FORMS.search(name):
        return {name}
    bare = _bare(name)
    found = {
        name,
        bare,
        BRAND.sub("", bare),
        SPOKEN.sub("", bare),
        THREE_D.sub("3", bare),
        *ALSO_KNOWN.split(bare),
    }
    if sold := SOLD_AS.match(bare):
        found |= {sold[1], STARRING.sub("", sold[1])}
    if (quoted := QUOTED.search(bare)) and len(quoted[0]) < len(bare):
        found.add(quoted[1])
    return found


def _without_owner(name: str) -> set[str]:
    """Return a name without "Somebody's" or "Some Body:"; the work may be the same, but many names end alike."""
    bare = _bare(name)
    return {owner.sub("", bare) for owner in (OF_SOMEBODY, SOMEBODY)} - {bare}


def _is_spelling(one: str, other: str, ratio: Ratio) -> bool:
    """Tell whether two names have nearly the same spelling, and do not differ in a short word."""
    if min(len(one), len(other)) < SHORTEST_SPELT:
        return False
    if ARTICLES.sub("", one) == ARTICLES.sub("", other):
        return True
    alike, words = ratio(one, other), (one.split(), other.split())
    if len(words[0]) != len(words[1]):
        return alike >= LEAST_SPELLING
    differing = [pair for pair in zip(*words, strict=True) if pair[0] != pair[1]]
    if any(map(_are_two_countries, differing)):
        return False
    if alike >= SURE_SPELLING:
        return True
    return alike >= LEAST_SPELLING and any(max(map(len, pair)) > SHORT_WORD for pair in differing)


def _are_two_countries(words: tuple[str, str]) -> bool:
    """Tell whether both are countries, and not one in two spellings: one show may be made in each."""
    codes = {code_of_country(word) for word in words}
    return len(codes) > 1 and None not in codes


def _part_of(short: str, longer: str) -> NameRelation:
    """Tell whether a shorter name is the whole part before or after a colon or dash of a longer one."""
    found = list(BREAKS.finditer(longer))
    if any(_compared_key(longer[: each.start()]) == short for each in found):
        return NameRelation.CONTINUED
    return (
        NameRelation.CONTAINED
        if any(_compared_key(longer[each.end() :]) == short for each in found)
        else NameRelation.WITHIN
    )


def _end_alike(one: str, other: str) -> bool:
    """Tell whether two names begin with one word, and two words or more stand after the last colon or dash of both."""
    end = _ending(one)
    return end == _ending(other) and " " in end[1] and not _numbers(end[1])


@lru_cache(8192)
def _ending(name: str) -> tuple[str, str]:
    """Return a name's first word, and what stands after its last colon or dash."""
    return name_key(name).partition(" ")[0], _compared_key(PARTS.split(_bare(name))[-1])


def _begins(short: str, longer: str) -> bool:
    """Tell whether a name without a number is all that stands before the colon of a longer one."""
    return not _numbers(short) and any(
        _compared_key(longer[: each.start()]) == short for each in BREAKS.finditer(longer)
    )


@lru_cache(8192)
def _bare(name: str) -> str:
    """Return a name without words for the medium."""
    return FORMAT.sub(" ", name).strip()


@lru_cache(8192)
def _plain_key(name: str) -> str:
    """Return a name's key with numerals as figures and without words of the medium."""
    key = name_key(name)
    words = key.split()
    if 1 in map(len, words):
        key = INITIALS.sub(r"\1\2", key)
        words = key.split()
    if NUMERALS.keys().isdisjoint(words) and FORMAT_WORDS.isdisjoint(words):
        return key.removesuffix(" the")
    words = [NUMERALS.get(word, word) for word in words]
    kept = [word for word in words if word not in FORMAT_WORDS]
    return " ".join(kept or words).removesuffix(" the")


@lru_cache(8192)
def _compared_key(name: str) -> str:
    """Return a name's plain key with all Roman numerals as figures: one at the beginning is a word."""
    words = _plain_key(name).split(" ")
    return " ".join((words[0], *(_as_figure(*pair) for pair in pairwise(words))))


def _as_figure(before: str, word: str) -> str:
    return ROMAN.get(word) or (LETTERS.get(word, word) if before in BEFORE_A_NUMBER else word)


def _numbers(key: str) -> list[str]:
    return sorted(word for word in key.split() if word.isdigit())


@lru_cache(8192)
def _has_article(name: str) -> bool:
    return any(ARTICLE.match(words_of(form)) for form in (name, *_without_owner(name)))
