"""What sources leave out: a catalogue without a tag for a genre says nothing of it, and is not heard as a No."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from trending_now.domain.genre import Genre
from trending_now.training.recipe import Silence
from trending_now.training.texts import LabelledTexts

GENRES = tuple(Genre)


def heard(texts: LabelledTexts, silences: Sequence[Silence]) -> LabelledTexts:
    """Return the texts without the labels that their source could not give: those no longer count."""
    mask, source = texts.genre_mask.copy(), np.array(texts.sources)
    for silence in silences:
        rows = source == silence.source
        if silence.beside is not None:
            rows &= texts.genres[:, GENRES.index(silence.beside)]
        for genre in silence.genres:
            column = GENRES.index(genre)
            mask[rows & ~texts.genres[:, column], column] = False
    return replace(texts, genre_mask=mask)
