"""Decides by rules whether two listings are of one title, from names, kind, year, countries, directors, texts and tags.

The answer is "same" or "different" if that is sure, else "uncertain", for a person to decide. A wrong merge costs more
than a duplicate, so titles that merely look alike are uncertain.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf

from trending_now.domain.matching.name_forms import NameRelation, Ratio, compare_names
from trending_now.domain.matching.text_clues import Make, compare_makes, long_words_in, names_in, shared, years_said
from trending_now.domain.names import name_key, words_of

LONG_NAME = 3  # words
LONG_LETTERS = 16
VERY_LONG_NAME = 5  # words
SHORT_LETTERS = 6  # of a single word
MOST_YEARS_OF_SHOWS = 4  # a listing may have the year of a show's first, last or any other season
MOST_YEARS_OF_LONE_SHOWS = 6
MOST_YEARS_OF_FILMS = 4  # apart, if no other title has the name
MOST_YEARS_OF_LONG = 6
FAR_NAMESAKE = 10  # years
SURE_NAMES = 2  # names that both texts have
SURE_WORDS = 3
SETTLED = 1921  # before, a story might be filmed again within the year
TALKING = 1930  # before, a story might be filmed again within a few years, the last time with sound
APOSTROPHE = re.compile("['’]")
ALIKE = (Make.SURELY, Make.ALIKE)
UNLIKE = (Make.OTHER, Make.CONTRARY)
BESIDE = re.compile(
    r"\b(?:making|premiere|behind the scenes|featurette|interviews?|trailer|recap|reunion|shorts)\b", re.IGNORECASE
)
INNER = (NameRelation.CONTINUED, NameRelation.CONTAINED, NameRelation.WITHIN)


class Sameness(StrEnum):
    """Whether two titles are one."""

    SAME = "same"
    UNCERTAIN = "uncertain"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a title, else empty or None; only the beginnings of texts are needed."""

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
    """Whether two titles are one, and why."""

    sameness: Sameness
    reason: str


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two titles of one kind with similar names, whose years are `gap` apart."""

    one: Facts
    other: Facts
    names: NameRelation
    gap: int
    article_differs: bool
    namesake_gap: float

    @property
    def is_lone(self) -> bool:
        """Whether no third title has either name."""
        return self.namesake_gap == inf

    @property
    def has_rare_name(self) -> bool:
        """Whether no third title of these years has either name."""
        return self.namesake_gap >= FAR_NAMESAKE

    @property
    def make(self) -> Make:
        """The relation of their makes."""
        return compare_makes(self.one.tags, self.other.tags)

    @property
    def words(self) -> int:
        """The number of words of the shorter name."""
        return min(len(name_key(APOSTROPHE.sub("", x.name)).split()) for x in (self.one, self.other))

    @property
    def letters(self) -> int:
        """The number of letters of the shorter name."""
        return min(len(name_key(x.name)) for x in (self.one, self.other))

    @property
    def is_long(self) -> bool:
        """Whether the name is so long that other works hardly have the same."""
        return self.words >= LONG_NAME or self.letters >= LONG_LETTERS

    @property
    def is_short(self) -> bool:
        """Whether the name is a short word, which many works may have."""
        return self.words == 1 and self.letters <= SHORT_LETTERS

    @property
    def is_film(self) -> bool:
        """Whether they are films, as far as their kinds are known."""
        return "movie" in (self.one.kind, self.other.kind)

    @property
    def from_one_country(self) -> bool:
        """Whether they share a country."""
        return not self.one.countries.isdisjoint(self.other.countries)

    @property
    def is_foreign(self) -> bool:
        """Whether the countries of both are known, and they share none."""
        return bool(self.one.countries and self.other.countries) and not self.from_one_country

    def is_since(self, year: int) -> bool:
        """Tell whether both are of this year or later."""
        return min(self.one.year or 0, self.other.year or 0) >= year


def likeness(one: Facts, other: Facts, ratio: Ratio, namesake_gap: Callable[[], float]) -> Likeness:
    """Return whether two titles are one.

    `namesake_gap` returns how many years away the nearest third title of their kind with either name is, inf if there
    is none; it is called only if the names are alike.
    """
    if one.kind and other.kind and one.kind != other.kind:
        return Likeness(Sameness.DIFFERENT, "one is a film, the other a show")
    names, article_differs = compare_names(one.names, other.names, ratio)
    if names is NameRelation.OTHER:
        return Likeness(Sameness.DIFFERENT, names.value)
    gap = _gap(one, other)
    if one.directors and other.directors:
        if {name_key(x) for x in one.directors}.isdisjoint(name_key(x) for x in other.directors):
            return Likeness(Sameness.DIFFERENT, f"{names.value}, other directors")
        if gap is not None and gap <= 2 and names not in INNER:
            return Likeness(Sameness.SAME, f"{names.value}, the same director")
    if gap is None:
        return Likeness(Sameness.UNCERTAIN, f"{names.value}, a year is not known")
    return _by_year(_Pair(one, other, names, gap, article_differs, namesake_gap()))


def _by_year(pair: _Pair) -> Likeness:
    apart = f"{pair.names.value}, {_years_apart(pair)}"
    if pair.names is NameRelation.OWNED or pair.names in INNER:
        return Likeness(_part_sameness(pair), apart)
    if pair.gap <= 2 and _texts_agree(pair):
        return Likeness(Sameness.SAME, f"{apart}, and so are what the texts speak of")
    if pair.is_foreign and not _is_abroad(pair):
        return Likeness(Sameness.DIFFERENT if pair.gap else Sameness.UNCERTAIN, f"{apart}, from other countries")
    if pair.gap <= 1:
        return Likeness(_near_sameness(pair), apart)
    return Likeness(_film_sameness(pair) if pair.is_film else _show_sameness(pair), apart)


def _is_abroad(pair: _Pair) -> bool:
    """Tell whether titles of different countries may be one: co-productions are common, long names in common rare."""
    if pair.gap > 1 or not pair.is_since(SETTLED):
        return False
    if pair.gap:
        return pair.is_long and pair.make in ALIKE
    years_differ = pair.one.year != pair.other.year
    is_likely = pair.is_lone and pair.make is Make.ALIKE
    return pair.is_long or is_likely or pair.make is Make.SURELY or (years_differ and pair.make not in UNLIKE)


def _near_sameness(pair: _Pair) -> Sameness:
    """Decide on two titles of one name, at most a year apart."""
    if pair.words == 1 and pair.article_differs and not pair.from_one_country:
        return Sameness.UNCERTAIN
    if not pair.gap:
        return Sameness.SAME
    if pair.names is NameRelation.SPELLING and not (pair.has_rare_name and pair.make in ALIKE):
        return Sameness.UNCERTAIN
    if not pair.is_since(SETTLED):
        return Sameness.SAME if pair.is_lone and pair.make in ALIKE else Sameness.UNCERTAIN
    is_unlike = pair.make is Make.OTHER and (pair.is_short or not pair.is_lone)
    return Sameness.UNCERTAIN if is_unlike or pair.make is Make.CONTRARY or _is_untold_word(pair) else Sameness.SAME


def _is_untold_word(pair: _Pair) -> bool:
    """Tell whether films have a name of one word, and texts that share nothing and name no year."""
    texts = (*pair.one.texts, *pair.other.texts)
    return pair.is_film and pair.words == 1 and _texts_differ(pair) and not any(map(years_said, texts))


def _part_sameness(pair: _Pair) -> Sameness:
    """Decide on two titles of which one name is part of the other, as in documentaries named "Somebody: …"."""
    if pair.gap > 1 or (pair.gap and pair.names is not NameRelation.OWNED):
        return Sameness.DIFFERENT
    if pair.gap == 0 and not _is_beside(pair) and (_is_owned_film(pair) or _is_lone_part(pair)):
        return Sameness.SAME
    return Sameness.DIFFERENT if pair.names is NameRelation.WITHIN else Sameness.UNCERTAIN


def _is_owned_film(pair: _Pair) -> bool:
    return pair.is_film and pair.names is NameRelation.OWNED and not pair.article_differs and pair.make not in UNLIKE


def _is_beside(pair: _Pair) -> bool:
    """Tell whether only one is a by-product of a work, such as its making-of or its premiere."""
    return bool(BESIDE.search(pair.one.name)) != bool(BESIDE.search(pair.other.name))


def _is_lone_part(pair: _Pair) -> bool:
    """Tell whether no third title has either name, and the makes are alike: the more so, the looser the names match."""
    if not pair.is_lone or _is_untold_word(pair):
        return False
    if pair.names is NameRelation.CONTINUED:
        return pair.make in ALIKE or (pair.is_film and pair.make is Make.OTHER)
    if pair.names is NameRelation.CONTAINED:
        return pair.make in ALIKE
    return pair.names is NameRelation.WITHIN and pair.make is Make.SURELY and pair.words > 1


def _show_sameness(pair: _Pair) -> Sameness:
    """Decide on two shows of one name, two or more years apart."""
    if pair.is_lone and pair.make in ALIKE and pair.gap <= MOST_YEARS_OF_LONE_SHOWS:
        return Sameness.SAME
    if pair.gap > MOST_YEARS_OF_SHOWS:
        return Sameness.DIFFERENT
    is_told = (pair.words > 1 or pair.is_lone) and not pair.article_differs and pair.names is NameRelation.EQUAL
    return Sameness.SAME if is_told or _texts_agree(pair) else Sameness.UNCERTAIN


def _film_sameness(pair: _Pair) -> Sameness:
    """Decide on two films of one name, two or more years apart: a listing may have the year of a sale."""
    if not pair.is_lone:
        sure = pair.gap <= 2 and pair.make is Make.SURELY and pair.has_rare_name
        return Sameness.SAME if sure else Sameness.UNCERTAIN if pair.gap <= 2 else Sameness.DIFFERENT
    most = _most_years(pair)
    if pair.is_since(TALKING) and pair.gap <= most:
        return Sameness.SAME
    return Sameness.UNCERTAIN if pair.gap <= MOST_YEARS_OF_FILMS else Sameness.DIFFERENT


def _most_years(pair: _Pair) -> int:
    """Return how many years apart two lone films of one name may be; more if the name and the makes say more."""
    make = pair.make
    if make in UNLIKE or (make is not Make.SURELY and _texts_differ(pair)):
        return 1
    if pair.is_short:
        return 2 if pair.from_one_country else 1
    if make is Make.UNKNOWN or pair.words == 1:
        return 2
    if make is Make.SURELY:
        return MOST_YEARS_OF_LONG if pair.words >= VERY_LONG_NAME else MOST_YEARS_OF_FILMS
    return MOST_YEARS_OF_FILMS if pair.words >= LONG_NAME or pair.from_one_country else 2


def _gap(one: Facts, other: Facts) -> int | None:
    """Return the least distance between the years of two titles, including years that their texts name."""
    if one.year is None or other.year is None:
        return None
    ones = {one.year}.union(*map(years_said, one.texts))
    others = {other.year}.union(*map(years_said, other.texts))
    return min(abs(a - b) for a in ones for b in others)


def _years_apart(pair: _Pair) -> str:
    years = abs((pair.one.year or 0) - (pair.other.year or 0))
    if years == pair.gap:
        return f"{_years(years)} apart" if years else "the same year"
    return f"{_years(years)} apart, {pair.gap} by what a text says" if pair.gap else "a text names the other's year"


def _years(number: int) -> str:
    return f"{number} year{'' if number == 1 else 's'}"


def _texts_agree(pair: _Pair) -> bool:
    """Tell whether the texts share names of people or places, or long words, other than those of the titles' names."""
    one, other = pair.one, pair.other
    names = {word for name in (*one.names, *other.names) for word in words_of(name).split()}
    said = (shared(names_in, one.texts, other.texts) - names, shared(long_words_in, one.texts, other.texts) - names)
    return len(said[0]) >= SURE_NAMES or len(said[1]) >= SURE_WORDS


def _texts_differ(pair: _Pair) -> bool:
    """Tell whether both have texts and these do not agree, as is common even for texts on one work."""
    return bool(pair.one.texts and pair.other.texts) and not _texts_agree(pair)
