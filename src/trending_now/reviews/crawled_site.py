"""A review site that is crawled as its file says: finds the pages that may review a title, and fetches them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from trending_now.domain.page import Page, SeenPage, Unchanged
from trending_now.domain.ports import Clock
from trending_now.domain.review import FoundReview, KnownTitle, SetAside
from trending_now.domain.run import LOST_ANSWER, NO_ANSWER, Violation
from trending_now.errors import FetchError, HttpStatusError, PageRefused, RecordError, UseRefused
from trending_now.fetch.pages import PageFetcher
from trending_now.reviews.discovery import Lead, NameIndex, by_feed, by_search, by_sitemap
from trending_now.reviews.extraction import read_review
from trending_now.reviews.site_file import Feed, Search, SiteFile, Sitemap

READ_AGAIN_AFTER = timedelta(days=7)
FAILURES_IN_A_ROW = 3  # failed searches after which a site's search is given up, as each error doubles the pause
Outcome = Page | Unchanged | SetAside | Violation


class CrawledSite:
    """A site with its file; `base_url` is the file's, or the one that the settings name instead."""

    def __init__(self, site: SiteFile, base_url: str, pages: PageFetcher, clock: Clock) -> None:
        self.name, self.policy, self.contract = site.name, site.policy, site.health_contract
        self._site, self._base_url, self._pages, self._clock = site, base_url.rstrip("/"), pages, clock

    def fetch(self, titles: Sequence[KnownTitle], seen: Mapping[str, SeenPage]) -> Iterator[Outcome]:
        """Yield the pages whose address or link names one of the titles, each once.

        Raises:
            FetchError: none of the ways to find the site's reviews works.
        """
        titles = [title for title in titles if self._site.kind is None or title.kind in (None, self._site.kind)]
        index, met, leads = NameIndex(titles), set[str](), 0
        failures: list[FetchError] = []
        for lead in self._leads(titles, failures):
            leads += 1
            if not self._may_be_review(lead.url) or lead.url in met or not index.may_be_about(lead):
                continue
            met.add(lead.url)
            if not _is_fresh(lead, seen.get(lead.url), self._clock):
                yield from self._where_it_led(lead.url, self._page(lead.url, seen.get(lead.url)), met)
        for failure in failures:
            if not leads:
                raise failure
            refused = isinstance(failure, PageRefused)
            where, why = self._base_url, str(failure)
            yield SetAside(where, why) if refused else Violation(self.name, LOST_ANSWER, where, why)

    def parse(self, page: Page) -> Iterator[FoundReview | SetAside | Violation]:
        """Yield the review on a page, or why there is none."""
        yield from read_review(page, self._site)

    def _leads(self, titles: Sequence[KnownTitle], failures: list[FetchError]) -> Iterator[Lead]:
        """Yield what each way to find the site's reviews gives; errors are added to `failures`."""
        for way in self._site.find:
            try:
                if isinstance(way, Search):
                    yield from self._searches(way, titles, failures)
                elif isinstance(way, Sitemap):
                    fits = re.compile(way.children)
                    yield from by_sitemap(way, self._base_url, self._ask, lambda url: bool(fits.search(url)))  # noqa: B023
                elif isinstance(way, Feed):
                    yield from by_feed(way, self._base_url, self._ask)
            except FetchError as error:
                failures.append(error)
            except RecordError as error:
                failures.append(FetchError(str(error)))

    def _searches(self, way: Search, titles: Sequence[KnownTitle], failures: list[FetchError]) -> Iterator[Lead]:
        """Yield what the site's search finds for each title, starting with those already released.

        Raises:
            FetchError: no more pages may be requested, or searches failed in a row.
            RecordError: likewise.
        """
        today, in_a_row = self._clock().date(), 0
        for title in sorted(titles, key=lambda x: x.released is None or x.released > today):
            try:
                yield from by_search(way, self._base_url, title, self._ask)
                in_a_row = 0
            except PageRefused:
                raise
            except (FetchError, RecordError) as error:
                in_a_row += 1
                if in_a_row == FAILURES_IN_A_ROW:
                    raise
                failures.append(error if isinstance(error, FetchError) else FetchError(str(error)))

    def _ask(self, url: str) -> Page:
        page = self._pages.get(url)
        if isinstance(page, Unchanged):  # no condition was sent
            raise FetchError(f"{url} answered that nothing changed, which was not asked.")
        return page

    def _may_be_review(self, url: str) -> bool:
        """Tell whether an address is on this site and matches its `review_paths`."""
        ours, theirs = urlsplit(self._base_url), urlsplit(url)
        same = (theirs.scheme, theirs.netloc) == (ours.scheme, ours.netloc)
        return same and re.search(self._site.review_paths, theirs.path) is not None

    def _where_it_led(self, asked: str, found: Outcome, met: set[str]) -> Iterator[Outcome]:
        """Yield what an address gave; nothing if it redirects to a page met before, a SetAside if to no review here."""
        if not isinstance(found, Page) or found.url == asked:
            yield found
        elif not self._may_be_review(found.url):
            yield SetAside(asked, f"it leads to {found.url}, where the site has no reviews")
        elif found.url not in met:
            met.add(found.url)
            yield found

    def _page(self, url: str, known: SeenPage | None) -> Outcome:
        try:
            return self._pages.get(url, known.validators if known else None)
        except UseRefused as error:  # it may be no review: a page to log in, say
            return SetAside(error.url, str(error), forbids=self._may_be_review(error.url), asked_url=url)
        except PageRefused as error:
            return SetAside(url, str(error))
        except FetchError as error:
            gone = isinstance(error, HttpStatusError) and error.status in (404, 410)
            return Violation(self.name, NO_ANSWER if gone else LOST_ANSWER, url, str(error))


def _is_fresh(lead: Lead, known: SeenPage | None, clock: Clock) -> bool:
    """Tell whether a page was read lately and, as far as the site says, has not changed since."""
    age = clock() - known.fetched_at if known else READ_AGAIN_AFTER
    if known is None or not timedelta(0) <= age < READ_AGAIN_AFTER:  # a page of the future: a clock was ahead
        return False
    return lead.changed is None or lead.changed <= known.fetched_at.date()
