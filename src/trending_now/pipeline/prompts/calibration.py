"""Calibrates a model's own confidences on the val rows of a corpus."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trending_now.domain.enrichment import Enrichment, GenreCut
from trending_now.errors import WrongUse
from trending_now.models.llm.calibration import Calibration, log_odds
from trending_now.models.llm.engine import LlmEngine
from trending_now.pipeline.evaluate import GENRE_COLUMN
from trending_now.pipeline.prompts.labelled_titles import LabelledTitles

FEWEST_CLAIMS = 50
UNSURE_SHARE = 0.6
CUTS = np.arange(0.05, 0.96, 0.01)


@dataclass(frozen=True, slots=True)
class Claims:
    """The confidence of each genre that a model named, and whether it was right.

    `true_though_unnamed` is the share of the genres it did not name that were true, `missed` their number.
    """

    confidences: np.ndarray
    right: np.ndarray
    true_though_unnamed: float
    missed: int = 0


def calibrate(engine: LlmEngine, titles: LabelledTitles) -> Calibration:
    """Ask an engine whose confidences are raw about titles, and fit a calibration to what it says.

    The chosen cut is the one with the best micro-F1. Source: Platt, "Probabilistic outputs for support vector
    machines" (1999).

    Raises:
        WrongUse: there are too few usable answers to fit anything to.
    """
    claims = claims_of(list(engine.own_answers(titles.documents)), titles)
    if len(claims.right) < FEWEST_CLAIMS or claims.right.all() or not claims.right.any():
        raise WrongUse(
            f"{len(claims.right)} claims are too few to calibrate on (at least {FEWEST_CLAIMS}, some right and some "
            "wrong); raise --limit, or use a model whose answers are usable."
        )
    return fit(claims)


def claims_of(answers: Sequence[Enrichment | None], titles: LabelledTitles) -> Claims:
    """Return what the answers claim, beside the labels that count."""
    confidences, right, unnamed, true_unnamed = [], [], 0, 0
    for row, answer in enumerate(answers):
        scores = () if answer is None else (*answer.chosen, *answer.uncertain, *answer.others)
        for score in scores:
            column = GENRE_COLUMN[score.genre]
            if not titles.mask[row, column]:
                continue
            if score.probability > 0:
                confidences.append(score.probability)
                right.append(bool(titles.truth[row, column]))
            else:
                unnamed += 1
                true_unnamed += int(titles.truth[row, column])
    return Claims(np.array(confidences), np.array(right, dtype=bool), true_unnamed / max(unnamed, 1), true_unnamed)


def fit(claims: Claims) -> Calibration:
    """Fit two numbers by logistic regression, and choose the cut."""
    from sklearn.linear_model import LogisticRegression

    odds = np.array([[log_odds(float(confidence))] for confidence in claims.confidences])
    model = LogisticRegression(C=10.0).fit(odds, claims.right)
    slope, intercept = float(model.coef_[0, 0]), float(model.intercept_[0])
    probabilities = model.predict_proba(odds)[:, 1]
    positives = claims.right.sum() + claims.missed
    f1 = [
        2 * (claims.right & picked).sum() / max(positives + picked.sum(), 1)
        for picked in (probabilities >= cut for cut in CUTS)
    ]
    chosen = float(CUTS[int(np.argmax(f1))])
    return Calibration(slope, intercept, claims.true_though_unnamed, GenreCut(chosen, UNSURE_SHARE * chosen), True)  # noqa: FBT003
