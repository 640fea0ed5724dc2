"""What a site's pages must look like for a run's reviews to be stored; it is broken if the site changes its pages."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trending_now.domain.review import FoundReview


@dataclass(frozen=True, slots=True)
class Contract:
    """At least `parsed_share` of the pages are reviews; each field of `field_shares` is in at least its share of them.

    `words` are the fewest and the most that a review has. A run of fewer than `least_pages` is not judged; pages that
    fail are not stored in any case.
    """

    parsed_share: float = 0.6
    field_shares: Mapping[str, float] | None = None
    words: tuple[int, int] = (60, 6_000)
    least_pages: int = 3


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a run found on a site: how many pages were read, how many held a review, and which fields those had.

    Unchanged pages that held a review before count as read and `parsed`. `fields` counts only the `fresh` reviews.
    """

    pages: int
    parsed: int
    fields: Mapping[str, int]
    fresh: int = 0

    @property
    def parsed_share(self) -> float:
        """The share of the pages that held a review."""
        return self.parsed / self.pages if self.pages else 1.0


def inspect(pages: int, reviews: Sequence[FoundReview], unchanged: int = 0) -> Inspection:
    """Return what was found on `pages` pages that were sent and `unchanged` ones that were not."""
    fields = Counter(name for review in reviews for name in review.ways)
    return Inspection(pages + unchanged, len(reviews) + unchanged, dict(fields), len(reviews))


def broken_clause(contract: Contract, found: Inspection) -> str | None:
    """Return a sentence about the clause that a run's pages break; None if they break none."""
    if found.pages < contract.least_pages:
        return None
    if found.parsed_share < contract.parsed_share:
        return (
            f"{found.parsed} of {found.pages} pages could be read as a review; {contract.parsed_share:.0%} are expected"
        )
    for name, share in (contract.field_shares or {}).items():
        count = found.fields.get(name, 0)
        if found.fresh >= contract.least_pages and count / found.fresh < share:
            return f"{count} of {found.fresh} reviews have the field {name!r}; {share:.0%} are expected"
    return None
