"""Tells whether two lists speak of one title, from names, kind, year, countries, directors, texts and tags; pure rules.

Sure of it: the same; sure of the contrary: different; else uncertain, for a person to say. A false union costs more
than a duplicate, so that what merely looks alike is uncertain.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from trending_now.domain.name_forms import Names, Ratio, compare_names
from trending_now.domain.names import name_key, words_of
from trending_now.domain.telling import long_words_in, make_of, names_in, shared, words_in, years_said

MOST_YEARS_OF_SHOWS = 4  # lists give a show the year of its first, its last or any season
LONG_NAME = 3  # words
LONG_LETTERS = 16
VERY_LONG_NAME = 5  # words
MOST_YEARS_OF_LONG = 6
MOST_YEARS_OF_RARE = 4
RARE = frozenset({"sport", "drawn", "fact"})
SURE_NAMES = 2  # that both texts have
SURE_WORDS = 3
MANY = 3  # makes
SETTLED = 1921  # before, one story was filmed again within the year
SHORTEST_TELLING = 3  # letters
FREQUENT = frozenset({"drama", "comedy", "romance", "action"})
TENSE = frozenset({"action", "thriller", "war"})
APOSTROPHE = re.compile("['’]")


class Verdict(StrEnum):
    """What is said of two titles."""

    SAME = "same"
    UNCERTAIN = "uncertain"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Facts:
    """What tells a title from others; empty or None where it is not known. Of texts the openings are enough."""

    name: str
    kind: str | None = None
    year: int | None = None
    other_names: tuple[str, ...] = ()
    countries: frozenset[str] = field(default_factory=frozenset)
    directors: frozenset[str] = field(default_factory=frozenset)
    texts: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All names."""
        return (self.name, *self.other_names)


@dataclass(frozen=True, slots=True)
class Likeness:
    """The verdict on two titles, and why."""

    verdict: Verdict
    reason: str


class _Make(StrEnum):
    """How the makes of two works stand to each other, as their tags say."""

    SURELY = "alike, and few are"
    ALIKE = "alike"
    UNKNOWN = "unknown"
    OTHER = "other"


ALIKE = (_Make.SURELY, _Make.ALIKE)


def likeness(one: Facts, other: Facts, ratio: Ratio) -> Likeness:
    """Return whether two titles are one."""
    if one.kind and other.kind and one.kind != other.kind:
        return Likeness(Verdict.DIFFERENT, "one is a film, the other a show")
    names, article_differs = compare_names(one.names, other.names, ratio)
    if names is Names.OTHER:
        return Likeness(Verdict.DIFFERENT, names.value)
    if one.directors and other.directors:
        shared = not {name_key(x) for x in one.directors}.isdisjoint(name_key(x) for x in other.directors)
        if not shared:
            return Likeness(Verdict.DIFFERENT, f"{names.value}, other directors")
        gap = _gap(one, other)
        if gap is not None and gap <= 2 and names not in (Names.CONTAINED, Names.WITHIN):
            return Likeness(Verdict.SAME, f"{names.value}, the same director")
    return _by_year(one, other, names, article_differs=article_differs)


def _by_year(one: Facts, other: Facts, names: Names, *, article_differs: bool) -> Likeness:
    gap, reason = _gap(one, other), names.value
    if gap is None:
        return Likeness(Verdict.UNCERTAIN, f"{reason}, a year is not known")
    if gap and not _said_gap(one, other):
        gap, apart = 0, f"{reason}, a text names the other's year"
    else:
        apart = f"{reason}, {gap} years apart" if gap else f"{reason}, the same year"
    if names in (Names.OWNED, Names.CONTAINED, Names.WITHIN):
        return Likeness(_part_verdict(one, other, names, gap, article_differs=article_differs), apart)
    if gap <= 2 and _texts_agree(one, other):
        return Likeness(Verdict.SAME, f"{apart}, and so are what the texts speak of")
    if _is_foreign(one, other) and not _is_abroad(one, other, gap):
        return Likeness(Verdict.DIFFERENT if gap else Verdict.UNCERTAIN, f"{apart}, from other countries")
    if gap <= 1:
        return Likeness(_near_verdict(one, other, names, gap, article_differs=article_differs), apart)
    return _further_apart(one, other, names, gap, apart)


def _is_abroad(one: Facts, other: Facts, gap: int) -> bool:
    """Tell whether two of other countries may be one: two lands often make one film, two films seldom a long name."""
    if gap > 1 or (one.year or 0) < SETTLED:
        return False
    make = _compare_makes(one, other)
    years_differ = one.year != other.year
    if gap:
        return _is_long(one) and make in ALIKE
    return _is_long(one) or make is _Make.SURELY or (years_differ and make is not _Make.OTHER)


