"""Stage crawl: reads a review site's pages, checks them as a whole, ties reviews to titles and stores what it may."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from trending_now.domain.contract import broken_clause, inspect
from trending_now.domain.page import Page, Unchanged
from trending_now.domain.policy import Policy
from trending_now.domain.ports import Clock, Engine, Progress, ReviewSite
from trending_now.domain.review import FoundReview, KnownTitle, SetAside
from trending_now.domain.run import RawRecord, Run, RunCounts, RunState, Violation
from trending_now.domain.text import Review
from trending_now.domain.title import Listing
from trending_now.errors import CalledOff, FetchError
from trending_now.logs import logger
from trending_now.pipeline.excerpts import kept_reviews
from trending_now.pipeline.validate import broken_rule
from trending_now.reviews.tying import TitlesByName
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.known_titles import TitleDirectory
from trending_now.store.lake import RawLake
from trending_now.store.runs import RunLog
from trending_now.store.site_ledger import SiteLedger

STAGE = "crawl"
BROKEN = "site broke its contract"
UNDER_WAY = "Another crawl of {} is under way; wait for it to end, and run it again."
WITHDRAWN = "Its terms are accepted no more; nothing of it was stored."
NOT_TIED = "review is of no one title"
LONGEST_KEY = 300
AHEAD = timedelta(days=30)
BETWEEN_RUNS = timedelta(hours=20)
MOST_TITLES = 200


@dataclass(slots=True)
class _Harvest:
    """What a run has read: pages, reviews on them, what was refused or lost, and pages that have not changed."""

    pages: list[Page] = field(default_factory=list)
    reviews: list[FoundReview] = field(default_factory=list)
    refused: list[Violation] = field(default_factory=list)
    lost: list[Violation] = field(default_factory=list)
    unchanged: list[Unchanged] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)

    @property
    def forbidden(self) -> list[SetAside]:
        """The pages that forbid their use."""
        return [page for page in self.set_aside if page.forbids]

    @property
    def subjects(self) -> set[str]:
        """The addresses that were read, under which what is wrong with them waits in quarantine."""
        read: list[Page | Unchanged] = [*self.pages, *self.unchanged]
        addresses = {address for page in read for address in (page.url, page.known_as)}
        return addresses | {review.url for review in self.reviews}

    @property
    def judged(self) -> int:
        """How many entries there are to judge the site's contract by."""
        return len(self.reviews) + len(self.refused)


