"""The policies of stored records, and which sources they are of."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, exists, func, select, update

from trending_now.domain.policy import Credit, Policy, TrainUse
from trending_now.errors import StoreError
from trending_now.store.database import Database
from trending_now.store.documents import refresh_documents
from trending_now.store.journal_tables import EnrichmentRow
from trending_now.store.sql.upsert import insert_or_update
from trending_now.store.tables import ListingRow, PolicyRow


def save_policy(connection: Connection, policy: Policy) -> None:
    """Store a policy, in place of an earlier one of its name."""
    before = connection.scalar(select(PolicyRow.send_to_llm).where(PolicyRow.name == policy.name))
    row = _row(policy)
    insert_or_update(connection, PolicyRow, [row], ("name",), [column for column in row if column != "name"])
    if before is not None and before != policy.send_to_llm:
        listed = select(ListingRow.title_id).where(ListingRow.policy == policy.name)
        refresh_documents(connection, connection.scalars(listed).all())
        final = update(EnrichmentRow).where(EnrichmentRow.title_id.in_(listed), EnrichmentRow.final_for.is_not(None))
        connection.execute(final.values(final_for=None))  # language models may be asked again


def credits_of(connection: Connection, names: Iterable[str]) -> dict[str, Credit]:
    """Return the credits of the named policies."""
    columns = (PolicyRow.name, PolicyRow.credit_text, PolicyRow.credit_url, PolicyRow.credit_licence)
    found = connection.execute(select(*columns).where(PolicyRow.name.in_(set(names))))
    return {name: Credit(text, url, licence) for name, text, url, licence in found}


def stored_policies(connection: Connection) -> tuple[Policy, ...]:
    """Return the policies of all sources that anything is stored of, by name."""
    in_use = exists().where(ListingRow.policy == PolicyRow.name)
    rows = connection.execute(select(PolicyRow.__table__).where(in_use).order_by(PolicyRow.name))
    return tuple(_policy(row) for row in rows)


def listings_by_source(connection: Connection) -> list[tuple[str, str, int]]:
    """Return each source that anything is stored of, with its policy's name and its number of listings, by name."""
    columns = (ListingRow.source, ListingRow.policy)
    query = select(*columns, func.count()).group_by(*columns).order_by(*columns)
    return [(source, policy, listings) for source, policy, listings in connection.execute(query)]


def policy_named(database: Database, name: str) -> Policy:
    """Return a policy by its name.

    Raises:
        StoreError: nothing was ever stored under it.
    """
    with database.read() as connection:
        row = connection.execute(select(PolicyRow.__table__).where(PolicyRow.name == name)).one_or_none()
    if row is None:
        raise StoreError(f"No policy is stored for {name!r}; ingest or import it once more.")
    return _policy(row)


def _policy(row: Any) -> Policy:
    return Policy(
        name=row.name,
        display=row.display,
        train=TrainUse(row.train),
        keep_full_text=row.keep_full_text,
        send_to_llm=row.send_to_llm,
        retention=None if row.retention_days is None else timedelta(days=row.retention_days),
        credit=Credit(row.credit_text, row.credit_url, row.credit_licence),
    )


def _row(policy: Policy) -> dict[str, Any]:
    return {
        "name": policy.name,
        "display": policy.display,
        "train": policy.train.value,
        "keep_full_text": policy.keep_full_text,
        "send_to_llm": policy.send_to_llm,
        "retention_days": None if policy.retention is None else policy.retention.days,
        "credit_text": policy.credit.text,
        "credit_url": policy.credit.url,
        "credit_licence": policy.credit.licence,
    }
