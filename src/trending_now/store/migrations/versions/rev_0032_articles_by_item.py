"""Wikipedia's articles by their Wikidata item instead of their name, which may change."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
LISTINGS = sa.table(
    "listings",
    *(sa.column(name) for name in ("id", "source", "source_key", "fetched_at")),
    sa.column("external_ids", sa.JSON()),
)
QUESTIONS = sa.table(
    "match_questions", *(sa.column(name) for name in ("source", "source_key", "other_source", "other_key"))
)
SIDES = (("source", "source_key"), ("other_source", "other_key"))


def upgrade() -> None:
    """Give each article's listing its new key, also in what people said of it; of a renamed one the newest."""
    listings, connection = LISTINGS.c, op.get_bind()
    query = sa.select(listings.id, listings.source_key, listings.external_ids).where(listings.source == "wikipedia")
    taken: set[str] = set()
    for listing, old, ids in connection.execute(query.order_by(listings.fetched_at.desc())).all():
        item = next((value for namespace, value in ids if namespace == "wikidata"), None)
        new = f"{old.partition(':')[0]}:{item}"
        if item is None or new in taken:
            continue
        taken.add(new)
        connection.execute(sa.update(LISTINGS).where(listings.id == listing).values(source_key=new))
        for source, key in SIDES:
            is_it = (QUESTIONS.c[source] == "wikipedia", QUESTIONS.c[key] == old)
            connection.execute(sa.update(QUESTIONS).where(*is_it).values({key: new}))
