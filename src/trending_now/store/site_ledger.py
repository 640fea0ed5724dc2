"""What is known of review sites: accepted terms, whether pages keep their contract, and which pages were read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, exists, select, update
from sqlalchemy.orm import aliased

from trending_now.domain.contract import Inspection
from trending_now.domain.page import Page, SeenPage, Unchanged, Validators
from trending_now.domain.policy import Policy
from trending_now.domain.ports import Clock
from trending_now.store.database import Database
from trending_now.store.journal_tables import AcceptedTermsRow, SeenPageRow, SiteHealthRow
from trending_now.store.sql.keys import slices
from trending_now.store.sql.upsert import insert_or_update
from trending_now.store.tables import ListingRow

HEALTH = ("checked_at", "pages", "parsed", "fields", "broken_since", "reason")
SEEN = ("etag", "last_modified", "fetched_at", "expires_at")


@dataclass(frozen=True, slots=True)
class SiteHealth:
    """What the last run found on a site; it is healthy, or broken since `broken_since` for `reason`."""

    site: str
    checked_at: datetime
    inspection: Inspection
    broken_since: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class AcceptedTerms:
    """Terms of a site that a person has read and accepted, and when."""

    site: str
    terms_url: str
    accepted_at: datetime


class SiteLedger:
    """The record of review sites."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def accept(self, site: str, terms_url: str) -> None:
        """Note that a person has read a site's terms and accepts them."""
        row = {"site": site, "terms_url": terms_url, "accepted_at": self._clock()}
        with self._database.write() as connection:
            insert_or_update(connection, AcceptedTermsRow, [row], ("site",), ("terms_url", "accepted_at"))

    def withdraw(self, site: str) -> bool:
        """Take an acceptance back: the site is not crawled any more. Returns whether there was one."""
        with self._database.write() as connection:
            gone = connection.execute(delete(AcceptedTermsRow).where(AcceptedTermsRow.site == site))
            return gone.rowcount > 0

    def accepted(self) -> dict[str, AcceptedTerms]:
        """Return the accepted terms by site."""
        with self._database.read() as connection:
            rows = connection.execute(select(AcceptedTermsRow.__table__).order_by(AcceptedTermsRow.site))
            return {row.site: AcceptedTerms(row.site, row.terms_url, row.accepted_at) for row in rows}

    def health(self) -> dict[str, SiteHealth]:
        """Return what the last run found on each site."""
        with self._database.read() as connection:
            rows = connection.execute(select(SiteHealthRow.__table__).order_by(SiteHealthRow.site)).all()
        return {
            row.site: SiteHealth(
                row.site,
                row.checked_at,
                Inspection(row.pages, row.parsed, dict(row.fields)),
                row.broken_since,
                row.reason,
            )
            for row in rows
        }

    def note_health(self, site: str, found: Inspection, reason: str | None) -> SiteHealth:
        """Note what a run found; `reason` says what it breaks of the contract. Returns how the site stands now."""
        known, now = self.health().get(site), self._clock()
        since = (known.broken_since if known and known.broken_since else now) if reason else None
        row = {
            "site": site,
            "checked_at": now,
            "pages": found.pages,
            "parsed": found.parsed,
            "fields": sorted([name, count] for name, count in found.fields.items()),
            "broken_since": since,
            "reason": reason or "",
        }
        with self._database.write() as connection:
            insert_or_update(connection, SiteHealthRow, [row], ("site",), HEALTH)
        return SiteHealth(site, now, found, since, reason or "")

    def seen(self, site: str) -> Mapping[str, SeenPage]:
        """Return the pages of a site that were read, by the address that was asked for.

        A page whose review is all that its title has left is to be read whole: the title may have come back since.
        """
        with self._database.read() as connection:
            rows = connection.execute(select(SeenPageRow.__table__).where(SeenPageRow.site == site)).all()
            alone = set(connection.scalars(_left_alone(site)))
        whole = Validators()
        return {
            row.url: SeenPage(row.fetched_at, whole if row.url in alone else Validators(row.etag, row.last_modified))
            for row in rows
        }

    def note_seen(self, site: str, pages: Sequence[Page], policy: Policy, again: Collection[str] = ()) -> None:
        """Note that pages were read, so that they are fetched again only if changed; those in `again` in any case."""
        rows = [
            {
                "site": site,
                "url": page.known_as,
                "etag": None if page.url in again else page.validators.etag,
                "last_modified": None if page.url in again else page.validators.last_modified,
                "fetched_at": page.fetched_at,
                "expires_at": policy.expires_at(page.fetched_at),
            }
            for page in {page.known_as: page for page in pages}.values()
        ]
        with self._database.write() as connection:
            insert_or_update(connection, SeenPageRow, rows, ("site", "url"), SEEN)

    def forget(self, site: str, urls: Collection[str]) -> None:
        """Forget that pages were read, so that they are read whole the next time."""
        with self._database.write() as connection:
            for some in slices(urls):
                connection.execute(delete(SeenPageRow).where(SeenPageRow.site == site, SeenPageRow.url.in_(some)))

    def note_unchanged(self, site: str, pages: Sequence[Unchanged], policy: Policy) -> None:
        """Note that pages are unchanged, and count as read now.

        Only here it is known where an address leads to: one to a review that is all that its title has left is to be
        read whole, as in `seen`.
        """
        now = self._clock()
        values = {"fetched_at": now, "expires_at": policy.expires_at(now)}
        whole = values | {"etag": None, "last_modified": None}
        with self._database.write() as connection:
            alone = set(connection.scalars(_left_alone(site))) if pages else set()
            for page in pages:
                known = update(SeenPageRow).where(SeenPageRow.site == site, SeenPageRow.url == page.known_as)
                connection.execute(known.values(**(whole if page.url in alone else values)))

    def expire(self) -> int:
        """Forget the expired pages, whose reviews are gone too."""
        with self._database.write() as connection:
            return connection.execute(delete(SeenPageRow).where(SeenPageRow.expires_at <= self._clock())).rowcount


def _left_alone(site: str) -> Select[str]:
    """Return the query for the keys of a site's reviews whose titles are known from reviews alone."""
    other = aliased(ListingRow)
    is_catalogued = exists().where(other.title_id == ListingRow.title_id, other.is_review.is_(False))
    return select(ListingRow.source_key).where(ListingRow.source == site, ~is_catalogued)
