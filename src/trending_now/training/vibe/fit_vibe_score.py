"""Fits the vibe scorer and writes it: `python -m trending_now.training.vibe.fit_vibe_score REVIEWS MPST OUT`."""

import argparse
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from scipy.sparse import csr_matrix, diags
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import Ridge

from trending_now.domain.enrichment import TrainingSet
from trending_now.errors import TrendingNowError
from trending_now.models.artifacts import write_manifest
from trending_now.models.texts.sentences import sentence_spans
from trending_now.models.vibe.score import (
    ARRAYS_FILE,
    SETTINGS_FILE,
    TERMS_FILE,
    VibeScorer,
    terms_of,
    words_of,
)
from trending_now.training.provenance import traced
from trending_now.training.vibe.figures import FIGURES_FILE, measure, quality
from trending_now.training.vibe.review_texts import RatedReviews, read_train

LOG = logging.getLogger(__name__)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class VibeRecipe:
    """The settings, chosen on val.

    A term stands in at least `fewest_reviews`. Its contrast is how much more often it stands in praise than in
    complaints (the log-count ratio of Wang and Manning, 2012, counts raised by `smoothing`, each review counted by its
    rating's share of both); `contrast_floor` keeps terms that say little usable. `penalty` is the ridge's.
    """

    fewest_reviews: int = 4
    most_terms: int = 100_000
    smoothing: float = 3.0
    contrast_floor: float = 0.3
    penalty: float = 1.0


def fit_vibe_scorer(reviews: RatedReviews, recipe: VibeRecipe) -> VibeScorer:
    """Fit on all reviews; its scores are not stretched to the scale of ratings yet."""
    vectoriser = CountVectorizer(analyzer=_terms, min_df=recipe.fewest_reviews, dtype=np.float32)
    counts = csr_matrix(vectoriser.fit_transform(reviews.contents))
    terms = vectoriser.get_feature_names_out()
    rarity = _rarity(counts)
    strength, _ = _fitted(counts, rarity, reviews.ratings, recipe)
    kept = np.sort(np.argsort(-strength, kind="stable")[: recipe.most_terms])
    counts, rarity = csr_matrix(counts[:, kept]), rarity[kept]
    _, ridge = _fitted(counts, rarity, reviews.ratings, recipe)
    weights = ridge.coef_ * _contrast(counts, reviews.ratings, recipe)
    places = {str(terms[place]): number for number, place in enumerate(kept)}
    return VibeScorer(places, rarity.astype(np.float32), weights.astype(np.float32), float(ridge.intercept_))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Ratings as a linear function of scores; its slope is above 1, since ridge regression shrinks scores."""

    slope: float
    offset: float

    def of(self, scorer: VibeScorer) -> VibeScorer:
        """Return a scorer with its scores on the scale of ratings."""
        weights = (scorer.weights * self.slope).astype(np.float32)
        return VibeScorer(scorer.places, scorer.rarity, weights, scorer.middle * self.slope + self.offset)


def fit_stretch(scorer: VibeScorer, unseen: RatedReviews) -> Stretch:
    """Fit the line on reviews that the scorer has not seen."""
    slope, offset = np.polyfit(scores_of(scorer, unseen.contents), unseen.ratings, 1)
    LOG.info("rating = %.3f × score %+.3f", slope, offset)
    return Stretch(float(slope), float(offset))


def scores_of(scorer: VibeScorer, texts: tuple[str, ...]) -> Floats:
    """Return the score of each text; the score without any term for a text that the scorer leaves unscored."""
    return np.array([scorer.middle if score is None else score for score in map(scorer.score, texts)])


def write_vibe_scorer(folder: Path, scorer: VibeScorer, training_sets: Sequence[TrainingSet] = ()) -> None:
    """Write the scorer with its manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    halved = {"rarity": scorer.rarity.astype(np.float16), "weights": scorer.weights.astype(np.float16)}
    save_file(halved, folder / ARRAYS_FILE)
    (folder / SETTINGS_FILE).write_text(json.dumps({"middle": round(scorer.middle, 4)}) + "\n", "utf-8")
    (folder / TERMS_FILE).write_text("\n".join(scorer.places), "utf-8")
    (folder / FIGURES_FILE).unlink(missing_ok=True)  # those of older weights
    write_manifest(folder, "vibe", training_sets)


