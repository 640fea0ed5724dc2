"""The keys of names anew: the vowels that are written on the letters of Hindi, Tamil or Thai are part of a word."""

import sqlalchemy as sa
from alembic import op

from trending_now.domain.matching.name_forms import other_keys
from trending_now.domain.names import name_key

revision = "0034"
down_revision = "0033"
TITLES = sa.table("titles", sa.column("id"), sa.column("name"), sa.column("name_key"))
LISTINGS = sa.table("listings", sa.column("id"), sa.column("title_id"), sa.column("name"), sa.column("original_name"))
FORMS = sa.table("name_forms", sa.column("listing_id"), sa.column("title_id"), sa.column("key"))


def upgrade() -> None:
    """Work out again the keys of titles and the forms of their names, where they are not plain ASCII."""
    connection = op.get_bind()
    for title, name, key in connection.execute(sa.select(TITLES.c.id, TITLES.c.name, TITLES.c.name_key)).all():
        if not name.isascii() and name_key(name) != key:
            connection.execute(sa.update(TITLES).where(TITLES.c.id == title).values(name_key=name_key(name)))
    columns = (LISTINGS.c.id, LISTINGS.c.title_id, LISTINGS.c.name, LISTINGS.c.original_name)
    for listing, title, name, original in connection.execute(sa.select(*columns)).all():
        if not f"{name}{original}".isascii():
            connection.execute(sa.delete(FORMS).where(FORMS.c.listing_id == listing))
            rows = [
                {"listing_id": listing, "title_id": title, "key": key} for key in sorted(other_keys(name, original))
            ]
            if rows:
                op.bulk_insert(FORMS, rows)
