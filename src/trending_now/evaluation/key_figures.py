"""The few figures of a training report that the package carries beside the model, so that pages can show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trending_now.domain.genre import Genre
from trending_now.evaluation.bootstrap import Interval
from trending_now.evaluation.calibration import Bin
from trending_now.evaluation.proportion import Proportion, proportion

QUALITY = ("macro_f1", "micro_f1", "mean_average_precision", "expected_calibration_error")


@dataclass(frozen=True, slots=True)
class GenreFigures:
    """One genre's quality at the engine's own threshold; `support` is the number of texts that have the genre.

    Precision is None if no text was given the genre; recall and F1 are None if no text has it.
    """

    genre: Genre
    precision: Proportion | None
    recall: Proportion | None
    f1: float | None
    support: int


@dataclass(frozen=True, slots=True)
class EngineFigures:
    """One engine or baseline on all texts; `gain` is its macro-F1 minus that of the baseline to beat."""

    engine: str
    version: str
    macro_f1: float
    micro_f1: float
    mean_average_precision: float
    expected_calibration_error: float
    gain: Interval
    genres: tuple[GenreFigures, ...]
    reliability: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class SliceFigures:
    """The shipped engine's figures on one slice of the texts, such as "text_kind=blurb", that has labels."""

    name: str
    texts: int
    macro_f1: float
    micro_f1: float


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """How good the shipped engine is, beside the baselines, on texts that none of them had seen.

    `trained_on` counts the texts that it was fitted on, `chosen_on` those that its thresholds were chosen on.
    """

    engine: str
    version: str
    split: str
    texts: int
    trained_on: int
    chosen_on: int
    baseline: str
    engines: tuple[EngineFigures, ...]
    slices: tuple[SliceFigures, ...]

    def of(self, engine: str) -> EngineFigures | None:
        """Return the figures of one engine, None if it was not measured."""
        return next((figures for figures in self.engines if figures.engine == engine), None)


def key_figures(report: Mapping[str, Any]) -> KeyFigures:
    """Pick the figures out of a training report as `model_report.json` holds it."""
    comparison, engine = report["comparison"], report["engine"]
    own = comparison["standings"][engine]["report"]
    return KeyFigures(
        engine=engine,
        version=own["version"],
        split=comparison["split"],
        texts=comparison["rows"],
        trained_on=report["data"]["train"]["rows"],
        chosen_on=report["data"]["val"]["rows"],
        baseline=comparison["baseline"],
        engines=tuple(_engine(name, standing) for name, standing in comparison["standings"].items()),
        slices=tuple(
            SliceFigures(name, figures["rows"], figures["macro_f1"], figures["micro_f1"])
            for name, figures in own["slices"].items()
            if figures["macro_f1"] is not None
        ),
    )


def _engine(name: str, standing: Mapping[str, Any]) -> EngineFigures:
    report = standing["report"]
    overall = report["overall"]
    return EngineFigures(
        engine=name,
        version=report["version"],
        **{figure: overall[figure] for figure in QUALITY},
        gain=Interval(**standing["gain"]),
        genres=tuple(_genre(figures) for figures in overall["genres"]),
        reliability=tuple(Bin(**given) for given in standing["reliability"]),
    )


def _genre(figures: Mapping[str, Any]) -> GenreFigures:
    """Return one genre's figures with Wilson's intervals, for which the counts are computed back from the shares."""
    precision, recall, support = figures["precision"], figures["recall"], figures["support"]
    hits = round((recall or 0) * support)
    named = round(hits / precision) if precision and hits else 0
    return GenreFigures(
        Genre(figures["genre"]), proportion(hits, named), proportion(hits, support), figures["f1"], support
    )
