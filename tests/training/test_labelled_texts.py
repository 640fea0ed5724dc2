"""What a shipped model is fitted on: labels with their masks, and nothing it may not see."""

from pathlib import Path

import polars as pl
import pytest

from tests.shared_files import shared_file
from trending_now.domain.genre import Genre
from trending_now.errors import WrongUse
from trending_now.training.labelled_texts import read_genre_texts, read_sides, read_texts

BLURB = {"id": "catalogue:a:1", "text": "A ghost walks.", "genres": ["Horror"], "genres_uncertain": ["Fantasy"],
         "split": "train", "text_kind": "blurb", "source": "catalogue:a"}  # fmt: skip
PLOT = {
    **BLURB,
    "id": "imdb:tt1",
    "text": "A war ends.",
    "genres": ["War"],
    "genres_uncertain": [],
    "text_kind": "plot",
    "source": "wiki",
}
TAGS = {"imdb_id": "tt1", "tags": ["bleak"], "plot": "A war ends.", "plot_source": "wikipedia", "dup_plot": 1,
        "genre_split": "train"}  # fmt: skip


def written(folder: Path, *others: dict[str, object], **tags: object) -> tuple[Path, Path]:
    """Write a corpus of a blurb and a plot, the plot's MPST row with some values changed, and other MPST rows."""
    corpus, mpst = folder / "corpus.parquet", folder / "mpst.parquet"
    pl.DataFrame([BLURB, PLOT]).write_parquet(corpus)
    pl.DataFrame([{**TAGS, **tags}, *({**TAGS, **other} for other in others)]).write_parquet(mpst)
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


def test_plots_that_have_tags_alone_are_learned_from_only_where_they_may_be(tmp_path: Path) -> None:
    others: list[dict[str, object]] = [
        {"imdb_id": "tt2", "tags": ["cult"]},
        {"imdb_id": "tt3", "genre_split": "holdout"},
        {"imdb_id": "tt4", "genre_split": "test"},
        {"imdb_id": "tt5", "plot_source": "imdb"},
        {"imdb_id": "tt6", "dup_plot": 2},
    ]
    texts = read_texts(*written(tmp_path, *others), "train")
    assert texts.ids == ("catalogue:a:1", "imdb:tt1", "imdb:tt2")
    assert not texts.genre_mask[2].any()
    assert texts.tags[2].tolist() == [False, True]


def test_no_plot_of_another_side_of_the_corpus_is_learned_from_for_its_tags(tmp_path: Path) -> None:
    corpus, mpst = written(tmp_path, {"imdb_id": "tt2"}, {"imdb_id": "tt3"})
    pl.DataFrame([BLURB, PLOT, {**PLOT, "id": "imdb:tt2", "text": "Another.", "split": "test"}]).write_parquet(corpus)
    assert read_texts(corpus, mpst, "train").ids == ("catalogue:a:1", "imdb:tt1", "imdb:tt3")


@pytest.mark.parametrize("change", [{"source": "tmdb"}, {"source": "IMDb (via MPST)"}, {"id": "tmdb:7"}])
def test_a_text_of_a_source_that_keeps_it_from_models_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    corpus, mpst = written(tmp_path)
    pl.DataFrame([BLURB, PLOT, BLURB | {"id": "x:2", "text": "Other.", "split": "val"} | change]).write_parquet(corpus)
    with pytest.raises(WrongUse, match="which no model may be trained on"):
        read_texts(corpus, mpst, "train")


def test_a_text_on_two_sides_and_an_id_in_two_rows_are_refused(tmp_path: Path) -> None:
    corpus, mpst = written(tmp_path)
    pl.DataFrame([BLURB, PLOT | {"text": "A war."}, BLURB | {"id": "x:2", "split": "test"}]).write_parquet(corpus)
    with pytest.raises(WrongUse, match="has the text of 'catalogue:a:1' on two sides"):
        read_texts(corpus, mpst, "train")
    pl.DataFrame([BLURB, BLURB | {"text": "Another."}]).write_parquet(corpus)
    with pytest.raises(WrongUse, match="has the id 'catalogue:a:1' in several rows"):
        read_texts(corpus, mpst, "train")
    with pytest.raises(WrongUse, match="has the imdb_id 'tt1' in several rows"):
        read_texts(*written(tmp_path, {"imdb_id": "tt1"}), "train")


