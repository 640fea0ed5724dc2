"""Names are exchanged for others, all else stays; and what that does to vectors is found and taken out of them."""

import numpy as np
import pytest

from trending_now.models.heads.name_direction import NameDirection
from trending_now.training.heads.names import NAMES, name_direction, texts_in_all_names, with_names_of
from trending_now.training.recipe import NamesRecipe

STORY = "When young Bella meets Edward in Forkville, she fears Edward. The wolves of Forkville fear Bella."
WIDTH = 16


def test_a_name_is_always_the_same_other_one_and_all_else_stays() -> None:
    told = with_names_of(STORY, NAMES["Turkish"], np.random.default_rng(1))
    before, after = STORY.replace(",", " ,").split(), told.replace(",", " ,").split()
    others = {old: new for old, new in zip(before, after, strict=True) if old != new}
    assert {old.strip(".") for old in others} == {"Bella", "Edward", "Forkville"}
    assert others["Bella"] == others["Bella."].strip(".")
    assert others["Forkville"] in NAMES["Turkish"].places
    assert others["Edward"] in NAMES["Turkish"].people


@pytest.mark.parametrize("text", ["", "Nobody is named here. The end.", "NASA sends Ed to Io."])
def test_a_text_without_names_stays_as_it_is(text: str) -> None:
    assert with_names_of(text, NAMES["French"], np.random.default_rng(1)) == text


def test_each_text_with_names_is_told_in_those_of_every_country() -> None:
    recipe = NamesRecipe(texts=5, characters=60)
    (told,) = texts_in_all_names([STORY, "A house stands on a hill."], recipe)
    assert len(set(told)) == len(NAMES)
    assert texts_in_all_names([STORY], recipe) == [told]


def moved_by_names(chance: np.random.Generator, direction: np.ndarray) -> np.ndarray:
    """Return 40 texts × 12 countries × `WIDTH` vectors: the text's own, something by country, and noise."""
    texts, countries = chance.normal(size=(40, 1, WIDTH)), chance.normal(size=(1, 12, 1))
    return texts + 2 * countries * direction + 0.1 * chance.normal(size=(40, 12, WIDTH))


def test_the_direction_in_which_names_move_vectors_is_found_and_taken_out() -> None:
    chance = np.random.default_rng(5)
    direction = chance.normal(size=WIDTH)
    direction /= np.linalg.norm(direction)
    vectors, centre = moved_by_names(chance, direction), chance.normal(size=WIDTH)
    found = name_direction(vectors, centre)
    assert abs(found.direction @ direction) > 0.99
    flat = vectors.reshape(-1, WIDTH)
    assert found.removed(flat) @ found.direction == pytest.approx(centre @ found.direction, abs=1e-5)
    halved = found.removed(flat, 0.5) @ found.direction - found.centre
    assert halved == pytest.approx((flat @ found.direction - found.centre) / 2, abs=1e-5)


def test_without_a_text_that_holds_names_nothing_is_taken_out() -> None:
    nothing = name_direction(np.zeros((0, 12, WIDTH)), np.ones(WIDTH))
    vectors = np.arange(WIDTH, dtype=np.float32)[None]
    assert np.array_equal(nothing.removed(vectors), vectors)
    assert np.array_equal(NameDirection.none(WIDTH).removed(vectors, 0.5), vectors)
