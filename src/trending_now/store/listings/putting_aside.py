"""Stores which rules records broke, and puts the records into quarantine until they expire."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, insert, select

from trending_now.domain.policy import Policy, as_excerpt
from trending_now.domain.run import Violation
from trending_now.store.journal_tables import QuarantineRow, ViolationRow
from trending_now.store.sql.column_types import storable
from trending_now.store.sql.keys import is_among
from trending_now.store.sql.upsert import insert_or_update
from trending_now.store.tables import ListingRow

LONGEST_SUBJECT = 300
LONGEST_EXCERPT = 2_000


def put_aside(
    connection: Connection, run_id: int, violations: Sequence[Violation], policy: Policy, now: datetime
) -> None:
    """Note which rules a run found broken, and put the records into quarantine until they expire."""
    violations = [_storable(violation) for violation in violations]
    if not policy.keep_full_text:
        violations = [replace(v, excerpt=as_excerpt(" ".join(v.excerpt.split()))) for v in violations]
    said = [
        {"run_id": run_id, "source": v.source, "rule": v.rule, "subject": v.subject, "message": v.message}
        for v in violations
    ]
    connection.execute(insert(ViolationRow), said)
    ends = _ends_of_listings(connection, violations) if policy.retention is not None else {}
    ends_now = policy.expires_at(now)
    waiting = [
        {
            "source": v.source,
            "subject": v.subject,
            "rule": v.rule,
            "message": v.message,
            "excerpt": v.excerpt,
            "policy": policy.name,
            "first_seen": now,
            "last_seen": now,
            "expires_at": ends.get((v.source, v.subject), ends_now),
        }
        for v in violations
    ]
    key = ("source", "subject", "rule")
    insert_or_update(connection, QuarantineRow, waiting, key, ("message", "excerpt", "last_seen", "expires_at"))


def waiting_key(violation: Violation) -> tuple[str, str]:
    """Return the rule and the subject under which a source's violation waits in quarantine."""
    return violation.rule, subject_kept(violation.subject)


def subject_kept(subject: str) -> str:
    """Return a record's name as quarantine keeps it: shortened, without characters that no database takes."""
    return storable(subject)[:LONGEST_SUBJECT]


def _ends_of_listings(connection: Connection, violations: Sequence[Violation]) -> dict[tuple[str, str], datetime]:
    """Return when the listings that these violations are about expire: an excerpt of one may not outlive it."""
    columns = (ListingRow.source, ListingRow.source_key, ListingRow.expires_at)
    kept = ListingRow.source.in_({v.source for v in violations}), ListingRow.expires_at.is_not(None)
    subjects = is_among(connection, ListingRow.source_key, {v.subject for v in violations})
    found = connection.execute(select(*columns).where(*kept, subjects))
    return {(source, key): end for source, key, end in found if end is not None}


def _storable(violation: Violation) -> Violation:
    """Return a violation that can be stored: shortened, without characters that no database takes."""
    subject, excerpt = subject_kept(violation.subject), storable(violation.excerpt)[:LONGEST_EXCERPT]
    return replace(violation, subject=subject, message=storable(violation.message), excerpt=excerpt)
