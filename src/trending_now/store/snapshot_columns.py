"""The tables of a snapshot: each column with its type. `docs/data_dictionary.md` says what each means."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

Columns = Mapping[str, "pl.DataType"]

LISTINGS, REVIEWS, RELEASES, POPULARITY = "listings", "reviews", "releases", "popularity"
ENRICHMENTS, LOCKS, VERDICTS = "enrichments", "locks", "verdicts"
BY_SOURCE = (LISTINGS, REVIEWS, RELEASES, POPULARITY)
"""Tables with a partition for each source; the others have one for all."""
BY_TITLE = (ENRICHMENTS, LOCKS, VERDICTS)


def snapshot_columns() -> dict[str, Columns]:
    """Return the columns of every table, in order; polars is loaded when they are first asked for."""
    import polars as pl

    text, words, moment = pl.String(), pl.List(pl.String()), pl.Datetime("us", "UTC")
    identity = {"title_id": pl.Int64(), "source": text, "source_key": text}
    return {
        LISTINGS: identity
        | {
            "title": text,
            "original_title": text,
            "kind": text,
            "year": pl.Int32(),
            "language": text,
            "countries": words,
            "directors": words,
            "runtime_minutes": pl.Int32(),
            "release_date": pl.Date(),
            "plot_summary": text,
            "plot_language": text,
            "other_plots": words,
            "source_genre_tags": words,
            "unknown_tags": words,
            "genres": words,
            "genres_uncertain": words,
            "external_ids": words,
            "is_review": pl.Boolean(),
            "url": text,
            "policy": text,
            "train_use": text,
            "fetched_at": moment,
        },
        REVIEWS: identity
        | {
            "review_number": pl.Int32(),
            "review_text": text,
            "is_excerpt": pl.Boolean(),
            "rating10": pl.Float64(),
            "site": text,
            "published": pl.Date(),
            "url": text,
            "policy": text,
            "train_use": text,
        },
        RELEASES: identity
        | {
            "release_date": pl.Date(),
            "release_type": text,
            "region": text,
            "platform": text,
            "release_at": moment,
        },
        POPULARITY: identity | {"measured_by": text, "measure": text, "day": pl.Date(), "value": pl.Float64()},
        ENRICHMENTS: {
            "title_id": pl.Int64(),
            "engine": text,
            "model_name": text,
            "model_digest": text,
            "genres": words,
            "genres_uncertain": words,
            "probabilities": pl.List(pl.Struct({"genre": text, "probability": pl.Float64()})),
            "vibe_tags": words,
            "vibe_score": pl.Float64(),
            "created_at": moment,
            "training_sets": pl.List(pl.Struct({"name": text, "sha256": text, "snapshot": text})),
            "snapshot": text,
        },
        LOCKS: {"title_id": pl.Int64(), "genre": text, "holds": pl.Boolean(), "locked_at": moment},
        VERDICTS: {"title_id": pl.Int64(), "genre": text, "yes": pl.Int32(), "no": pl.Int32()},
    }
