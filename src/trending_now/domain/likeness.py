"""Tells whether two lists speak of one title, from names, kind, year, countries and directors alone; pure rules.

Sure of it: the same; sure of the contrary: different; else uncertain, for a person to say. A false union costs more
than a duplicate, so that what merely looks alike is uncertain.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from trending_now.domain.names import name_key, words_of

Ratio = Callable[[str, str], float]
"""How alike two texts are, 0 to 100."""

MOST_YEARS_OF_SHOWS = 4  # lists give a show the year of its first, its last or any season
LEAST_SPELLING = 90.0
SHORTEST_SPELT = 10
LONG_NAME = 3  # words
FORMAT = re.compile(r"[\[(][^\])]*(?:\d{4}|4k|uhd|3d|imax|hd|shorts?|restored|dubbed|episode)[^\])]*[\])]", re.I)
FORMAT_WORDS = frozenset({"3d", "4k", "uhd", "imax", "hd", "movie", "disneynature"})
SHORT_WORD = 3  # letters: "in" and "on" are two words, not one in two spellings
SURE_SPELLING = 95.0
OF_SOMEBODY = re.compile(r"^(?!The |An? |My |Our )(?:[A-Z][\w.&-]* ){0,3}[A-Z][\w.]+['’]s (?=\S+ \S+)")
SOMEBODY = re.compile(r"^[^\W\d_][\w.'’-]+ [^\W\d_][\w.'’-]+: (?=\S+ \S+)")
NUMBERED = re.compile(r"^(.+?\b(?:\d+|[IVX]{2,}))\s*[:–-] ")
TELLS_OF_FORMS = re.compile(r"[(\['’:–]|- ")  # without one of these a name has no other form
NUMERALS = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "two": "2", "three": "3"}
ARTICLE = re.compile(r"^(the|a|an) ")


class Verdict(StrEnum):
    """What is said of two titles."""

    SAME = "same"
    UNCERTAIN = "uncertain"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Facts:
    """What tells a title from others; empty or None where it is not known."""

    name: str
    kind: str | None = None
    year: int | None = None
    other_names: tuple[str, ...] = ()
    countries: frozenset[str] = field(default_factory=frozenset)
    directors: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Likeness:
    """The verdict on two titles, and why."""

    verdict: Verdict
    reason: str


class _Names(StrEnum):
    """How two names stand to each other."""

    EQUAL = "the same name"
    VARIANT = "the same name in another form"
    SPELLING = "the same name in another spelling"
    OWNED = "the same name after somebody's"
    CONTAINED = "one name within the other"
    OTHER = "other names"


def likeness(one: Facts, other: Facts, ratio: Ratio) -> Likeness:
    """Return whether two titles are one."""
    if one.kind and other.kind and one.kind != other.kind:
        return Likeness(Verdict.DIFFERENT, "one is a film, the other a show")
    names, article_differs = _compare_names(one, other, ratio)
    if names is _Names.OTHER:
        return Likeness(Verdict.DIFFERENT, names.value)
    if one.directors and other.directors:
        shared = not {name_key(x) for x in one.directors}.isdisjoint(name_key(x) for x in other.directors)
        if not shared:
            return Likeness(Verdict.DIFFERENT, f"{names.value}, other directors")
        if _gap(one, other) is not None and _gap(one, other) <= 2 and names is not _Names.CONTAINED:  # type: ignore[operator]
            return Likeness(Verdict.SAME, f"{names.value}, the same director")
    return _by_year(one, other, names, article_differs=article_differs)


@lru_cache(8192)
def variant_keys(name: str) -> frozenset[str]:
    """Return the forms under which the same name may stand elsewhere; what to look for candidates by."""
    return frozenset(key for form in (*_forms(name), *_without_owner(name)) if (key := _plain_key(form)))


def _by_year(one: Facts, other: Facts, names: _Names, *, article_differs: bool) -> Likeness:
    gap, reason = _gap(one, other), names.value
    if gap is None:
        return Likeness(Verdict.UNCERTAIN, f"{reason}, a year is not known")
    apart = f"{reason}, {gap} years apart" if gap else f"{reason}, the same year"
    if names in (_Names.CONTAINED, _Names.OWNED):
        return Likeness(_part_verdict(names, gap, is_film=one.kind == "movie", article_differs=article_differs), apart)
    words = len(name_key(one.name).split())
    foreign = one.countries and other.countries and one.countries.isdisjoint(other.countries)
    if foreign and not (words >= LONG_NAME and gap == 1):  # two lands often make one film, two films seldom a long name
        return Likeness(Verdict.DIFFERENT if gap else Verdict.UNCERTAIN, f"{apart}, from other countries")
    if gap <= 1:
        common = words == 1 and article_differs and one.countries.isdisjoint(other.countries)
        return Likeness(Verdict.UNCERTAIN if common else Verdict.SAME, apart)
    return _further_apart(one, other, names, gap, apart)


def _part_verdict(names: _Names, gap: int, *, is_film: bool, article_differs: bool) -> Verdict:
    """Return the verdict where one name is a part of the other: documentaries above all are named "Somebody: …"."""
    if names is _Names.OWNED and gap == 0 and is_film and not article_differs:
        return Verdict.SAME
    most_years = 1 if names is _Names.OWNED else 0
    return Verdict.UNCERTAIN if gap <= most_years else Verdict.DIFFERENT


def _further_apart(one: Facts, other: Facts, names: _Names, gap: int, apart: str) -> Likeness:
    """Return the verdict on two titles two years or more apart: a long name says more than a short one."""
    words = len(name_key(one.name).split())
    is_show = one.kind == other.kind == "tv"
    if is_show and names is _Names.EQUAL and gap <= MOST_YEARS_OF_SHOWS:
        return Likeness(Verdict.SAME if words > 1 else Verdict.UNCERTAIN, apart)
    if gap == 2 and words >= LONG_NAME and not one.countries.isdisjoint(other.countries):
        return Likeness(Verdict.SAME, f"{apart}, from one country")
    return Likeness(Verdict.UNCERTAIN if gap == 2 else Verdict.DIFFERENT, apart)


def _gap(one: Facts, other: Facts) -> int | None:
    return None if one.year is None or other.year is None else abs(one.year - other.year)


def _compare_names(one: Facts, other: Facts, ratio: Ratio) -> tuple[_Names, bool]:
    """Return how the names stand to each other, and whether only one of two equal ones has an article."""
    ones, others = (one.name, *one.other_names), (other.name, *other.other_names)
    found = [(_compare(a, b, ratio), _has_article(a) != _has_article(b)) for a in ones for b in others]
    order = list(_Names)
    return min(found, key=lambda pair: (order.index(pair[0]), pair[1]))


def _compare(one: str, other: str, ratio: Ratio) -> _Names:
    keys = name_key(one), name_key(other)
    if keys[0] == keys[1]:
        return _Names.EQUAL
    if {_plain_key(form) for form in _forms(one)} & {_plain_key(form) for form in _forms(other)}:
        return _Names.VARIANT
    if variant_keys(one) & variant_keys(other):
        return _Names.OWNED
    plain = _plain_key(FORMAT.sub(" ", one)), _plain_key(FORMAT.sub(" ", other))
    if _numbers(plain[0]) != _numbers(plain[1]):
        return _Names.OTHER
    if min(map(len, plain)) >= SHORTEST_SPELT and _is_spelling(*plain, ratio):
        return _Names.SPELLING
    short, long = sorted(plain, key=len)
    return _Names.CONTAINED if f" {short} " in f" {long} " and _begins_part(short, long, one, other) else _Names.OTHER


def _forms(name: str) -> set[str]:
    """Return a name, without what is said of the medium, and without what follows a number."""
    if not TELLS_OF_FORMS.search(name):
        return {name}
    bare = FORMAT.sub(" ", name)
    numbered = NUMBERED.match(bare)
    return {name, bare} | ({numbered[1]} if numbered else set())


def _without_owner(name: str) -> set[str]:
    """Return a name without "Somebody's" or "Some Body:"; it may be the same, but many a name ends alike."""
    if not TELLS_OF_FORMS.search(name):
        return set()
    bare = FORMAT.sub(" ", name)
    return {owner.sub("", bare) for owner in (OF_SOMEBODY, SOMEBODY)} - {bare}


def _is_spelling(one: str, other: str, ratio: Ratio) -> bool:
    """Tell whether two names are spelt nearly alike, and not one short word put for another."""
    alike, words = ratio(one, other), (one.split(), other.split())
    if alike >= SURE_SPELLING or len(words[0]) != len(words[1]):
        return alike >= LEAST_SPELLING
    differing = [pair for pair in zip(*words, strict=True) if pair[0] != pair[1]]
    return alike >= LEAST_SPELLING and any(max(map(len, pair)) > SHORT_WORD for pair in differing)


def _begins_part(short: str, long: str, one: str, other: str) -> bool:
    """Tell whether the shorter name is a whole part of the longer one, which stands before or after a colon or dash."""
    longer = one if _plain_key(FORMAT.sub(" ", one)) == long else other
    return short in {_plain_key(part) for part in re.split(r":| [–-] ", longer)}


def _plain_key(name: str) -> str:
    """Return a name's key with numerals as figures and without words of the medium."""
    words = [NUMERALS.get(word, word) for word in name_key(name).split()]
    kept = [word for word in words if word not in FORMAT_WORDS]
    plain = " ".join(kept or words)
    return plain.removesuffix(" the")


def _numbers(key: str) -> list[str]:
    return sorted(word for word in key.split() if word.isdigit())


def _has_article(name: str) -> bool:
    return any(ARTICLE.match(words_of(form)) for form in (name, *_without_owner(name)))
