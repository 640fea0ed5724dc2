"""Decides which title a listing is about, by a person's answer, external ids or likeness; needs no database."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import chain
from math import inf
from operator import attrgetter
from typing import NamedTuple

from rapidfuzz import fuzz

from trending_now.domain.matching.likeness import Facts, Likeness, Sameness, likeness
from trending_now.domain.matching.name_forms import SHORTEST_SPELT, lookup_keys, variant_keys
from trending_now.domain.matching.text_clues import LONGEST_READ
from trending_now.domain.names import name_key
from trending_now.domain.title import ExternalId, Kind, Listing

MOST_QUESTIONS = 3
BEGINNING, END = 4, 8  # letters

ListingKey = tuple[str, str]
Answers = Mapping[ListingKey, Mapping[ListingKey, bool]]
"""For two listings whether they are of one title, as a person said."""


class Placed(NamedTuple):
    """A listing with its place in the tables."""

    listing: Listing
    listing_id: int
    title_id: int


@dataclass(slots=True)
class Candidate:
    """A title that a listing may be about, with what all its listings say; a new one has no `title_id`.

    The `denied` listings are of another title, as a person said.
    """

    title_id: int | None
    name_keys: set[str]
    kind: str | None
    year: int | None
    sources: set[str] = field(default_factory=set)
    external_ids: set[ExternalId] = field(default_factory=set)
    names: list[str] = field(default_factory=list)
    countries: frozenset[str] = frozenset()
    directors: frozenset[str] = frozenset()
    texts: list[str] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    listings: set[ListingKey] = field(default_factory=set)
    denied: set[ListingKey] = field(default_factory=set)

    def add_listing(self, source: str, source_key: str, names: Iterable[str | None]) -> None:
        """Note a stored listing of the title, and what it is called there."""
        said = [name for name in names if name]
        self.names += [name for name in said if name not in self.names]
        self.name_keys |= set(map(name_key, said))
        self.sources.add(source)
        self.listings.add((source, source_key))


@dataclass(frozen=True, slots=True)
class Doubt:
    """A listing, and one of a title that it may be about: a question for a person."""

    listing: Listing
    other: ListingKey
    reason: str


class Matcher:
    """The candidates of one batch, found by what a person said, by external id or by name.

    If another listing of the batch has a candidate's very year, it gets that candidate before one of a year near it.
    No names are compared if there is only a batch of one source, since a source does not list a title twice.
    """

    def __init__(
        self,
        candidates: Iterable[Candidate] = (),
        answers: Answers | None = None,
        batch: Collection[Listing] = (),
    ) -> None:
        self.doubts: list[Doubt] = []
        self._batch = batch
        self._is_one_source = len({listing.source for listing in batch}) == 1
        self._answers = answers or {}
        self._by_external_id: dict[ExternalId, Candidate] = {}
        self._by_name: defaultdict[str, list[Candidate]] = defaultdict(list)
        self._by_listing: dict[ListingKey, Candidate] = {}
        for candidate in candidates:
            self.add(candidate)

    @cached_property
    def _coming(self) -> Mapping[tuple[str, str | None], list[Listing]]:
        """The batch, by key of a name and kind."""
        found: defaultdict[tuple[str, str | None], list[Listing]] = defaultdict(list)
        for listing in self._batch:
            for key in name_keys(listing):
                found[key, listing.kind].append(listing)
        return found

    def add(self, candidate: Candidate) -> None:
        """Make a candidate findable, before any listing is matched."""
        self._is_one_source = False
        for external_id in candidate.external_ids:
            self._by_external_id.setdefault(external_id, candidate)
        for key in _findable_by(candidate):
            self._by_name[key].append(candidate)
        self._by_listing |= dict.fromkeys(candidate.listings, candidate)

    def match(self, listing: Listing) -> Candidate | None:
        """Return the title that the listing is about; None if no candidate fits, or several fit equally well."""
        said = self._answers.get((listing.source, listing.source_key), {})
        for other, is_same in said.items():
            if is_same and other in self._by_listing:
                return self._by_listing[other]
        for external_id in listing.external_ids:
            found = self._by_external_id.get(external_id)
            if found is not None and _may_share_ids(found, listing) and not _denied(found, said):
                return found
        return self._match_by_name(listing, said)

    def claim(self, candidate: Candidate, listing: Listing) -> None:
        """Note that the listing is about this title."""
        candidate.sources.add(listing.source)
        candidate.listings.add((listing.source, listing.source_key))
        self._by_listing[listing.source, listing.source_key] = candidate
        for external_id in listing.external_ids:
            if self._by_external_id.setdefault(external_id, candidate) is candidate:
                candidate.external_ids.add(external_id)
        if self._is_one_source:
            return
        known = _findable_by(candidate)
        candidate.name_keys |= name_keys(listing)
        candidate.texts += texts_of(listing)
        candidate.tags |= {tag.text for tag in listing.tags}
        candidate.names += [name for name in _names(listing) if name not in candidate.names]
        for key in _findable_by(candidate) - known:
            self._by_name[key].append(candidate)

    def _match_by_name(self, listing: Listing, said: Mapping[ListingKey, bool]) -> Candidate | None:
        if self._is_one_source or listing.kind is None or listing.year is None:
            return None
        alike = [
            (candidate, found)
            for candidate, found in self._alike(listing, listing.year)
            if not _denied(candidate, said)
        ]
        close = self._closest(listing, alike)
        close = [candidate for candidate in close if candidate.name_keys & name_keys(listing)] or close
        if len(close) == 1:
            return close[0]
        unsure = ((x, found) for x, found in alike if found.sameness is not Sameness.DIFFERENT and x.listings)
        doubts = [Doubt(listing, min(candidate.listings), found.reason) for candidate, found in unsure]
        self.doubts += sorted(doubts, key=attrgetter("other"))[:MOST_QUESTIONS]
        return None

    def _closest(self, listing: Listing, alike: Sequence[tuple[Candidate, Likeness]]) -> list[Candidate]:
        """Return the candidates that are the same title: those of the listing's year, else those of a year near it."""
        exact = [(candidate, found) for candidate, found in alike if candidate.year == listing.year]
        keys = name_keys(listing)
        if any(found.sameness is not Sameness.DIFFERENT and candidate.name_keys & keys for candidate, found in exact):
            alike = exact
        same = [x for x, found in alike if found.sameness is Sameness.SAME and not self._is_anothers(x, listing)]
        return [candidate for candidate in same if candidate.year == listing.year] or same

    def _is_anothers(self, candidate: Candidate, listing: Listing) -> bool:
        """Tell whether another listing of the batch fits better: it has the candidate's year and name."""
        keys, year = name_keys(listing), candidate.year
        forms = variant_keys(listing.name) - keys if year == listing.year else set()
        named = (x for key in candidate.name_keys - forms for x in self._coming.get((key, candidate.kind), ()))
        return any(x is not listing and x.year == year for x in named)

    def _alike(self, listing: Listing, year: int) -> Iterator[tuple[Candidate, Likeness]]:
        found = {id(c): c for key in _keys_of(listing, year) for c in self._by_name.get(key, ()) if _may_be(c, listing)}
        if not found:
            return
        facts = _facts_of_listing(listing)
        for candidate in found.values():
            namesake_gap = partial(self._namesake_gap, listing, candidate)
            yield candidate, likeness(facts, _facts_of(candidate), fuzz.ratio, namesake_gap)

    def _namesake_gap(self, listing: Listing, candidate: Candidate) -> float:
        """Return how many years away the nearest third title of either name and this kind is; inf if there is none."""
        own = [year for year in (listing.year, candidate.year) if year is not None]
        nearest = inf
        for other in self._years_of_third(listing, candidate) if own else ():
            nearest = min(nearest, *(abs(year - other) for year in own))
            if nearest == 0:  # a list of episodes may have thousands of one name and year
                break
        return nearest

    def _years_of_third(self, listing: Listing, candidate: Candidate) -> Iterator[int]:
        """Yield the years of other titles of either name and this kind: those that come, then those that are stored."""
        keys = name_keys(listing) | candidate.name_keys
        coming = (x.year for key in keys for x in self._coming.get((key, listing.kind), ()) if x is not listing)
        stored = (x for key in keys for x in self._by_name.get(key, ()) if key in x.name_keys and x is not candidate)
        third = chain(coming, (x.year for x in stored if x.kind == listing.kind))
        return (year for year in third if year is not None)


