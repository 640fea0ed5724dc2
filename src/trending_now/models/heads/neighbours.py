"""Corrects a text's log-odds by the genre labels of the training texts that are most similar to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

SETTINGS = "neighbours"
SILENT, HAS_NOT, HAS = range(3)
STEPS = 127  # the 8-bit integer that a coordinate of 1.0 is stored as
SHORTEST = 1e-9


@dataclass(frozen=True, slots=True)
class Space:
    """The space in which texts are compared: vectors minus a centre, on the main axes (PCA) of the training texts.

    `centre` has the width of a vector, `axes` is axes × width.
    """

    centre: Floats
    axes: Floats

    def points(self, vectors: Floats) -> NDArray[np.float32]:
        """Project vectors (rows × width) into the space, each scaled to length 1 (rows × axes)."""
        seen = ((vectors - self.centre) @ self.axes.T).astype(np.float32)
        length = np.maximum(np.linalg.norm(seen, axis=1, keepdims=True), SHORTEST)
        directions: NDArray[np.float32] = seen / length
        return directions


class Neighbours:
    """Training texts as points of a space, each with its labels; the nearest to a text count most.

    A genre's share among them is estimated by kernel regression: a training text weighs exp((s − s of the nearest) ÷
    `temperature`), where s is its cosine similarity. The share is smoothed by `prior` more texts at the genre's overall
    rate. Texts whose label for a genre is unknown do not count. Source: Nadaraya, "On Estimating Regression" (1964).
    """

    def __init__(
        self,
        space: Space,
        points: NDArray[np.int8],
        labels: NDArray[np.uint8],
        weight: float,
        temperature: float,
        prior: float,
    ) -> None:
        """Take the texts' points (texts × axes, with 1.0 stored as `STEPS`) and labels (texts × genres)."""
        self._space, self._kept = space, (points, labels)
        self._weight, self._temperature, self._prior = weight, temperature, prior
        self._points = points.astype(np.float32) / STEPS
        known, had = labels != SILENT, labels == HAS
        self._counted = np.hstack([had, known]).astype(np.float32)
        self._rates = (had.sum(0) + 1) / (known.sum(0) + 2)

    @property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays to store in a file."""
        points, labels = self._kept
        of_space = {"neighbour_centre": self._space.centre, "neighbour_axes": self._space.axes}
        return {**of_space, "neighbour_points": points, "neighbour_labels": labels}

    @property
    def settings(self) -> dict[str, float]:
        """Return the numbers to store beside the arrays."""
        return {"weight": self._weight, "temperature": self._temperature, "prior": self._prior}

    def log_odds(self, vectors: Floats) -> NDArray[np.float64]:
        """Return the log-odds (rows × genres) to add for texts with these vectors (rows × width)."""
        nearness = self._space.points(vectors) @ self._points.T  # the cosines first; large, so changed in place
        nearness -= nearness.max(axis=1, keepdims=True)
        nearness /= self._temperature
        np.exp(nearness, out=nearness)
        had, known = np.hsplit((nearness @ self._counted).astype(np.float64), 2)
        share = (had + self._prior * self._rates) / (known + self._prior)
        weighted: NDArray[np.float64] = self._weight * np.log(share / (1 - share))
        return weighted


def kept_neighbours(arrays: Mapping[str, NDArray[Any]], settings: Mapping[str, Any]) -> Neighbours | None:
    """Return the neighbours stored with an engine; None for one that was trained before they existed."""
    if SETTINGS not in settings:
        return None
    space = Space(arrays["neighbour_centre"], arrays["neighbour_axes"])
    points, labels = arrays["neighbour_points"], arrays["neighbour_labels"]
    return Neighbours(space, points.astype(np.int8), labels.astype(np.uint8), **settings[SETTINGS])
