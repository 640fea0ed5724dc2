"""The tables of a snapshot: each column with its type. `docs/data_dictionary.md` says what each means."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

Columns = Mapping[str, "pl.DataType"]

LISTINGS, REVIEWS, RELEASES, POPULARITY = "listings", "reviews", "releases", "popularity"
ENRICHMENTS, LOCKS, VERDICTS = "enrichments", "locks", "verdicts"
BY_SOURCE = (LISTINGS, REVIEWS, RELEASES, POPULARITY)
"""Tables with a partition for each source; the other tables have one for all."""
BY_TITLE = (ENRICHMENTS, LOCKS, VERDICTS)

TEXT, WORDS, FACT = "text", "words", "fact"
ID, WHOLE, NUMBER = "id", "whole number", "number"
DAY, MOMENT = "day", "moment"
SCORES, FILES = "probabilities of genres", "files"
"""What a column holds."""
IDENTITY = {"title_id": ID, "source": TEXT, "source_key": TEXT}
COLUMNS: Mapping[str, Mapping[str, str]] = {
    LISTINGS: IDENTITY
    | {
        "title": TEXT,
        "original_title": TEXT,
        "kind": TEXT,
        "year": WHOLE,
        "language": TEXT,
        "countries": WORDS,
        "directors": WORDS,
        "runtime_minutes": WHOLE,
        "release_date": DAY,
        "plot_summary": TEXT,
        "plot_language": TEXT,
        "other_plots": WORDS,
        "source_genre_tags": WORDS,
        "unknown_tags": WORDS,
        "genres": WORDS,
        "genres_uncertain": WORDS,
        "external_ids": WORDS,
        "is_review": FACT,
        "url": TEXT,
        "policy": TEXT,
        "train_use": TEXT,
        "fetched_at": MOMENT,
    },
    REVIEWS: IDENTITY
    | {
        "review_number": WHOLE,
        "review_text": TEXT,
        "is_excerpt": FACT,
        "rating10": NUMBER,
        "site": TEXT,
        "published": DAY,
        "url": TEXT,
        "policy": TEXT,
        "train_use": TEXT,
    },
    RELEASES: IDENTITY
    | {
        "release_date": DAY,
        "release_type": TEXT,
        "region": TEXT,
        "platform": TEXT,
        "release_at": MOMENT,
        "season": WHOLE,
        "episode": WHOLE,
    },
    POPULARITY: IDENTITY | {"measured_by": TEXT, "measure": TEXT, "day": DAY, "value": NUMBER},
    ENRICHMENTS: {
        "title_id": ID,
        "engine": TEXT,
        "model_name": TEXT,
        "model_digest": TEXT,
        "genres": WORDS,
        "genres_uncertain": WORDS,
        "probabilities": SCORES,
        "vibe_tags": WORDS,
        "vibe_score": NUMBER,
        "created_at": MOMENT,
        "training_sets": FILES,
        "snapshot": TEXT,
    },
    LOCKS: {"title_id": ID, "genre": TEXT, "holds": FACT, "locked_at": MOMENT},
    VERDICTS: {"title_id": ID, "genre": TEXT, "yes": WHOLE, "no": WHOLE},
}


def snapshot_columns() -> dict[str, Columns]:
    """Return the columns of every table, in order; polars is loaded when they are first asked for."""
    import polars as pl

    text = pl.String()
    types: dict[str, pl.DataType] = {
        TEXT: text,
        WORDS: pl.List(text),
        FACT: pl.Boolean(),
        ID: pl.Int64(),
        WHOLE: pl.Int32(),
        NUMBER: pl.Float64(),
        DAY: pl.Date(),
        MOMENT: pl.Datetime("us", "UTC"),
        SCORES: pl.List(pl.Struct({"genre": text, "probability": pl.Float64()})),
        FILES: pl.List(pl.Struct({"name": text, "sha256": text, "snapshot": text})),
    }
    return {table: {name: types[holds] for name, holds in columns.items()} for table, columns in COLUMNS.items()}
