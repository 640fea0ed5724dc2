"""How good the answers of one prompt version and model are: quality, validity, cost, speed, agreement, resistance."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from trending_now.evaluation.bootstrap import Interval, macro_f1_bounds, macro_f1_gain
from trending_now.evaluation.metrics import Booleans, Predictions
from trending_now.evaluation.report import rounded


@dataclass(frozen=True, slots=True)
class Answering:
    """What one contender did with the same rows as every other.

    `usable` says for each row whether the model's answer passed the check; if not, no genre counts as chosen.
    `cost_usd` and `seconds` have one figure per row: None where the cost is unknown, or where nothing was asked.
    """

    name: str
    model: str
    predictions: Predictions
    usable: Booleans
    outcomes: Mapping[str, int]
    seconds: Sequence[float | None]
    cost_usd: Sequence[float | None]
    attack_success: float | None = None


@dataclass(frozen=True, slots=True)
class PromptScore:
    """One contender's figures; None where there is nothing to measure or nobody knows."""

    name: str
    model: str
    rows: int
    macro_f1: float
    low: float
    high: float
    is_at_chance: bool
    validity: float
    outcomes: dict[str, int]
    usd_per_1000: float | None
    p50_seconds: float | None
    p95_seconds: float | None
    agreement: float | None
    attack_success: float | None

    def as_json(self) -> dict[str, Any]:
        """Return plain values, rounded; costs keep their last digits."""
        plain: dict[str, Any] = rounded(asdict(self))
        return plain | {"usd_per_1000": None if self.usd_per_1000 is None else round(self.usd_per_1000, 6)}


def score(answering: Answering, chance: Predictions, reference: Predictions | None) -> PromptScore:
    """Measure one contender; `chance` gives each text the most frequent genre, `reference` is for the agreement.

    A contender is at chance unless the 95 % interval of its gain over `chance` lies above 0.
    """
    bounds = macro_f1_bounds(answering.predictions)
    seconds = [value for value in answering.seconds if value is not None]
    return PromptScore(
        name=answering.name,
        model=answering.model,
        rows=len(answering.usable),
        macro_f1=bounds.difference,
        low=bounds.low,
        high=bounds.high,
        is_at_chance=macro_f1_gain(answering.predictions, chance).low <= 0,
        validity=float(answering.usable.mean()),
        outcomes=dict(answering.outcomes),
        usd_per_1000=_per_thousand(answering.cost_usd),
        p50_seconds=float(np.quantile(seconds, 0.5)) if seconds else None,
        p95_seconds=float(np.quantile(seconds, 0.95)) if seconds else None,
        agreement=None if reference is None else agreement(answering.predictions.chosen, reference.chosen),
        attack_success=answering.attack_success,
    )


def agreement(ours: Booleans, theirs: Booleans) -> float:
    """Return the mean Jaccard index of the genres that both choose for a row; 1 for a row where neither chooses any."""
    both, either = (ours & theirs).sum(1), (ours | theirs).sum(1)
    return float(np.where(either == 0, 1.0, both / np.maximum(either, 1)).mean())


def chance_of(truth: Booleans, mask: Booleans) -> Predictions:
    """Return predictions that give every row the most frequent genre."""
    chosen = np.zeros_like(truth)
    chosen[:, int((truth & mask).sum(0).argmax())] = True
    return Predictions(truth, chosen, chosen.astype(float), mask)


@dataclass(frozen=True, slots=True)
class Duel:
    """Two contenders on the same rows: how much higher the second one's macro-F1 is, and its validity."""

    first: PromptScore
    second: PromptScore
    gain: Interval

    def regressions(self, margin: float) -> tuple[str, ...]:
        """Return a sentence for each figure in which the second is worse than the first by more than the margin."""
        f1, validity = -self.gain.difference, self.first.validity - self.second.validity
        said = []
        if f1 > margin:
            said.append(f"macro-F1 is {f1:.3f} lower (95 %: {-self.gain.high:.3f} to {-self.gain.low:.3f})")
        if validity > margin:
            said.append(f"validity is {validity:.1%} lower")
        return tuple(said)


def duel(first: Answering, second: Answering, chance: Predictions, reference: Predictions | None) -> Duel:
    """Measure two contenders and how they differ."""
    gain = macro_f1_gain(second.predictions, first.predictions)
    return Duel(score(first, chance, reference), score(second, chance, reference), gain)


def _per_thousand(costs: Sequence[float | None]) -> float | None:
    known = [cost for cost in costs if cost is not None]
    return None if len(known) < len(costs) or not costs else 1000 * sum(known) / len(costs)
