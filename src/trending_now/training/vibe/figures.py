"""Measures a vibe scorer and keeps the figures beside it: `python -m trending_now.training.vibe.figures REVIEWS`."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from trending_now.errors import TrendingNowError
from trending_now.evaluation.vibe import VibeQuality, vibe_quality
from trending_now.models.artifacts import open_artifacts, version_of
from trending_now.models.vibe.reader import VIBE_WEIGHTS
from trending_now.models.vibe.score import VibeScorer, load_vibe_scorer
from trending_now.training.provenance import traced
from trending_now.training.vibe.review_texts import RatedReviews, read_test

FIGURES_FILE = "figures.json"


def quality(scorer: VibeScorer, reviews: RatedReviews) -> VibeQuality:
    """Measure the scores of reviews; one that is left unscored has the score without any term."""
    scores = [scorer.middle if score is None else score for score in map(scorer.score, reviews.contents)]
    return vibe_quality(np.array(scores), reviews.ratings)


def measure(folder: Path, reviews: Path) -> dict[str, Any]:
    """Measure the scorer in a folder on the test side of a file of reviews, and write the figures beside it.

    Raises:
        EngineError: a file of the scorer is missing or damaged.
        WrongUse: the file of reviews is missing, is not Parquet or lacks a column.
    """
    artifacts = open_artifacts(folder)
    found = asdict(quality(load_vibe_scorer(artifacts), read_test(reviews)))
    rounded = {name: round(value, 4) for name, value in found.items()}
    figures = {"version": str(artifacts.version), "measured_on": asdict(traced(reviews)), "split": "test", **rounded}
    (folder / FIGURES_FILE).write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    return figures


def read_figures(folder: Path = VIBE_WEIGHTS) -> dict[str, Any] | None:
    """Return the figures of the scorer in a folder; None if it was not measured since its files were written."""
    path = folder / FIGURES_FILE
    figures: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return figures if figures.get("version") == str(version_of(folder)) else None


def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m trending_now.training.vibe.figures", description=__doc__)
    parser.add_argument("reviews", type=Path, help="rated reviews as Parquet, with their official split")
    parser.add_argument("--folder", type=Path, default=VIBE_WEIGHTS, help="a scorer; default: the one that ships")
    given = parser.parse_args()
    try:
        print(json.dumps(measure(given.folder, given.reviews), indent=1))  # noqa: T201 (a program's answer)
    except TrendingNowError as error:
        parser.error(str(error))


if __name__ == "__main__":
    _main()
