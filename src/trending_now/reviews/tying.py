"""Ties a review to its title, and refuses if that is not certain, as a wrong review is worse than none."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from trending_now.domain.names import name_key
from trending_now.domain.review import FoundReview, KnownTitle, ReviewedWork

YEAR_TOLERANCE = 1
EARLIEST = timedelta(days=200)  # before a release: festivals
LATEST = timedelta(days=400)  # after it: viewing at home


@dataclass(frozen=True, slots=True)
class Tie:
    """The title of a review and the reason; None if it is not certain."""

    title: KnownTitle | None
    reason: str


class TitlesByName:
    """The titles that reviews may be of."""

    def __init__(self, titles: Sequence[KnownTitle]) -> None:
        self._by_key: defaultdict[str, list[KnownTitle]] = defaultdict(list)
        self._by_id = {external_id: title for title in titles for external_id in title.external_ids}
        for title in titles:
            for key in {name_key(name) for name in (title.name, *title.other_names)}:
                self._by_key[key].append(title)

    def tie(self, review: FoundReview) -> Tie:
        """Return the one title that a review can be about.

        Its name must be the title's, nothing may contradict (kind, year, director), something must confirm it (an id,
        the year, a director, or that it was written about when the title came out), and no second title may fit.
        """
        for external_id in review.work.external_ids:
            if external_id in self._by_id:
                return Tie(self._by_id[external_id], "it names the title's id")
        named = self._by_key.get(name_key(review.work.name), [])
        if not named:
            return Tie(None, f"no title of the catalogue is named {review.work.name!r}")
        fitting = [title for title in named if not _contradicts(title, review.work)]
        if not fitting:
            return Tie(None, f"every title named {review.work.name!r} has another year, kind or director")
        return _only_one(fitting, review)


def _only_one(fitting: Sequence[KnownTitle], review: FoundReview) -> Tie:
    """Return the one of these titles, all with the review's name, that it must be about, if there is one."""
    name = review.work.name
    confirmed = [title for title in fitting if _confirmed_by(title, review)]
    if len(fitting) == 1:
        if not confirmed:
            return Tie(None, f"nothing but the name {name!r} speaks for the title")
        return Tie(confirmed[0], f"name and {_confirmed_by(confirmed[0], review)}")
    told = [title for title in confirmed if _is_told_apart(title, review.work)]
    if len(told) == 1:
        return Tie(told[0], "its director or exact year tells it from its namesakes")
    return Tie(None, f"{len(fitting)} titles are named {name!r}, and nothing tells which it is")


def _contradicts(title: KnownTitle, work: ReviewedWork) -> bool:
    if work.kind and title.kind and work.kind is not title.kind:
        return True
    if work.year and title.year and abs(work.year - title.year) > YEAR_TOLERANCE:
        return True
    return bool(work.directors and title.directors and not _share(work.directors, title.directors))


def _confirmed_by(title: KnownTitle, review: FoundReview) -> str:
    """Return what confirms, besides the name, that a review is about a title; "" if nothing does."""
    work = review.work
    if _share(work.directors, title.directors):
        return "director"
    if work.year and title.year:
        return "year"
    return "day" if _is_near(review.published, title) else ""


def _is_told_apart(title: KnownTitle, work: ReviewedWork) -> bool:
    return _share(work.directors, title.directors) or bool(work.year and work.year == title.year)


def _is_near(published: date | None, title: KnownTitle) -> bool:
    if published is None:
        return False
    if title.released:
        return title.released - EARLIEST <= published <= title.released + LATEST
    return title.year is not None and abs(published.year - title.year) <= YEAR_TOLERANCE


def _share(ones: Iterable[str], others: Iterable[str]) -> bool:
    return not {name_key(one) for one in ones}.isdisjoint(name_key(other) for other in others)