@dataclass(frozen=True, slots=True)
class Crawling:
    """The parts a crawl works with; it looks for reviews of titles that came out in the last `past_days`."""

    catalogue: CatalogueWriter
    titles: TitleDirectory
    lake: RawLake
    ledger: SiteLedger
    runs: RunLog
    clock: Clock
    progress: Progress
    past_days: int = 90

    def is_due(self, site: str, policy: Policy) -> bool:
        """Tell whether a site's last good run began long enough ago: a day, or half as long as its reviews are kept."""
        last = self.runs.last_done(STAGE, site)
        kept = BETWEEN_RUNS if policy.retention is None else policy.retention / 2
        return last is None or self.clock() - last >= min(BETWEEN_RUNS, kept)

    def run(self, site: ReviewSite, engine: Engine) -> Run:
        """Read a site's pages on the newest titles, and store the reviews that are surely of one of them.

        Reading the same pages again changes nothing. If the pages break the site's contract, nothing is stored: the
        last good reviews stay, and the pages will be fetched again. Nothing is stored either if a person forgets the
        site, or withdraws its terms, during the run. A second crawl of the site at the same time fails: it would double
        the requests to its server, and might replace newer pages by older ones.

        Raises:
            StoreError: nothing can be written.
        """
        titles = self._titles()
        run = self._run(site, engine, site.fetch(titles, self.ledger.seen(site.name)), titles)
        if self.runs.last_whole(STAGE, site.name) == run.started_at:
            self.runs.make_up(site.name, run.started_at)
        return run

    def refuse(self, site: str, reason: str) -> Run:
        """Note that a site cannot be asked, and why."""
        return self.runs.refuse(STAGE, site, reason)

    def replay(self, site: ReviewSite, engine: Engine) -> Run:
        """Read the stored pages again, after the site's file was corrected; its terms must allow to keep them."""
        kept = {record.url: record for record in self.lake.read(site.name)}
        pages = (Page(x.url, x.content, x.media_type, x.fetched_at) for x in kept.values())
        return self._run(site, engine, pages, self._titles())

    def _run(
        self,
        site: ReviewSite,
        engine: Engine,
        outcomes: Iterable[Page | Unchanged | SetAside | Violation],
        titles: Sequence[KnownTitle],
    ) -> Run:
        run_id = self.runs.start(STAGE, site.name)
        counts = RunCounts()
        was_accepted = site.name in self.ledger.accepted()
        try:
            if not self.runs.is_first(run_id):
                return self.runs.finish(run_id, counts, UNDER_WAY.format(site.name), RunState.FAILED)
            harvest = self._read(run_id, site, outcomes)
            self._require_accepted(site, was_accepted=was_accepted)
            with self.runs.unless_called_off(run_id):
                if reason := self._broken(site, harvest):
                    self._quarantine(run_id, site, harvest, reason)
                    return self.runs.finish(run_id, counts, f"{BROKEN}: {reason}", RunState.FAILED)
            known = self.titles.as_now(titles)
            tied = self._tied(site, harvest, known, engine)
            self._require_accepted(site, was_accepted=was_accepted)  # the engine may have taken long
            with self.runs.unless_called_off(run_id):
                self.catalogue.retie(*_by_key(tied), {title.id for title in known})
                counts = self._store(run_id, site, harvest, tied)
            message = f"{len(harvest.set_aside)} pages set aside" if harvest.set_aside else ""
            return self.runs.finish(run_id, counts, message)
        except (FetchError, CalledOff) as error:
            return self.runs.finish(run_id, counts, str(error), RunState.FAILED)
        except BaseException as error:
            return self.runs.broken_off(run_id, counts, error)

    def _require_accepted(self, site: ReviewSite, *, was_accepted: bool) -> None:
        """Refuse to go on if the site's terms were accepted when the run began, and are not any more."""
        if was_accepted and site.name not in self.ledger.accepted():
            raise CalledOff(WITHDRAWN)

    def _titles(self) -> list[KnownTitle]:
        today = self.clock().date()
        return self.titles.to_be_reviewed(today - timedelta(days=self.past_days), today + AHEAD, MOST_TITLES)

    def _read(
        self, run_id: int, site: ReviewSite, outcomes: Iterable[Page | Unchanged | SetAside | Violation]
    ) -> _Harvest:
        harvest = _Harvest()
        for outcome in outcomes:
            if isinstance(outcome, Page):
                harvest.pages.append(outcome)
                _sort(harvest, site.parse(outcome))
            elif isinstance(outcome, Unchanged):
                harvest.unchanged.append(outcome)
            elif isinstance(outcome, SetAside):
                harvest.set_aside.append(outcome)
                logger(__name__).info("set aside", site=site.name, url=outcome.url, reason=outcome.reason)
            else:
                harvest.lost.append(outcome)
            self.runs.note(run_id, RunCounts())  # a sign of life: to other machines a silent run is a killed one
            self.progress(len(harvest.pages), None, f"pages of {site.name}")
        return harvest

    def _broken(self, site: ReviewSite, harvest: _Harvest) -> str | None:
        """Return how the pages break the site's contract, and note it for `doctor`; None if they keep it."""
        if not harvest.judged + len(harvest.unchanged):
            return None
        found = inspect(harvest.judged, harvest.reviews, len(harvest.unchanged))
        reason = broken_clause(site.contract, found)
        self.ledger.note_health(site.name, found, reason)
        return reason

    def _quarantine(self, run_id: int, site: ReviewSite, harvest: _Harvest, reason: str) -> None:
        """Note that the pages broke the contract; keep the pages themselves only if the terms allow it."""
        broken = Violation(site.name, BROKEN, site.name, reason)
        self.runs.quarantine(run_id, (broken, *harvest.refused, *harvest.lost), site.policy)
        self._keep_pages(site, harvest.pages)

    def _tied(
        self, site: ReviewSite, harvest: _Harvest, titles: Sequence[KnownTitle], engine: Engine
    ) -> list[tuple[Listing, int]]:
        """Return the reviews as listings, each with its title; reviews that fit no title, or several, are refused."""
        directory = TitlesByName(titles)
        tied: list[tuple[FoundReview, KnownTitle]] = []
        for review in harvest.reviews:
            tie = directory.tie(review)
            if tie.title is None:
                harvest.lost.append(Violation(site.name, NOT_TIED, review.url, f"It is not stored: {tie.reason}."))
            else:
                tied.append((review, tie.title))
        kept = kept_reviews([review for review, _ in tied], site.policy, engine)
        listed = [(_listing(site, found, review), title.id) for (found, title), review in zip(tied, kept, strict=True)]
        return list(_valid(harvest, listed))

    def _store(
        self, run_id: int, site: ReviewSite, harvest: _Harvest, tied: Sequence[tuple[Listing, int]]
    ) -> RunCounts:
        self._keep_pages(site, harvest.pages)
        now = self.clock()
        listings, titles = _by_key(tied)
        recorded = self.catalogue.record(listings, site.policy, now, tied=titles)
        self.catalogue.renew(site.name, [_key(page.url) for page in harvest.unchanged], site.policy, now)
        self.runs.quarantine(run_id, (*harvest.refused, *harvest.lost), site.policy)
        self._let_go(run_id, site, harvest)
        self._forget(site, harvest.forbidden)
        again = {violation.subject for violation in (*harvest.refused, *harvest.lost)}
        again |= {page.url for page in harvest.forbidden}
        self.ledger.note_seen(site.name, harvest.pages, site.policy, again)
        self.ledger.note_unchanged(site.name, harvest.unchanged, site.policy)
        waiting = len(harvest.refused) + len(harvest.lost)
        renewed = len(harvest.unchanged)
        return recorded.counts + RunCounts(fetched=renewed, unchanged=renewed, quarantined=waiting)

    def _let_go(self, run_id: int, site: ReviewSite, harvest: _Harvest) -> None:
        """Take out of quarantine what this run has read well: it waits from earlier runs.

        The site itself does if its contract was kept, of which pages that are all set aside tell nothing.
        """
        is_judged = bool(harvest.judged or harvest.unchanged)
        kept = {site.name} if is_judged else set[str]()
        self.runs.settle(site.name, harvest.subjects | kept, self.runs.began_at(run_id))

    def _forget(self, site: ReviewSite, pages: Collection[SetAside]) -> None:
        """Remove what was stored of pages that forbid their use by now."""
        self.catalogue.drop_listings(site.name, [_key(page.url) for page in pages])
        self.ledger.forget(site.name, [page.known_as for page in pages])

    def _keep_pages(self, site: ReviewSite, pages: Sequence[Page]) -> None:
        """Put pages into the lake as received, if the site's terms allow to keep full texts."""
        if site.policy.keep_full_text:
            records = [RawRecord(site.name, x.url, x.content, x.fetched_at, x.media_type) for x in pages]
            self.lake.keep(records, site.policy)


