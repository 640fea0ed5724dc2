"""Who is fitted on what in cross-validation."""

from dataclasses import replace
from pathlib import Path

from tests.training.invented_corpus import write_corpus
from trending_now.training.heads.cross_validation import folds
from trending_now.training.labelled_texts import LabelledTexts, read_genre_texts
from trending_now.training.recipe import FoldRecipe


def texts_of_pairs(folder: Path) -> LabelledTexts:
    """Return texts of which any two neighbours tell of one title."""
    corpus, _ = write_corpus(folder)
    texts = read_genre_texts(corpus, "train")
    return replace(texts, titles=tuple(f"The Tin Harbour {row // 2}" for row in range(len(texts))))


def test_no_title_is_fitted_on_and_held_out_at_once(tmp_path: Path) -> None:
    texts = texts_of_pairs(tmp_path)
    for fitted_on, held_out in folds(texts, FoldRecipe()):
        assert {texts.titles[row] for row in fitted_on}.isdisjoint(texts.titles[row] for row in held_out)


def test_every_text_is_held_out_once(tmp_path: Path) -> None:
    texts = texts_of_pairs(tmp_path)
    parts = [(list(fitted_on), list(held_out)) for fitted_on, held_out in folds(texts, FoldRecipe())]
    assert sorted(row for _, held_out in parts for row in held_out) == list(range(len(texts)))
    assert all(len(fitted_on) + len(held_out) == len(texts) for fitted_on, held_out in parts)