def test_a_genre_that_is_none_of_ours_is_told(tmp_path: Path) -> None:
    corpus, mpst = written(tmp_path)
    pl.DataFrame([{**BLURB, "genres": ["Musical"]}, PLOT]).write_parquet(corpus)
    with pytest.raises(WrongUse, match="names a genre 'Musical' in 'genres'"):
        read_texts(corpus, mpst, "train")


def test_a_few_rows_are_spread_over_the_whole(tmp_path: Path) -> None:
    sides = read_texts(*written(tmp_path), "train")
    assert sides.spread(1).ids == ("catalogue:a:1",)
    assert sides.spread(9).ids == sides.ids


@pytest.mark.parametrize("broken", ["missing", "empty file", "no column"])
def test_a_corpus_that_cannot_be_read_is_wrong_use(tmp_path: Path, broken: str) -> None:
    corpus, mpst = written(tmp_path)
    if broken == "missing":
        corpus.unlink()
    elif broken == "empty file":
        corpus.write_text("", "utf-8")
    else:
        pl.DataFrame([BLURB]).drop("text").write_parquet(corpus)
    with pytest.raises(WrongUse, match=r"corpus\.parquet"):
        read_texts(corpus, mpst, "train")


def test_no_title_of_the_real_corpus_is_seen_on_two_sides() -> None:
    paths = (shared_file("data/genre_corpus.parquet"), shared_file("data/mpst.parquet"))
    sides = [set(read_texts(*paths, split).ids) for split in ("train", "val", "test")]
    assert sum(map(len, sides)) == len(set.union(*sides))


def test_a_shipped_model_sees_only_its_own_side_of_mpst_and_none_of_its_imdb_texts() -> None:
    corpus, mpst = shared_file("data/genre_corpus.parquet"), shared_file("data/mpst.parquet")
    held = pl.read_parquet(mpst, columns=["imdb_id", "genre_split", "plot_source"])
    side_of = {f"imdb:{imdb_id}": (side, source) for imdb_id, side, source in held.iter_rows()}
    for split in ("train", "val"):
        texts = read_texts(corpus, mpst, split)
        assert {side_of[title] for title in texts.ids if title in side_of} == {(split, "wikipedia")}
        assert texts.tag_mask[:, 0].sum() == sum(title in side_of for title in texts.ids)


def test_a_corpus_whose_val_has_no_tags_is_refused_before_the_work_begins(tmp_path: Path) -> None:
    corpus, mpst = written(tmp_path)
    pl.DataFrame([BLURB, PLOT, BLURB | {"id": "x:2", "text": "Other.", "split": "val"}]).write_parquet(corpus)
    with pytest.raises(WrongUse, match="No text of split 'val' has tags"):
        read_sides(corpus, mpst, None)


def test_kinds_and_sources_that_are_numbers_are_read_as_words(tmp_path: Path) -> None:
    corpus, mpst = written(tmp_path, {"imdb_id": "tt2"})
    pl.DataFrame([BLURB, PLOT]).with_columns(text_kind=pl.lit(1), source=pl.lit(2)).write_parquet(corpus)
    assert read_texts(corpus, mpst, "train").kinds == ("1", "1", "plot")
    assert read_genre_texts(corpus, "train").sources == ("2", "2")


def test_a_row_read_for_its_genres_alone_has_its_id_or_where_it_has_none_its_number_in_the_split(
    tmp_path: Path,
) -> None:
    corpus = tmp_path / "corpus.parquet"
    pl.DataFrame([BLURB | {"split": "val"}, BLURB, PLOT | {"id": None}]).write_parquet(corpus)
    assert read_genre_texts(corpus, "train").ids == ("catalogue:a:1", "1")
    pl.read_parquet(corpus).drop("id").write_parquet(corpus)
    assert read_genre_texts(corpus, "train").ids == ("0", "1")
