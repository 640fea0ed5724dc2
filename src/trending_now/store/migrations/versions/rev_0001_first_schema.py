"""The first schema: the catalogue, its journals and the search index."""

import sqlalchemy as sa
from alembic import op

from trending_now.store.search import create_statements
from trending_now.store.sql.column_types import UtcDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    _create_catalogue()
    _create_journals()
    for statement in create_statements(op.get_bind().dialect.name):
        op.execute(statement)


def _create_catalogue() -> None:
    _create_change_count()
    _create_policies()
    _create_titles()
    _create_external_ids()
    _create_listings()
    _create_releases()
    _create_plots()
    _create_reviews()
    _create_popularity()
    _create_votes()


def _create_journals() -> None:
    _create_runs()
    _create_violations()
    _create_quarantine()
    _create_raw_records()
    _create_enrichments()
    _create_locks()


def _create_change_count() -> None:
    op.create_table(
        "change_count",
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("changes", name="pk_change_count"),
    )
    op.execute("INSERT INTO change_count (changes) VALUES (0)")


def _create_policies() -> None:
    op.create_table(
        "policies",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("display", sa.Boolean(), nullable=False),
        sa.Column("train", sa.Text(), nullable=False),
        sa.Column("keep_full_text", sa.Boolean(), nullable=False),
        sa.Column("send_to_llm", sa.Boolean(), nullable=False),
        sa.Column("retention_days", sa.Integer(), nullable=True),
        sa.Column("credit_text", sa.Text(), nullable=False),
        sa.Column("credit_url", sa.Text(), nullable=True),
        sa.Column("credit_licence", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_policies"),
    )


def _create_titles() -> None:
    op.create_table(
        "titles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("original_name", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("countries", sa.Text(), nullable=False),
        sa.Column("runtime_minutes", sa.Integer(), nullable=True),
        sa.Column("poster_url", sa.Text(), nullable=True),
        sa.Column("poster_policy", sa.Text(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("release_date", sa.Date(), nullable=True),
        sa.Column("release_type", sa.Text(), nullable=True),
        sa.Column("release_region", sa.Text(), nullable=True),
        sa.Column("release_platform", sa.Text(), nullable=True),
        sa.Column("newness", sa.Integer(), nullable=False),
        sa.Column("popularity", sa.Double(), nullable=False),
        sa.Column("document_digest", sa.Text(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=True),
        sa.Column("chosen_bits", sa.Integer(), nullable=False),
        sa.Column("shown_scores", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_titles"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_titles_name", "titles", ["name_key", "id", "kind", "chosen_bits", "release_date"], unique=False)
    op.create_index(
        "ix_titles_newest", "titles", ["newness", "id", "kind", "chosen_bits", "release_date"], unique=False
    )
    op.create_index(
        "ix_titles_popular", "titles", ["popularity", "id", "kind", "chosen_bits", "release_date"], unique=False
    )


def _create_external_ids() -> None:
    op.create_table(
        "external_ids",
        sa.Column("namespace", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["title_id"], ["titles.id"], name="fk_external_ids_title_id_titles", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("namespace", "value", name="pk_external_ids"),
    )
    op.create_index("ix_external_ids_title_id", "external_ids", ["title_id"], unique=False)


def _create_listings() -> None:
    op.create_table(
        "listings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("original_name", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("countries", sa.Text(), nullable=False),
        sa.Column("runtime_minutes", sa.Integer(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("poster_url", sa.Text(), nullable=True),
        sa.Column("external_ids", sa.JSON(), nullable=False),
        sa.Column("fetched_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["policy"], ["policies.name"], name="fk_listings_policy_policies"),
        sa.ForeignKeyConstraint(["title_id"], ["titles.id"], name="fk_listings_title_id_titles", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_listings"),
        sa.UniqueConstraint("source", "source_key", name="uq_listings_source_source_key"),
    )
    op.create_index("ix_listings_expires_at", "listings", ["expires_at"], unique=False)
    op.create_index("ix_listings_title_id", "listings", ["title_id"], unique=False)


def _create_releases() -> None:
    op.create_table(
        "releases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name="fk_releases_listing_id_listings", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["title_id"], ["titles.id"], name="fk_releases_title_id_titles", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_releases"),
        sa.UniqueConstraint(
            "listing_id", "date", "type", "region", "platform", name="uq_releases_listing_id_date_type_region_platform"
        ),
    )
    op.create_index("ix_releases_platform", "releases", ["platform", "title_id"], unique=False)
    op.create_index("ix_releases_region", "releases", ["region", "title_id"], unique=False)
    op.create_index("ix_releases_title", "releases", ["title_id", "region", "platform"], unique=False)


def _create_plots() -> None:
    op.create_table(
        "plots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name="fk_plots_listing_id_listings", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["title_id"], ["titles.id"], name="fk_plots_title_id_titles", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_plots"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_plots_listing_id", "plots", ["listing_id"], unique=False)
    op.create_index("ix_plots_title_id", "plots", ["title_id"], unique=False)


def _create_reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("rating10", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name="fk_reviews_listing_id_listings", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["title_id"], ["titles.id"], name="fk_reviews_title_id_titles", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reviews_listing_id", "reviews", ["listing_id"], unique=False)
    op.create_index("ix_reviews_title_id", "reviews", ["title_id"], unique=False)


def _create_popularity() -> None:
    op.create_table(
        "popularity",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name="fk_popularity_listing_id_listings", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["title_id"], ["titles.id"], name="fk_popularity_title_id_titles", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("listing_id", "source", "measure", "day", name="pk_popularity"),
    )
    op.create_index("ix_popularity_title_id", "popularity", ["title_id"], unique=False)


def _create_votes() -> None:
    op.create_table(
        "votes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("vocabulary", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("genres", sa.Text(), nullable=False),
        sa.Column("taxonomy", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name="fk_votes_listing_id_listings", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["title_id"], ["titles.id"], name="fk_votes_title_id_titles", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_votes"),
    )
    op.create_index("ix_votes_listing_id", "votes", ["listing_id"], unique=False)
    op.create_index("ix_votes_title_id", "votes", ["title_id"], unique=False)


def _create_runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("heartbeat_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("fetched", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("quarantined", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    op.create_index("ix_runs_finished", "runs", ["stage", "subject", "finished_at"], unique=False)
    op.create_index("ix_runs_state", "runs", ["state"], unique=False)


def _create_violations() -> None:
    op.create_table(
        "violations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_violations_run_id_runs", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_violations"),
    )
    op.create_index("ix_violations_run_id", "violations", ["run_id"], unique=False)


def _create_quarantine() -> None:
    op.create_table(
        "quarantine",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("first_seen", UtcDateTime(), nullable=False),
        sa.Column("last_seen", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["policy"], ["policies.name"], name="fk_quarantine_policy_policies"),
        sa.PrimaryKeyConstraint("id", name="pk_quarantine"),
        sa.UniqueConstraint("source", "subject", "rule", name="uq_quarantine_source_subject_rule"),
    )
    op.create_index("ix_quarantine_expires_at", "quarantine", ["expires_at"], unique=False)


def _create_raw_records() -> None:
    op.create_table(
        "raw_records",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("fetched_at", UtcDateTime(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("lake_file", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["policy"], ["policies.name"], name="fk_raw_records_policy_policies"),
        sa.PrimaryKeyConstraint("source", "url", "sha256", name="pk_raw_records"),
    )
    op.create_index("ix_raw_records_expires_at", "raw_records", ["expires_at"], unique=False)


def _create_enrichments() -> None:
    op.create_table(
        "enrichments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("model_name", sa.Text(), nullable=False),
        sa.Column("model_digest", sa.Text(), nullable=False),
        sa.Column("document_digest", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("vibe_tags", sa.JSON(), nullable=False),
        sa.Column("vibe_score", sa.Double(), nullable=True),
        sa.Column("review_summary", sa.Text(), nullable=True),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["title_id"], ["titles.id"], name="fk_enrichments_title_id_titles", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_enrichments"),
    )
    op.create_index("ix_enrichments_newest", "enrichments", ["title_id", "engine", "id"], unique=False)


def _create_locks() -> None:
    op.create_table(
        "locks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title_id", sa.Integer(), nullable=False),
        sa.Column("genre", sa.Text(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=True),
        sa.Column("locked_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["title_id"], ["titles.id"], name="fk_locks_title_id_titles", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_locks"),
    )
    op.create_index("ix_locks_title_id", "locks", ["title_id"], unique=False)
