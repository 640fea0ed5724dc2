"""What the training texts that are most like a text say of its genres by their labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

SETTINGS = "neighbours"
SILENT, HAS_NOT, HAS = range(3)
STEPS = 127  # from nought to one, of a coordinate kept as an 8-bit integer
SHORTEST = 1e-9


@dataclass(frozen=True, slots=True)
class Space:
    """Where texts lie: their vectors, seen from a centre, along the axes on which training texts differ most.

    `centre` has the width of a vector, `axes` is axes × width.
    """

    centre: Floats
    axes: Floats

    def points(self, vectors: Floats) -> NDArray[np.float32]:
        """Return the direction in which each vector (rows × width) lies, as rows × axes."""
        seen = ((vectors - self.centre) @ self.axes.T).astype(np.float32)
        length = np.maximum(np.linalg.norm(seen, axis=1, keepdims=True), SHORTEST)
        directions: NDArray[np.float32] = seen / length
        return directions


class Neighbours:
    """Training texts in their space, each with its labels, of which the nearest to a text count most.

    A genre's share among them is a kernel regression; a text's weight falls with the exponential of how much less like
    it is than the nearest one, over `temperature`. Beside them `prior` texts have the rate of all. Texts that are
    silent about a genre do not count for it. Source: Nadaraya, "On Estimating Regression" (1964).
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
        """Take places (texts × axes, a coordinate of one being `STEPS`) and labels (texts × genres) of texts."""
        self._space, self._kept = space, (points, labels)
        self._weight, self._temperature, self._prior = weight, temperature, prior
        self._points = points.astype(np.float32) / STEPS
        known, had = labels != SILENT, labels == HAS
        self._counted = np.hstack([had, known]).astype(np.float32)
        self._rates = (had.sum(0) + 1) / (known.sum(0) + 2)

    @property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return what is kept of it in a file, beside its settings."""
        points, labels = self._kept
        of_space = {"neighbour_centre": self._space.centre, "neighbour_axes": self._space.axes}
        return {**of_space, "neighbour_points": points, "neighbour_labels": labels}

    @property
    def settings(self) -> dict[str, float]:
        """Return the numbers that are kept beside the arrays."""
        return {"weight": self._weight, "temperature": self._temperature, "prior": self._prior}

    def log_odds(self, vectors: Floats) -> NDArray[np.float64]:
        """Return what is added to the log-odds of each genre (rows × genres) of texts with these vectors."""
        likeness = self._space.points(vectors) @ self._points.T
        nearness = np.exp((likeness - likeness.max(axis=1, keepdims=True)) / self._temperature)
        had, known = np.hsplit((nearness @ self._counted).astype(np.float64), 2)
        share = (had + self._prior * self._rates) / (known + self._prior)
        weighted: NDArray[np.float64] = self._weight * np.log(share / (1 - share))
        return weighted


def kept_neighbours(arrays: Mapping[str, NDArray[Any]], settings: Mapping[str, Any]) -> Neighbours | None:
    """Return the neighbours that an engine was kept with; None for one from before there were any."""
    if SETTINGS not in settings:
        return None
    space = Space(arrays["neighbour_centre"], arrays["neighbour_axes"])
    points, labels = arrays["neighbour_points"], arrays["neighbour_labels"]
    return Neighbours(space, points.astype(np.int8), labels.astype(np.uint8), **settings[SETTINGS])
