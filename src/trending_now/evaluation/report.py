"""An engine's figures: over all rows, by kind of text and by source."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from trending_now.evaluation.metrics import Predictions, Quality, quality_of
from trending_now.evaluation.slices import slices_of


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one engine on one split; each slice is named after its column and value."""

    engine: str
    version: str
    split: str
    overall: Quality
    slices: dict[str, Quality]

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain values, figures rounded to four places."""
        plain: dict[str, Any] = rounded(asdict(self))
        return plain


def build_report(
    engine: str, version: str, split: str, predictions: Predictions, columns: Mapping[str, Sequence[str]]
) -> Report:
    """Measure predictions as a whole and for each value of each column ("text_kind", "source")."""
    slices = {name: quality_of(predictions.rows(rows)) for name, rows in slices_of(columns)}
    return Report(engine, version, split, quality_of(predictions), slices)


def rounded(value: object) -> Any:
    """Return plain values with every float rounded to four places."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(inner) for inner in value]
    return value
