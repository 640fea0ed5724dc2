"""Masks missing labels: a catalogue that has no tag for a genre says nothing of it, which is not a negative label."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from trending_now.domain.genre import Genre
from trending_now.training.labelled_texts import LabelledTexts
from trending_now.training.recipe import Silence

GENRES = tuple(Genre)


def masked_silences(texts: LabelledTexts, silences: Sequence[Silence]) -> LabelledTexts:
    """Return the texts with the labels masked that their source has no tag for."""
    mask, source = texts.genre_mask.copy(), np.array(texts.sources)
    for silence in silences:
        rows = source == silence.source
        if silence.beside is not None:
            rows &= texts.genres[:, GENRES.index(silence.beside)]
        for genre in silence.genres:
            column = GENRES.index(genre)
            mask[rows & ~texts.genres[:, column], column] = False
    return replace(texts, genre_mask=mask)
