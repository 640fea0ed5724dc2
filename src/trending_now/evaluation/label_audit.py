"""Finds the doubtful labels of a corpus, by source and genre, with confident learning."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trending_now.domain.genre import Genre
from trending_now.errors import EngineError

FEWEST_OF_EACH = 5


@dataclass(frozen=True, slots=True)
class DoubtfulLabel:
    """A label, given or missing, that the model contradicts; `quality` is the model's probability of the label."""

    row_id: str
    source: str
    genre: Genre
    given: bool
    quality: float


@dataclass(frozen=True, slots=True)
class SourceDoubts:
    """One source's labels of one genre: the numbers of unmasked rows, of given labels, and of doubtful labels."""

    source: str
    genre: Genre
    rows: int
    given: int
    doubtful_given: int
    doubtful_missing: int


@dataclass(frozen=True, slots=True)
class LabelAudit:
    """The doubtful labels of a corpus, the most doubtful first, and their counts by source and genre."""

    labels: tuple[DoubtfulLabel, ...]
    counts: tuple[SourceDoubts, ...]

    def as_json(self) -> dict[str, Any]:
        """Return plain values; a text is named by its id, never quoted."""
        return {
            "counts": [asdict(count) for count in self.counts],
            "labels": [asdict(label) | {"quality": round(label.quality, 4)} for label in self.labels],
        }


@dataclass(frozen=True, slots=True)
class Labelling:
    """Rows with their 20 labels, masks, and out-of-sample probabilities (all three rows × 20)."""

    ids: Sequence[str]
    sources: Sequence[str]
    truth: NDArray[np.bool_]
    mask: NDArray[np.bool_]
    probabilities: NDArray[np.float64]


def audit_labels(labelling: Labelling) -> LabelAudit:
    """Find the labels that are probably wrong.

    Each genre is treated as a binary problem, as in cleanlab's multilabel tools. Those accept no masked labels, so each
    genre is examined here on the rows where its label counts.
    Source: Northcutt, Jiang & Chuang, "Confident Learning" (2021), pruned by noise rate.

    Raises:
        EngineError: cleanlab is not installed.
    """
    labels: list[DoubtfulLabel] = []
    counts: list[SourceDoubts] = []
    sources = np.asarray(labelling.sources)
    for column, genre in enumerate(Genre):
        rows = np.flatnonzero(labelling.mask[:, column])
        truth, probabilities = labelling.truth[rows, column], labelling.probabilities[rows, column]
        doubtful = _doubtful(truth, probabilities)
        labels += [
            DoubtfulLabel(labelling.ids[row], labelling.sources[row], genre, bool(given), float(p if given else 1 - p))
            for row, given, p in zip(rows[doubtful], truth[doubtful], probabilities[doubtful], strict=True)
        ]
        counts += _counts(genre, sources[rows], truth, doubtful)
    return LabelAudit(tuple(sorted(labels, key=lambda label: label.quality)), tuple(counts))


def _doubtful(truth: NDArray[np.bool_], probabilities: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which labels are probably wrong; none if too few rows have, or lack, the genre."""
    if min(truth.sum(), (~truth).sum()) < FEWEST_OF_EACH:
        return np.zeros(len(truth), dtype=bool)
    try:
        from cleanlab.filter import find_label_issues
    except ImportError:
        raise EngineError("The label audit needs cleanlab: run `make train-setup` in a checkout.") from None
    both = np.stack([1 - probabilities, probabilities], axis=1)
    return np.asarray(find_label_issues(truth.astype(int), both, n_jobs=1), dtype=bool)


def _counts(
    genre: Genre, sources: NDArray[np.str_], truth: NDArray[np.bool_], doubtful: NDArray[np.bool_]
) -> list[SourceDoubts]:
    return [
        SourceDoubts(
            source=str(source),
            genre=genre,
            rows=int((sources == source).sum()),
            given=int(truth[sources == source].sum()),
            doubtful_given=int((truth & doubtful)[sources == source].sum()),
            doubtful_missing=int((~truth & doubtful)[sources == source].sum()),
        )
        for source in np.unique(sources)
    ]
