"""The other forms of each listing's names, by which its title is found."""

import sqlalchemy as sa
from alembic import op

from trending_now.domain.matching.name_forms import other_keys

revision = "0024"
down_revision = "0023"
LISTINGS = sa.table("listings", sa.column("id"), sa.column("title_id"), sa.column("name"), sa.column("original_name"))


def upgrade() -> None:
    """Add the table, with the forms of the names that are there."""
    forms = op.create_table(
        "name_forms",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name="fk_name_forms_listing_id_listings", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["title_id"], ["titles.id"], name="fk_name_forms_title_id_titles", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("listing_id", "key", name="pk_name_forms"),
    )
    op.create_index("ix_name_forms_title_id", "name_forms", ["title_id"])
    op.create_index("ix_name_forms_key", "name_forms", ["key", "title_id"])
    columns = (LISTINGS.c.id, LISTINGS.c.title_id, LISTINGS.c.name, LISTINGS.c.original_name)
    rows = [
        {"listing_id": listing, "title_id": title, "key": key}
        for listing, title, name, original in op.get_bind().execute(sa.select(*columns))
        for key in sorted(other_keys(name, original))
    ]
    if rows:
        op.bulk_insert(forms, rows)
