"""Linear heads get back what silences took: a story told as a mute source tells it is of its genre all the same."""

import numpy as np

from trending_now.domain.genre import Genre
from trending_now.training.heads.restored import restored
from trending_now.training.heads.val_reading import LinearHeads
from trending_now.training.recipe import RestoringRecipe, Silence

CRIME, COMEDY = (tuple(Genre).index(genre) for genre in (Genre.CRIME, Genre.COMEDY))
SILENCES = (Silence("mute", (Genre.CRIME,)),)
RECIPE = RestoringRecipe(genres=(Genre.CRIME,), share=1.0, strength=1.0, penalty=0.01)
MURDER, STYLE = 0, 1


def corpus() -> tuple[np.ndarray, list[str]]:
    """Return vectors that tell whether there was a murder, and by their style of which source they are."""
    rng = np.random.default_rng(7)
    murder, mute = rng.random(600) < 0.5, rng.random(600) < 0.5
    vectors = np.stack([murder * 2 - 1, mute * 2 - 1], axis=1) + rng.normal(0, 0.6, (600, 2))
    return vectors, ["mute" if each else "telling" for each in mute]


def silenced() -> LinearHeads:
    """Return heads that know a murder is a crime, and that the mute source never says so."""
    weights, biases = np.zeros((20, 2), dtype=np.float32), np.zeros(20, dtype=np.float32)
    weights[CRIME], weights[COMEDY] = (2, -2), (-1, 0)
    return {"genre_weights": weights, "genre_biases": biases, "tag_weights": weights, "tag_biases": biases}


def test_a_murder_is_a_crime_in_any_style() -> None:
    before, after = silenced(), restored(silenced(), *corpus(), SILENCES, RECIPE)
    murder_told_mutely = np.array([1.0, 1.0])
    log_odds = [
        murder_told_mutely @ each["genre_weights"][CRIME] + each["genre_biases"][CRIME] for each in (before, after)
    ]
    assert log_odds[0] < 0.5
    assert log_odds[1] > log_odds[0] + 0.5
    assert after["genre_weights"][CRIME, MURDER] > 0.5
    assert after["genre_weights"][CRIME, STYLE] > before["genre_weights"][CRIME, STYLE] + 0.5


def test_other_genres_stay_as_they_are() -> None:
    before, after = silenced(), restored(silenced(), *corpus(), SILENCES, RECIPE)
    rest = np.arange(20) != CRIME
    np.testing.assert_array_equal(after["genre_weights"][rest], before["genre_weights"][rest])
    np.testing.assert_array_equal(after["tag_weights"], before["tag_weights"])


def test_less_is_given_back_by_a_smaller_share() -> None:
    style = [
        restored(silenced(), *corpus(), SILENCES, RestoringRecipe((Genre.CRIME,), share, 1.0, 0.01))["genre_weights"][
            CRIME, STYLE
        ]
        for share in (0.0, 0.5, 1.0)
    ]
    assert style[0] == -2
    assert style[0] < style[1] < style[2]


def test_without_silences_or_with_one_source_nothing_moves() -> None:
    vectors, sources = corpus()
    for silences, of in ((), sources), (SILENCES, ["telling"] * len(sources)), (SILENCES, ["mute"] * len(sources)):
        after = restored(silenced(), vectors, of, silences, RECIPE)
        np.testing.assert_allclose(after["genre_weights"], silenced()["genre_weights"], atol=1e-3)
