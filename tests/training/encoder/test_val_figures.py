"""How well an encoder tells genres apart is counted as every other figure is."""

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is in the train extra")
from trending_now.training.encoder.fit import EncoderOutput
from trending_now.training.encoder.val_figures import val_figures
from trending_now.training.labelled_texts import LabelledTexts


def texts(genres: np.ndarray) -> LabelledTexts:
    """Return texts with these genres, all of whose labels count."""
    names, nothing = ("a",) * len(genres), np.zeros((len(genres), 0), dtype=bool)
    return LabelledTexts(names, names, names, names, names, genres, np.ones_like(genres), nothing, nothing, ())


def test_a_genre_that_no_text_has_is_left_out_of_the_means() -> None:
    genres = np.zeros((4, 20), dtype=bool)
    genres[:2, 3] = True
    nothing = np.zeros((4, 0), dtype=np.float32)
    figures = val_figures(EncoderOutput(nothing, genres.astype(np.float32), nothing), texts(genres))
    assert figures == {"mean_average_precision": 1.0, "macro_f1": 1.0}
