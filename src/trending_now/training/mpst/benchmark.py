"""The published tag benchmark: `python -m trending_now.training.mpst.benchmark MPST` prints its figures as JSON.

Everything is chosen on the official val side by models fitted on train; then they are fitted anew on train and val, and
test is read once. These models see nothing but MPST, and are never shipped.
"""

import argparse
import json
import logging
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trending_now.errors import TrendingNowError
from trending_now.evaluation.tag_metrics import TagQuality, tag_quality, top_tags
from trending_now.models.heads.genre_heads import sigmoid
from trending_now.training.mpst.plots import TaggedPlots, read_plots
from trending_now.training.mpst.tag_baselines import baseline_probabilities
from trending_now.training.mpst.tag_ranking import Choice, Floors, RankRule, choose_rule
from trending_now.training.mpst.tag_ridge import RidgeRecipe, ridge_probabilities
from trending_now.training.mpst.text_similarity import ViewShares, similarities

LOG = logging.getLogger(__name__)

Floats = NDArray[np.floating]

TAGS_GIVEN = (3, 5)
ENCODER_SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)


@dataclass(frozen=True, slots=True)
class BenchmarkRecipe:
    """The benchmark model's hyperparameters that a run does not choose; they were chosen on val before."""

    views: ViewShares = field(default_factory=ViewShares)
    ridge: RidgeRecipe = field(default_factory=RidgeRecipe)
    floors: Floors = field(default_factory=Floors)
    encoder_shares: tuple[float, ...] = ENCODER_SHARES


@dataclass(frozen=True, slots=True)
class Encoders:
    """Checkpoints fitted on MPST's tags: `chosen_with` on train only; as many `final` ones may be on train and val."""

    chosen_with: tuple[Path, ...] = ()
    final: tuple[Path, ...] = ()


def run_benchmark(
    mpst: Path, encoders: Encoders, *, with_test: bool, recipe: BenchmarkRecipe = BenchmarkRecipe()
) -> dict[str, Any]:
    """Choose the rule on val and, if asked to, score test; returns the figures."""
    choice = choose(mpst, recipe, encoders.chosen_with)
    answer = {"rule": asdict(choice.rule), "val_top_3": _rounded(choice.quality)}
    LOG.info("%s", answer)
    if with_test:
        scores = score_test(mpst, recipe, choice.rule, encoders.final or encoders.chosen_with)
        answer["test"] = figures(scores, read_plots(mpst, ("test",)))
    return answer


def choose(mpst: Path, recipe: BenchmarkRecipe, encoders: Sequence[Path]) -> Choice:
    """Fit on train and choose the rule on val."""
    train, val = (read_plots(mpst, (split,)) for split in ("train", "val"))
    lexical = _lexical(train, val, recipe)
    read = _encoded(encoders, val)
    rates = train.tags.mean(axis=0)
    return choose_rule((lexical, read), val.tags, rates, recipe.encoder_shares, recipe.floors, TAGS_GIVEN[0])


def score_test(mpst: Path, recipe: BenchmarkRecipe, rule: RankRule, encoders: Sequence[Path]) -> dict[str, Floats]:
    """Fit on train and val; returns the scores of the benchmark model and of the baselines for test."""
    fitted, test = read_plots(mpst, ("train", "val")), read_plots(mpst, ("test",))
    lexical = _lexical(fitted, test, recipe)
    read = _encoded(encoders, test)
    scores = {"benchmark": rule.scores(lexical, read, fitted.tags.mean(axis=0))}
    LOG.info("baselines: fitting on %d plots", len(fitted))
    return scores | baseline_probabilities(fitted.contents, fitted.tags, test.contents)


def figures(scores: Mapping[str, Floats], plots: TaggedPlots) -> dict[str, Any]:
    """Return each model's figures for 3 and 5 tags a title, over all rows, and without plots that titles share."""
    rows = {"all": np.ones(len(plots), dtype=bool), "without_shared_plots": ~plots.shared}
    return {
        name: {
            f"top_{k}": {
                part: _rounded(tag_quality(plots.tags[kept], top_tags(each[kept], k))) for part, kept in rows.items()
            }
            for k in TAGS_GIVEN
        }
        for name, each in scores.items()
    }


def _lexical(fitted: TaggedPlots, read: TaggedPlots, recipe: BenchmarkRecipe) -> Floats:
    LOG.info("words: fitting on %d plots, reading %d", len(fitted), len(read))
    similar = similarities(fitted.contents, read.contents, recipe.views)
    return ridge_probabilities(similar, fitted.tags, fitted.shared, recipe.ridge)


def _encoded(checkpoints: Sequence[Path], read: TaggedPlots) -> Floats | None:
    """Return the probabilities of the mean log-odds of some encoders; None without any."""
    if not checkpoints:
        return None
    from trending_now.training.mpst.tag_encoder import tag_log_odds

    mean: Floats = np.mean([tag_log_odds(checkpoint, read.contents) for checkpoint in checkpoints], axis=0)
    return sigmoid(mean)


def _rounded(quality: TagQuality) -> dict[str, float]:
    return {name: round(value, 4) for name, value in asdict(quality).items()}


def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m trending_now.training.mpst.benchmark", description=__doc__)
    parser.add_argument("mpst", type=Path, help="MPST as Parquet, with its official split")
    parser.add_argument(
        "--encoder", nargs="+", type=Path, default=[], help="checkpoints of tag_encoder, fitted on train alone"
    )
    parser.add_argument(
        "--final-encoder",
        nargs="+",
        type=Path,
        default=[],
        help="as many, fitted on train and val, for test (default: the same)",
    )
    parser.add_argument("--val-only", action="store_true", help="choose on val and leave test unread")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    encoders = Encoders(tuple(given.encoder), tuple(given.final_encoder))
    try:
        answer = run_benchmark(given.mpst, encoders, with_test=not given.val_only)
    except TrendingNowError as error:
        parser.error(str(error))
    sys.stdout.write(json.dumps(answer, indent=1) + "\n")


if __name__ == "__main__":
    _main()
