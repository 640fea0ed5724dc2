"""Engines beside the baselines, on the same rows of a labelled corpus, in one process."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

from trending_now.domain.ports import Engine, Progress
from trending_now.errors import WrongUse
from trending_now.evaluation.comparison import Comparison, Contender, compare_contenders
from trending_now.evaluation.metrics import Predictions
from trending_now.evaluation.operating_points import Cuts, aimed_cuts
from trending_now.pipeline.evaluate import read_answers
from trending_now.training.baselines import FROZEN, LEXICAL, Baselines
from trending_now.training.extra import missing_libraries
from trending_now.training.labelled_texts import LabelledTexts, Sides, read_genre_texts
from trending_now.training.recipe import HeadsRecipe

NO_TRAIN_EXTRA = "it needs the train extra; run `make train-setup`"
NOT_ASKED = "it was not asked for"


@runtime_checkable
class Foresighted(Protocol):
    """An engine that may bring the thresholds of its operating points, chosen out of fold when it was trained."""

    @property
    def operating_cuts(self) -> Cuts | None:
        """Return a threshold for each aim and genre; None if it was trained before these existed."""


@dataclass(frozen=True, slots=True)
class Contest:
    """What is compared on: `limit` rows of each split. `vectors` is the frozen baseline's cache; None leaves it out."""

    corpus: Path
    split: str
    limit: int | None
    vectors: Path | None
    recipe: HeadsRecipe = field(default_factory=HeadsRecipe)


def compare(engines: Sequence[Engine], contest: Contest, progress: Progress) -> Comparison:
    """Fit the baselines, let all answer, and measure them.

    Raises:
        WrongUse: the corpus is missing or is none, or has too few texts or labels to fit or to measure on.
    """
    train, val, rows = (_read(contest, split) for split in ("train", "val", contest.split))
    if not (rows.genres & rows.genre_mask).any():
        raise WrongUse(f"No genre of the rows of split {contest.split!r} counts: there is nothing to measure on.")
    baselines = Baselines(Sides(train, val), rows, progress, contest.recipe)
    contenders = [baselines.majority(), baselines.lexical()]
    left_out = {FROZEN: NOT_ASKED}
    if contest.vectors is not None:
        left_out = {FROZEN: NO_TRAIN_EXTRA}
        if not missing_libraries():
            contenders.append(baselines.frozen(contest.vectors))
            left_out = {}
    contenders += [_contender(engine, val, rows, progress) for engine in engines]
    columns = {"text_kind": rows.kinds, "source": rows.sources}
    return compare_contenders(contest.split, contenders, LEXICAL, columns, left_out)


def _read(contest: Contest, split: str) -> LabelledTexts:
    texts = read_genre_texts(contest.corpus, split)
    return texts if contest.limit is None else texts.spread(contest.limit)


def _contender(engine: Engine, val: LabelledTexts, rows: LabelledTexts, progress: Progress) -> Contender:
    known = engine.operating_cuts if isinstance(engine, Foresighted) else None
    cuts = known or _cuts_from(engine, val, progress)
    answers = read_answers(engine, rows.contents, rows.sources, progress)
    predictions = Predictions(rows.genres, answers.chosen, answers.probabilities, rows.genre_mask)
    return Contender(engine.name, str(engine.version), predictions, answers.uncertain, cuts)


def _cuts_from(engine: Engine, val: LabelledTexts, progress: Progress) -> Cuts:
    answers = read_answers(engine, val.contents, val.sources, progress)
    return aimed_cuts(Predictions(val.genres, answers.chosen, answers.probabilities, val.genre_mask))