def _near_verdict(one: Facts, other: Facts, names: Names, gap: int, *, article_differs: bool) -> Verdict:
    """Return the verdict on two titles of one name, a year apart at most."""
    if _words(one) == 1 and article_differs and one.countries.isdisjoint(other.countries):
        return Verdict.UNCERTAIN
    if not gap:
        return Verdict.SAME
    make = _compare_makes(one, other)
    if (one.year or 0) < SETTLED or (names is Names.SPELLING and make not in ALIKE):
        return Verdict.UNCERTAIN
    return Verdict.UNCERTAIN if make is _Make.OTHER and not _is_long(one) else Verdict.SAME


def _part_verdict(one: Facts, other: Facts, names: Names, gap: int, *, article_differs: bool) -> Verdict:
    """Return the verdict where one name is a part of the other: documentaries above all are named "Somebody: …"."""
    if gap > 1 or (gap and names is not Names.OWNED):
        return Verdict.DIFFERENT
    make = _compare_makes(one, other)
    is_film = one.kind == "movie"
    if names is Names.OWNED and gap == 0 and is_film and not article_differs and make is not _Make.OTHER:
        return Verdict.SAME
    if gap == 0 and is_film and make in ALIKE and (_texts_agree(one, other) or _explains(one, other)):
        return Verdict.SAME
    return Verdict.DIFFERENT if names is Names.WITHIN else Verdict.UNCERTAIN


def _further_apart(one: Facts, other: Facts, names: Names, gap: int, apart: str) -> Likeness:
    """Return the verdict on two titles two years or more apart: a long name says more than a short one."""
    is_show = one.kind == other.kind == "tv"
    if is_show and names is Names.EQUAL and gap <= MOST_YEARS_OF_SHOWS:
        sure = _words(one) > 1 or _texts_agree(one, other)
        return Likeness(Verdict.SAME if sure else Verdict.UNCERTAIN, apart)
    make = _compare_makes(one, other)
    one_country = not one.countries.isdisjoint(other.countries)
    if gap > 2:
        rare = make is _Make.SURELY and _is_hardly_made_again(one, other, gap)
        return Likeness(Verdict.SAME if rare else Verdict.DIFFERENT, apart)
    if make is _Make.SURELY or (one_country and (_is_long(one) or make is _Make.ALIKE)):
        return Likeness(Verdict.SAME, f"{apart}, from one country" if one_country else f"{apart}, of one make")
    return Likeness(Verdict.UNCERTAIN, apart)


def _is_hardly_made_again(one: Facts, other: Facts, gap: int) -> bool:
    """Tell whether a name or a make is such that two films of it within some years are unlikely."""
    if _words(one) >= VERY_LONG_NAME:
        return gap <= MOST_YEARS_OF_LONG
    return gap <= MOST_YEARS_OF_RARE and not RARE.isdisjoint(make_of(one.tags) & make_of(other.tags))


def _gap(one: Facts, other: Facts) -> int | None:
    return None if one.year is None or other.year is None else abs(one.year - other.year)


def _said_gap(one: Facts, other: Facts) -> bool:
    """Tell whether the years differ still when those count that the texts name: lists often give that of a sale."""
    ones = {one.year}.union(*map(years_said, one.texts))
    others = {other.year}.union(*map(years_said, other.texts))
    return ones.isdisjoint(others)


def _is_foreign(one: Facts, other: Facts) -> bool:
    """Tell whether both have countries, and other ones: two lands often make one film, two films seldom a long name."""
    return bool(one.countries and other.countries and one.countries.isdisjoint(other.countries))


def _words(one: Facts) -> int:
    return len(name_key(APOSTROPHE.sub("", one.name)).split())


def _is_long(one: Facts) -> bool:
    """Tell whether a name says so much that hardly another work has it."""
    return _words(one) >= LONG_NAME or len(name_key(one.name)) >= LONG_LETTERS


def _texts_agree(one: Facts, other: Facts) -> bool:
    """Tell whether the texts name the same persons or places, or have long words in common; not those of the names."""
    names = {word for name in (*one.names, *other.names) for word in words_of(name).split()}
    said = (shared(names_in, one.texts, other.texts) - names, shared(long_words_in, one.texts, other.texts) - names)
    return len(said[0]) >= SURE_NAMES or len(said[1]) >= SURE_WORDS


def _explains(one: Facts, other: Facts) -> bool:
    """Tell whether the words that one name has and the other has not all stand in the other's texts."""
    names = [{word for name in x.names for word in words_of(name).split()} for x in (one, other)]
    long, short = (0, 1) if len(names[0]) > len(names[1]) else (1, 0)
    added = {word for word in names[long] - names[short] if len(word) >= SHORTEST_TELLING}
    texts = (one, other)[short].texts
    return bool(added) and added <= frozenset().union(*map(words_in, texts))


def _compare_makes(one: Facts, other: Facts) -> _Make:
    makes = make_of(one.tags), make_of(other.tags)
    if not makes[0] or not makes[1]:
        return _Make.UNKNOWN
    shared = makes[0] & makes[1]
    if len(shared) >= MANY or shared - FREQUENT:
        return _Make.SURELY
    near = not makes[0].isdisjoint(TENSE) and not makes[1].isdisjoint(TENSE)
    return _Make.ALIKE if shared or near else _Make.OTHER
