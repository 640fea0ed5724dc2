"""Engines and baselines measured on the same rows, each beside the baseline to beat."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trending_now.evaluation.abstention import Abstention, abstention_of
from trending_now.evaluation.bootstrap import Interval, macro_f1_gain
from trending_now.evaluation.calibration import Bin, reliability
from trending_now.evaluation.metrics import Predictions
from trending_now.evaluation.operating_points import AimedPoints, Cuts, operating_points, sliced_operating_points
from trending_now.evaluation.report import Report, build_report, rounded


@dataclass(frozen=True, slots=True)
class Contender:
    """One engine's or baseline's predictions; `uncertain` and `cuts` (chosen on val) are None if it has none."""

    name: str
    version: str
    predictions: Predictions
    uncertain: NDArray[np.bool_] | None = None
    cuts: Cuts | None = None


@dataclass(frozen=True, slots=True)
class ContenderFigures:
    """One contender's figures; `gain` is its macro-F1 minus that of the baseline to beat."""

    report: Report
    gain: Interval
    operating: dict[str, AimedPoints] | None
    operating_slices: dict[str, dict[str, AimedPoints]]
    abstention: Abstention | None
    reliability: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The figures of all contenders on one split; `left_out` says which baseline could not be measured, and why."""

    split: str
    rows: int
    baseline: str
    standings: dict[str, ContenderFigures]
    left_out: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the comparison as plain values, figures rounded to four places."""
        plain: dict[str, Any] = rounded(asdict(self))
        return plain


def compare_contenders(
    split: str,
    contenders: Sequence[Contender],
    baseline: str,
    columns: Mapping[str, Sequence[str]],
    left_out: Mapping[str, str],
) -> Comparison:
    """Measure contenders on the same rows; `baseline` names the one to beat."""
    (beaten,) = (contender for contender in contenders if contender.name == baseline)
    standings = {contender.name: _figures(contender, beaten, split, columns) for contender in contenders}
    return Comparison(split, len(beaten.predictions.truth), baseline, standings, dict(left_out))


def _figures(
    contender: Contender, beaten: Contender, split: str, columns: Mapping[str, Sequence[str]]
) -> ContenderFigures:
    predictions, cuts = contender.predictions, contender.cuts
    return ContenderFigures(
        report=build_report(contender.name, contender.version, split, predictions, columns),
        gain=macro_f1_gain(predictions, beaten.predictions),
        operating=operating_points(cuts, predictions) if cuts else None,
        operating_slices=sliced_operating_points(cuts, predictions, columns) if cuts else {},
        abstention=None if contender.uncertain is None else abstention_of(predictions, contender.uncertain),
        reliability=reliability(predictions.probabilities, predictions.truth, predictions.mask),
    )
