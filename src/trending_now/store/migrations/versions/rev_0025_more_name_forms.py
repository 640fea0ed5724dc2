"""The forms of names anew: initials as one word, how short names sound, numbers before a colon."""

import sqlalchemy as sa
from alembic import op

from trending_now.domain.matching.name_forms import other_keys

revision = "0025"
down_revision = "0024"
LISTINGS = sa.table("listings", sa.column("id"), sa.column("title_id"), sa.column("name"), sa.column("original_name"))
FORMS = sa.table("name_forms", sa.column("listing_id"), sa.column("title_id"), sa.column("key"))


def upgrade() -> None:
    """Fill the table again, as this version finds titles."""
    connection, columns = op.get_bind(), (LISTINGS.c.id, LISTINGS.c.title_id, LISTINGS.c.name, LISTINGS.c.original_name)
    rows = [
        {"listing_id": listing, "title_id": title, "key": key}
        for listing, title, name, original in connection.execute(sa.select(*columns))
        for key in sorted(other_keys(name, original))
    ]
    connection.execute(sa.delete(FORMS))
    if rows:
        op.bulk_insert(FORMS, rows)
