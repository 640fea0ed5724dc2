"""Training texts become neighbours: the space they differ in most, their places in it, and their labels."""

from dataclasses import replace

import numpy as np
import pytest

from trending_now.domain.genre import Genre
from trending_now.models.heads.neighbours import HAS, HAS_NOT, SILENT, Neighbours
from trending_now.training.heads.neighbours import fit_neighbours
from trending_now.training.labelled_texts import LabelledTexts
from trending_now.training.recipe import NeighboursRecipe

WIDTH, TEXTS = 12, 200
CRIME, COMEDY = (tuple(Genre).index(genre) for genre in (Genre.CRIME, Genre.COMEDY))
RECIPE = NeighboursRecipe(axes=4, weight=0.5, temperature=0.05, prior=0.1)
CROWD = np.random.default_rng(3).normal(size=(TEXTS, WIDTH)) * ([3.0] * 3 + [0.2] * 9) + 5


def crimes() -> LabelledTexts:
    """Return texts of which those far along the first axis are crimes; of every tenth that is not known."""
    labels, mask = np.zeros((TEXTS, len(Genre)), dtype=bool), np.ones((TEXTS, len(Genre)), dtype=bool)
    labels[:, CRIME] = CROWD[:, 0] > 5
    mask[::10, CRIME] = False
    names, none = tuple(map(str, range(TEXTS))), np.zeros((TEXTS, 0), dtype=bool)
    return LabelledTexts(names, names, names, ("plot",) * TEXTS, ("list",) * TEXTS, labels, mask, none, none, ())


def fitted(recipe: NeighboursRecipe = RECIPE) -> Neighbours:
    """Return the texts as neighbours."""
    found = fit_neighbours(CROWD, crimes(), recipe)
    assert found is not None
    return found


def test_a_text_is_judged_by_those_that_are_like_it() -> None:
    others = np.full((2, WIDTH), 5.0)
    others[:, 0] = (12, -2)
    crime, not_crime = fitted().log_odds(others)[:, CRIME]
    assert crime > 0.5 > -0.5 > not_crime
    assert (fitted().log_odds(others)[:, COMEDY] < 0).all()


def test_labels_are_kept_and_what_is_not_known_is_silent() -> None:
    labels = fitted().arrays["neighbour_labels"]
    assert (labels[::10, CRIME] == SILENT).all()
    assert set(labels[:, COMEDY]) == {HAS_NOT}
    assert np.array_equal(labels[1:10, CRIME] == HAS, CROWD[1:10, 0] > 5)


def test_of_a_genre_that_is_left_out_they_say_what_is_so_of_all() -> None:
    left_out = replace(RECIPE, without=(Genre.CRIME,))
    said = fitted(left_out).log_odds(CROWD)
    assert np.ptp(said[:, CRIME]) == pytest.approx(0, abs=1e-9)
    assert said[:, COMEDY] == pytest.approx(fitted().log_odds(CROWD)[:, COMEDY])


def test_the_axes_are_those_along_which_texts_differ_most() -> None:
    axes = fitted().arrays["neighbour_axes"]
    assert axes @ axes.T == pytest.approx(np.eye(4), abs=1e-5)
    assert (np.linalg.norm(axes[:3, :3], axis=1) > 0.95).all()


def test_places_take_a_byte_an_axis() -> None:
    arrays = fitted().arrays
    assert (arrays["neighbour_points"].shape, arrays["neighbour_points"].dtype) == ((TEXTS, 4), np.int8)
    assert arrays["neighbour_labels"].dtype == np.uint8


def test_neighbours_that_would_weigh_nothing_are_left_out() -> None:
    assert fit_neighbours(CROWD, crimes(), NeighboursRecipe(weight=0)) is None