def texts_of(listing: Listing) -> list[str]:
    """Return the openings of a listing's plots."""
    return [plot.text[:LONGEST_READ] for plot in listing.plots]


def name_keys(listing: Listing) -> set[str]:
    """Return the keys of a listing's name and original name."""
    return {name_key(name) for name in _names(listing)}


def ends_of(key: str) -> tuple[str, str] | None:
    """Return the beginning and end of a long key; None for a short one. Another spelling mostly shares one of them."""
    return (key[:BEGINNING], key[-END:]) if len(key) >= SHORTEST_SPELT else None


def _names(listing: Listing) -> list[str]:
    return [listing.name, listing.original_name] if listing.original_name else [listing.name]


def _findable_by(candidate: Candidate) -> set[str]:
    """Return all keys by which a title is found: of its names, of their other forms, and the ends of long ones."""
    keys = candidate.name_keys
    ends = () if candidate.year is None else (_marked_ends(key, candidate.year) for key in keys)
    return set(keys).union(*map(lookup_keys, candidate.names), *ends)


def _keys_of(listing: Listing, year: int) -> set[str]:
    """Return all keys by which a listing is looked for; the ends of its names only find titles of about its year."""
    ends = (_marked_ends(key, near) for key in name_keys(listing) for near in (year - 1, year, year + 1))
    return set().union(*map(lookup_keys, _names(listing)), *ends)


