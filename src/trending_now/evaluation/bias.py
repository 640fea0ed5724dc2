"""Bias: an engine's quality and coverage for each group of titles, and the genres it never gives a group."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from trending_now.domain.genre import Genre
from trending_now.evaluation.metrics import Predictions, quality_of
from trending_now.evaluation.report import rounded

UNKNOWN = "unknown"
LEAST_ROWS = 30  # a smaller group is not measured
LEAST_SUPPORT = 5  # a genre with fewer labels in a group may be missed by chance


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """One group: its rows and their share of all, the share that gets any genre (`coverage`), and its quality.

    `never_given` are the genres with at least 5 labels in the group that none of its texts was given. Macro-F1 is the
    mean over the genres with labels in the group, so it covers other genres in one group than in another.
    """

    group: str
    value: str
    rows: int
    share: float
    coverage: float
    macro_f1: float | None
    micro_f1: float | None
    calibration_error: float | None
    never_given: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BiasReport:
    """The figures of all groups large enough; `too_small` names the others, `not_known` columns without values."""

    engine: str
    split: str
    groups: tuple[GroupFigures, ...]
    too_small: tuple[str, ...]
    not_known: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain values, figures rounded to four places."""
        plain: dict[str, Any] = rounded(asdict(self))
        return plain


def bias_report(
    engine: str, split: str, predictions: Predictions, groups: Mapping[str, Sequence[str | None]]
) -> BiasReport:
    """Measure predictions for each value of each column; a missing value is a group of its own."""
    figures: list[GroupFigures] = []
    too_small, not_known = [], []
    for name, values in groups.items():
        named = np.asarray([UNKNOWN if value is None else value for value in values])
        if set(named) == {UNKNOWN}:
            not_known.append(name)
            continue
        for value in sorted(set(named)):
            selected = named == value
            if selected.sum() < LEAST_ROWS:
                too_small.append(f"{name} {value} ({selected.sum()})")
            else:
                figures.append(_figures(name, str(value), predictions.rows(selected), len(named)))
    return BiasReport(engine, split, tuple(figures), tuple(too_small), tuple(not_known))


def _figures(group: str, value: str, predictions: Predictions, of: int) -> GroupFigures:
    quality = quality_of(predictions)
    support = (predictions.truth & predictions.mask).sum(axis=0)
    given = predictions.chosen.sum(axis=0)
    never = tuple(
        genre.value for place, genre in enumerate(Genre) if support[place] >= LEAST_SUPPORT and not given[place]
    )
    rows = len(predictions.truth)
    return GroupFigures(
        group=group,
        value=value,
        rows=rows,
        share=rows / of,
        coverage=float(predictions.chosen.any(axis=1).mean()),
        macro_f1=quality.macro_f1,
        micro_f1=quality.micro_f1,
        calibration_error=quality.expected_calibration_error,
        never_given=never,
    )
