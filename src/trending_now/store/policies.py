"""The policies of stored records."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from trending_now.domain.policy import Credit, Policy
from trending_now.store.listing_rows import policy_row
from trending_now.store.tables import PolicyRow
from trending_now.store.upsert import insert_or_update


def save_policy(connection: Connection, policy: Policy) -> None:
    """Store a policy, in place of an earlier one of its name."""
    row = policy_row(policy)
    insert_or_update(connection, PolicyRow, [row], ("name",), [column for column in row if column != "name"])


def credits_of(connection: Connection, names: Iterable[str]) -> dict[str, Credit]:
    """Return the credits of the named policies."""
    columns = (PolicyRow.name, PolicyRow.credit_text, PolicyRow.credit_url, PolicyRow.credit_licence)
    found = connection.execute(select(*columns).where(PolicyRow.name.in_(set(names))))
    return {name: Credit(text, url, licence) for name, text, url, licence in found}