def _marked_ends(key: str, year: int) -> tuple[str, ...]:
    ends = ends_of(key)
    return (f"{ends[0]}*{year}", f"*{ends[1]} {year}") if ends else ()


def _facts_of_listing(listing: Listing) -> Facts:
    directors = listing.directors if listing.kind is Kind.MOVIE else ()
    others = (listing.original_name,) if listing.original_name else ()
    countries = frozenset(listing.countries)
    tags = tuple(sorted(tag.text for tag in listing.tags))
    texts = tuple(texts_of(listing))
    return Facts(listing.name, listing.kind, listing.year, others, countries, frozenset(directors), texts, tags)


def _facts_of(candidate: Candidate) -> Facts:
    """Return what is known of a title; without a show's directors, for each episode has its own."""
    name, *others = candidate.names
    directors = candidate.directors if candidate.kind == Kind.MOVIE else frozenset()
    told = tuple(candidate.texts), tuple(sorted(candidate.tags))
    return Facts(name, candidate.kind, candidate.year, tuple(others), candidate.countries, directors, *told)


def _may_be(candidate: Candidate, listing: Listing) -> bool:
    """Tell whether kinds, ids and sources allow it; one source never lists a title twice."""
    if candidate.kind != listing.kind or candidate.year is None or listing.source in candidate.sources:
        return False
    return not _ids_differ(candidate.external_ids, listing.external_ids)


def _denied(candidate: Candidate, said: Mapping[ListingKey, bool]) -> bool:
    """Tell whether a person said that the listing is of another title."""
    return any(not is_same and other in candidate.listings for other, is_same in said.items())


def _ids_differ(known: set[ExternalId], claimed: Iterable[ExternalId]) -> bool:
    """Tell whether a claimed id is none of a title's ids of its namespace, of which there may be several."""
    spaces = {external_id.namespace for external_id in known}
    return any(external_id.namespace in spaces and external_id not in known for external_id in claimed)


def _may_share_ids(candidate: Candidate, listing: Listing) -> bool:
    """Tell whether a shared id proves that they are one: not a film and a show, nor two that one source tells apart."""
    if candidate.kind and listing.kind and candidate.kind != listing.kind:
        return False
    return listing.source not in candidate.sources or not _ids_differ(candidate.external_ids, listing.external_ids)
