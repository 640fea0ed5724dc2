"""Makes of the training texts the neighbours by whose labels an engine judges others."""

import numpy as np
from numpy.typing import NDArray

from trending_now.domain.genre import Genre
from trending_now.models.heads.neighbours import HAS, HAS_NOT, SILENT, STEPS, Neighbours, Space
from trending_now.training.labelled_texts import LabelledTexts
from trending_now.training.recipe import NeighboursRecipe

Floats = NDArray[np.floating]


def fit_neighbours(vectors: Floats, texts: LabelledTexts, recipe: NeighboursRecipe) -> Neighbours | None:
    """Return texts with their vectors (texts × width) as neighbours; None where these would weigh nothing.

    Their space has the principal axes of the vectors' directions, as many as the recipe says.
    """
    if not recipe.weight:
        return None
    centre = vectors.mean(axis=0)
    seen = vectors - centre
    lengths = np.linalg.norm(seen, axis=1, keepdims=True)
    directions = np.divide(seen, lengths, out=np.zeros_like(seen), where=lengths > 0)
    _, axes = np.linalg.eigh(directions.T @ directions)
    space = Space(centre.astype(np.float32), np.ascontiguousarray(axes.T[::-1][: recipe.axes], dtype=np.float32))
    points = np.rint(space.points(vectors) * STEPS).astype(np.int8)
    counted = texts.genre_mask & ~np.isin(tuple(Genre), recipe.without)
    labels = np.where(counted, np.where(texts.genres, HAS, HAS_NOT), SILENT).astype(np.uint8)
    return Neighbours(space, points, labels, recipe.weight, recipe.temperature, recipe.prior)
