"""What a shipped model is fitted on: labels with their masks, and nothing it may not see."""

from pathlib import Path

import polars as pl
import pytest

from tests.shared_files import shared_file
from trending_now.domain.genre import Genre
from trending_now.errors import WrongUse
from trending_now.training.texts import read_texts

BLURB = {"id": "catalogue:a:1", "text": "A ghost walks.", "genres": ["Horror"], "genres_uncertain": ["Fantasy"],
         "split": "train", "text_kind": "blurb", "source": "catalogue:a"}  # fmt: skip
PLOT = {**BLURB, "id": "imdb:tt1", "genres": ["War"], "genres_uncertain": [], "text_kind": "plot", "source": "wiki"}
TAGS = {"imdb_id": "tt1", "tags": ["bleak"], "plot_source": "wikipedia", "dup_plot": 1, "genre_split": "train"}


def written(folder: Path, **tags: object) -> tuple[Path, Path]:
    """Write a corpus of a blurb and a plot, and the plot's MPST row with some values changed."""
    corpus, mpst = folder / "corpus.parquet", folder / "mpst.parquet"
    pl.DataFrame([BLURB, PLOT]).write_parquet(corpus)
    pl.DataFrame([{**TAGS, **tags}]).write_parquet(mpst)
    return corpus, mpst


def test_uncertain_genres_and_unknown_tags_are_masked(tmp_path: Path) -> None:
    texts = read_texts(*written(tmp_path), "train")
    genres = list(Genre)
    assert texts.genres[0, genres.index(Genre.HORROR)]
    assert not texts.genre_mask[0, genres.index(Genre.FANTASY)]
    assert texts.genre_mask.sum() == 39
    assert (texts.tag_mask[:, 0].tolist(), texts.tags[:, 0].tolist()) == ([False, True], [False, True])


@pytest.mark.parametrize(
    "change", [{"genre_split": "test"}, {"genre_split": "holdout"}, {"plot_source": "imdb"}, {"dup_plot": 3}]
)
def test_a_plot_that_may_not_be_trained_on_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    with pytest.raises(WrongUse, match="imdb:tt1"):
        read_texts(*written(tmp_path, **change), "train")


def test_no_title_of_the_real_corpus_is_seen_on_two_sides() -> None:
    paths = (shared_file("data/genre_corpus.parquet"), shared_file("data/mpst.parquet"))
    sides = [set(read_texts(*paths, split).ids) for split in ("train", "val", "test")]
    assert sum(map(len, sides)) == len(set.union(*sides))
