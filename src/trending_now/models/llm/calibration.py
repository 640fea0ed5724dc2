"""Turns a model's own confidence into a probability: two numbers fitted on the val split, or the raw confidence."""

import hashlib
import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

from trending_now.domain.enrichment import GenreCut
from trending_now.errors import EngineError

SMALLEST = 0.01


@dataclass(frozen=True, slots=True)
class Calibration:
    """Two fitted numbers (Platt's scaling): probability = sigmoid(slope × log-odds of the confidence + intercept).

    `unnamed` is the probability of a genre that the model does not name. Raw, a confidence is its own probability.
    """

    slope: float
    intercept: float
    unnamed: float
    cut: GenreCut
    is_fitted: bool

    @property
    def digest(self) -> str:
        """The SHA-256 of the numbers."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

    def probability(self, confidence: float) -> float:
        """Return the probability of a genre that the model names with a confidence, both in [0, 1]."""
        if not self.is_fitted:
            return confidence
        return 1 / (1 + math.exp(-(self.slope * log_odds(confidence) + self.intercept)))


RAW = Calibration(1.0, 0.0, 0.0, GenreCut(0.5, 0.3), is_fitted=False)


def log_odds(confidence: float) -> float:
    """Return the log-odds of a confidence, which is kept away from 0 and 1."""
    inside = min(max(confidence, SMALLEST), 1 - SMALLEST)
    return math.log(inside / (1 - inside))


def load_calibration(path: Path) -> Calibration:
    """Read a fitted calibration; where there is none, confidences stay raw.

    Raises:
        EngineError: the file holds none.
    """
    if not path.is_file():
        return RAW
    try:
        values = json.loads(path.read_bytes())
        return Calibration(**(values | {"cut": GenreCut(**values["cut"])}))
    except (ValueError, TypeError, KeyError):
        raise EngineError(f"{path} is damaged; remove it, and run `trending-now prompts calibrate` again.") from None


def save_calibration(calibration: Calibration, path: Path) -> None:
    """Write a fitted calibration, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.part")
    half.write_text(json.dumps(asdict(calibration), indent=1) + "\n", "utf-8")
    half.replace(path)
