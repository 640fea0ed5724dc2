"""Decides which title a listing is about: shared external ids first, else name, year and kind. No database here."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from trending_now.domain.names import name_key
from trending_now.domain.title import ExternalId, Listing

YEAR_TOLERANCE = 1


@dataclass(slots=True)
class Candidate:
    """A title a listing may be about: what is known of it, from all its listings; no `title_id` = new."""

    title_id: int | None
    name_keys: set[str]
    kind: str | None
    year: int | None
    sources: set[str] = field(default_factory=set)
    external_ids: set[ExternalId] = field(default_factory=set)


class Matcher:
    """The candidates of one batch, found by external id or by name."""

    def __init__(self, candidates: Iterable[Candidate] = ()) -> None:
        self._by_external_id: dict[ExternalId, Candidate] = {}
        self._by_name: defaultdict[str, list[Candidate]] = defaultdict(list)
        for candidate in candidates:
            self.add(candidate)

    def add(self, candidate: Candidate) -> None:
        """Make a candidate findable."""
        for external_id in candidate.external_ids:
            self._by_external_id.setdefault(external_id, candidate)
        for key in candidate.name_keys:
            self._by_name[key].append(candidate)

    def match(self, listing: Listing) -> Candidate | None:
        """Return the title the listing is about; None if it is none of these, or more than one fits equally."""
        for external_id in listing.external_ids:
            found = self._by_external_id.get(external_id)
            if found is not None and _kinds_agree(found, listing):
                return found
        return self._match_by_name(listing)

    def claim(self, candidate: Candidate, listing: Listing) -> None:
        """Note that the listing is about this title."""
        candidate.sources.add(listing.source)
        for external_id in listing.external_ids:
            if self._by_external_id.setdefault(external_id, candidate) is candidate:
                candidate.external_ids.add(external_id)
        for key in name_keys(listing) - candidate.name_keys:
            candidate.name_keys.add(key)
            self._by_name[key].append(candidate)

    def _match_by_name(self, listing: Listing) -> Candidate | None:
        if listing.kind is None or listing.year is None:
            return None
        found = {id(c): c for key in name_keys(listing) for c in self._by_name.get(key, ()) if _may_be(c, listing)}
        exact = [candidate for candidate in found.values() if candidate.year == listing.year]
        close = exact or list(found.values())
        return close[0] if len(close) == 1 else None


def name_keys(listing: Listing) -> set[str]:
    """Return the keys of a listing's name and original name."""
    if not listing.original_name:
        return {name_key(listing.name)}
    return {name_key(listing.name), name_key(listing.original_name)}


def _may_be(candidate: Candidate, listing: Listing) -> bool:
    """Tell whether nothing speaks against it; one source never lists one title twice."""
    if candidate.kind != listing.kind or candidate.year is None or listing.year is None:
        return False
    if abs(candidate.year - listing.year) > YEAR_TOLERANCE or listing.source in candidate.sources:
        return False
    return not _ids_differ(candidate.external_ids, listing.external_ids)


def _ids_differ(known: set[ExternalId], claimed: Iterable[ExternalId]) -> bool:
    values = {external_id.namespace: external_id.value for external_id in known}
    return any(values.get(external_id.namespace, external_id.value) != external_id.value for external_id in claimed)


def _kinds_agree(candidate: Candidate, listing: Listing) -> bool:
    return candidate.kind is None or listing.kind is None or candidate.kind == listing.kind