def beginnings(reviews: RatedReviews, sentences: int) -> RatedReviews:
    """Return each review's first sentences, with the whole review's rating."""
    cut = [text[: sentence_spans(text)[:sentences][-1][1]] if text.strip() else text for text in reviews.contents]
    return RatedReviews(tuple(cut), reviews.ratings, reviews.films)


def main(reviews: Path, mpst: Path, out: Path) -> None:
    """Fit with val held out, stretch, fit on all, write, and measure on val; at the end measure on test what ships."""
    recipe = VibeRecipe()
    train = read_train(reviews, mpst)
    val = train.rows(train.is_val)
    without_val = fit_vibe_scorer(train.rows(~train.is_val), recipe)
    stretch = fit_stretch(without_val, val)
    _tell("val", stretch.of(without_val), val)
    for sentences in (1, 2, 3):
        _tell(f"val, first {sentences} sentences", stretch.of(without_val), beginnings(val, sentences))
    write_vibe_scorer(out, stretch.of(fit_vibe_scorer(train, recipe)), [traced(reviews), traced(mpst)])
    LOG.info("test: %s", measure(out, reviews))


def _terms(text: str) -> list[str]:
    return terms_of(words_of(text))


def _rarity(counts: csr_matrix) -> Floats:
    """Return the smoothed inverse document frequency of each term."""
    holding = np.asarray((counts > 0).sum(axis=0)).ravel()
    return np.asarray(np.log((1 + counts.shape[0]) / (1 + holding)) + 1)


def _contrast(counts: csr_matrix, ratings: Floats, recipe: VibeRecipe) -> Floats:
    share = (ratings - 1) / 9
    present = (counts > 0).astype(np.float64)
    praise, complaint = (present.T @ part + recipe.smoothing for part in (share, 1 - share))
    ratio = np.log((praise / praise.sum()) / (complaint / complaint.sum()))
    return np.asarray(np.abs(ratio) + recipe.contrast_floor)


def _fitted(counts: csr_matrix, rarity: Floats, ratings: Floats, recipe: VibeRecipe) -> tuple[Floats, Ridge]:
    """Return how much each term moves the scores of these reviews, and the regression."""
    weighed = counts.copy()
    weighed.data = 1 + np.log(weighed.data)
    weighed = csr_matrix(weighed @ diags(rarity))
    lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    features = csr_matrix(diags(1 / np.maximum(lengths, 1e-9)) @ weighed @ diags(_contrast(counts, ratings, recipe)))
    ridge = Ridge(alpha=recipe.penalty, solver="lsqr", tol=1e-4).fit(features, ratings)
    spread = np.sqrt(np.asarray(features.multiply(features).mean(axis=0)).ravel())
    return np.abs(ridge.coef_) * spread, ridge


def _tell(rows: str, scorer: VibeScorer, reviews: RatedReviews) -> None:
    LOG.info("%s: %s", rows, quality(scorer, reviews))


def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m trending_now.training.vibe.fit_vibe_score", description=__doc__)
    parser.add_argument("reviews", type=Path, help="rated reviews as Parquet, with their official split")
    parser.add_argument("mpst", type=Path, help="MPST as Parquet, which tells the side of each title")
    parser.add_argument("out", type=Path, help="the folder that the scorer is written to")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        main(given.reviews, given.mpst, given.out)
    except TrendingNowError as error:
        parser.error(str(error))


if __name__ == "__main__":
    _main()
