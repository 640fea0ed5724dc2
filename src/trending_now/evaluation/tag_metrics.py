"""Quality of tags when each title gets the k most probable ones, as the MPST corpus measures it.

Arrays are titles × tags. Source of the figures: Kar et al., "MPST: A Corpus of Movie Plot Synopses with Tags" (2018).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Booleans = NDArray[np.bool_]
Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class TagQuality:
    """The figures of one k.

    `micro_f1` is over all titles and tags; `tag_recall` is the mean over the tags of (titles rightly given the tag ÷
    titles that have it), without tags that no title has; `tags_learned` says how many were rightly given at least once.
    """

    micro_f1: float
    tag_recall: float
    tags_learned: int


def top_tags(scores: Floats, k: int) -> Booleans:
    """Return which k tags of each title score highest; of equal ones, the first."""
    chosen = np.zeros(scores.shape, dtype=bool)
    np.put_along_axis(chosen, np.argsort(-scores, axis=1, kind="stable")[:, :k], True, axis=1)  # noqa: FBT003
    return chosen


def tag_quality(truth: Booleans, chosen: Booleans) -> TagQuality:
    """Measure the tags given against the tags that the titles have."""
    hits, support = (truth & chosen).sum(axis=0), truth.sum(axis=0)
    named = int(truth.sum()) + int(chosen.sum())
    known = support > 0
    return TagQuality(
        micro_f1=float(2 * hits.sum() / named) if named else 0.0,
        tag_recall=float(np.mean(hits[known] / support[known])) if known.any() else 0.0,
        tags_learned=int((hits > 0).sum()),
    )