def _sort(harvest: _Harvest, parsed: Iterable[FoundReview | SetAside | Violation]) -> None:
    for each in parsed:
        if isinstance(each, FoundReview):
            harvest.reviews.append(each)
        elif isinstance(each, Violation):
            harvest.refused.append(each)
        else:
            harvest.set_aside.append(each)
            logger(__name__).info("set aside", url=each.url, reason=each.reason)


def _listing(site: ReviewSite, found: FoundReview, review: Review) -> Listing:
    """Return a review with what its page itself says of the work, and nothing from other sources."""
    return Listing(
        source=site.name,
        source_key=_key(found.url),
        name=found.work.name,
        kind=found.work.kind,
        year=found.work.year,
        url=found.url,
        directors=found.work.directors,
        reviews=(review,),
    )


def _by_key(tied: Sequence[tuple[Listing, int]]) -> tuple[list[Listing], dict[str, int]]:
    """Return the reviews, and the title of each by its key."""
    return [listing for listing, _ in tied], {listing.source_key: title for listing, title in tied}


def _key(url: str) -> str:
    """Return a review's key: its address, or its digest if the address is too long for an index."""
    return url if len(url) <= LONGEST_KEY else hashlib.sha256(url.encode()).hexdigest()


def _valid(harvest: _Harvest, tied: Iterable[tuple[Listing, int]]) -> Iterator[tuple[Listing, int]]:
    for listing, title in tied:
        violation = broken_rule(listing)
        if violation is None:
            yield listing, title
        else:
            harvest.refused.append(violation)
