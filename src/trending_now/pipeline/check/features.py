"""Facts about each record that the data rules look at: a narrow frame, without the texts."""

from typing import TYPE_CHECKING

from trending_now.corpora.label_mask import genre_words
from trending_now.corpora.text_checks import CONTROL, MOJIBAKE, REPLACED
from trending_now.domain.genre import Genre

if TYPE_CHECKING:
    import polars as pl

LEAD_CHARACTERS = 300  # where a text says what it is, if it does
COMMON_ENGLISH = r"(?i)\b(?:the|and|of|to|in|is|his|her|with|for|who|on|as)\b"
OURS = frozenset(genre.value for genre in Genre)


def features_of(records: "pl.DataFrame") -> "pl.DataFrame":
    """Return the facts that rules are about, a row for each record, in order.

    `records` has the columns of a snapshot's listings that say what a record is; `split` may be missing.
    """
    import polars as pl

    text, words = pl.col("plot_summary"), pl.col("plot_summary").str.count_matches(r"\S+")
    letters = text.str.to_lowercase().str.replace_all(r"[\W_]+", "")
    whole = records.with_columns(split=pl.col("split") if "split" in records.columns else pl.lit(None, pl.String))
    narrow = whole.select(
        "source", "source_key", "title", "year", "release_date", "genres", "genres_uncertain", "unknown_tags", "split",
        has_title=pl.col("title").str.strip_chars().str.len_chars().fill_null(0) > 0,
        title_words=pl.col("title").str.count_matches(r"\S+"),
        plot_words=words.fill_null(0),
        plot_characters=text.str.len_chars().fill_null(0),
        text_key=pl.when(letters != "").then(letters.hash().cast(pl.String)),
        is_broken=text.str.contains(f"{REPLACED.pattern}|{MOJIBAKE.pattern}|{CONTROL.pattern}").fill_null(value=False),
        common_words=text.str.count_matches(COMMON_ENGLISH).fill_null(0),
        name_key=pl.col("title").str.to_lowercase().str.replace_all(r"[\W_]+", ""),
    )  # fmt: skip
    return narrow.with_columns(names_genre=pl.int_range(pl.len()).is_in(_own_genres_named(records).implode()))


def _own_genres_named(records: "pl.DataFrame") -> "pl.Series":
    """Return the positions of the records whose text begins with a word for one of their genres."""
    import polars as pl

    # lower case first, which is ten times as quick as patterns that ignore case
    lead = pl.col("plot_summary").str.head(LEAD_CHARACTERS).str.to_lowercase()
    by_genre = records.select("genres", lead=lead, place=pl.int_range(pl.len())).explode("genres", empty_as_null=True)
    named = (by_genre.filter(pl.col("genres") == x, pl.col("lead").str.contains(genre_words(x))) for x in Genre)
    return pl.concat([found["place"] for found in named])
