"""Fine-tunes the encoder: teachers first, then its runs and the mean of their weights, then its stand-in."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.special import expit

from trending_now.domain.ports import Progress
from trending_now.training.encoder.average import averaged
from trending_now.training.encoder.checkpoint import Checkpoint, read_tensors, write_tensors
from trending_now.training.encoder.cross_fit import FoldedTexts, OutOfFold, cross_fit
from trending_now.training.encoder.fine_tuning import FineTuning
from trending_now.training.encoder.model import GenreEncoder, pretrained_encoder
from trending_now.training.encoder.pretrained import pretrained_of_width
from trending_now.training.encoder.val_figures import val_figures
from trending_now.training.encoder.val_log import ValLog
from trending_now.training.encoder.views import Taught, View, views_of
from trending_now.training.labelled_texts import Sides
from trending_now.training.recipe import EncoderRecipe, EncoderRun, Recipe

WEIGHTS_FILE = "encoder.safetensors"
METRICS_FILE = "encoder.json"
LOG_FILE = "val.jsonl"
OUT_OF_FOLD_FILE = "out_of_fold.safetensors"


def tune_encoder(sides: Sides, recipe: EncoderRecipe, folder: Path, progress: Progress) -> dict[str, float]:
    """Fit what is not fitted yet, write the mean weights and their figures on val, and return the figures.

    Teachers come first, if there are any; last comes the stand-in, whose out-of-fold predictions replace the encoder's
    own on its training texts. Each has a folder of its name; a run's holds its checkpoints and a line of val figures
    an epoch. The mean's figures are written beside `folder`.
    """
    train = sides.train
    fold = train.folds(recipe.folds.count, recipe.folds.seed)
    views = views_of(train.contents, fold, recipe.views) if recipe.teachers else ()
    workbench = _Workbench(sides, _taught(FoldedTexts(train, fold, views), recipe, folder, progress), progress)
    for run in recipe.runs:
        workbench.fit(run, folder / run.name, _chosen(recipe.before(run), folder))
    (folder / OUT_OF_FOLD_FILE).unlink(missing_ok=True)  # those of a stand-in for other weights
    write_tensors(folder / WEIGHTS_FILE, averaged(_chosen(recipe.last, folder)))
    folded = FoldedTexts(train, fold, [View.whole(train.contents)])
    (stand_in,) = cross_fit(folded, recipe.stand_in, folder / recipe.stand_in.name, progress, workbench.taught)
    stand_in.write(folder / OUT_OF_FOLD_FILE, train)
    figures = workbench.measure(load_encoder(folder / WEIGHTS_FILE), recipe.runs[0].recipe)
    (folder.parent / METRICS_FILE).write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    return figures


def load_encoder(weights: Path) -> GenreEncoder:
    """Load a fine-tuned encoder from the weights that stage encoder wrote.

    Raises:
        WrongUse: the file is missing or damaged.
    """
    tensors = read_tensors(weights, "run stage encoder again")
    genres, tags = len(tensors["genres.bias"]), len(tensors["tags.bias"])
    source = pretrained_of_width(tensors["genres.weight"].shape[1]).folder()
    model = pretrained_encoder(source, [0.5] * genres, [0.5] * tags, Recipe())
    model.load_state_dict(tensors)
    return model.eval()


@dataclass(frozen=True, slots=True)
class _Workbench:
    """What all runs share; `taught` are the teachers' predictions for the views of the train texts."""

    sides: Sides
    taught: Sequence[Taught]
    progress: Progress

    def fit(self, run: EncoderRun, folder: Path, start: Sequence[Path]) -> None:
        """Fine-tune from the run's last checkpoint, else from the mean of `start`, else from the pretrained weights."""
        tuning = FineTuning(run.recipe, self.progress)
        model = tuning.new_encoder(self.sides.train)
        if start:
            model.load_state_dict(averaged(start))

        log = ValLog(folder / LOG_FILE)

        def report(epoch: int, loss: float | None) -> None:
            if not log.holds(epoch):
                log.add({"epoch": epoch, "train_loss": loss, **self.measure(model, run.recipe)})

        lessons = tuning.lessons(self.sides.train, self.taught, run.taught)
        tuning.fit(model, run.name, lessons, folder, report, start)

    def measure(self, model: GenreEncoder, recipe: Recipe) -> dict[str, float]:
        """Measure a model on val."""
        output = FineTuning(recipe, self.progress).read(model, self.sides.val.contents, "val texts read")
        return val_figures(output, self.sides.val)


def _chosen(runs: Sequence[EncoderRun], folder: Path) -> list[Path]:
    return [Checkpoint(folder / run.name).weights(epoch) for run in runs for epoch in run.average]


def _taught(folded: FoldedTexts, recipe: EncoderRecipe, folder: Path, progress: Progress) -> list[Taught]:
    """Return the mean of all teachers' predictions for each view; each teacher learns from the mean of earlier ones."""
    said: list[list[OutOfFold]] = []
    for teacher in recipe.teachers:
        said.append(cross_fit(folded, teacher, folder / teacher.name, progress, _mean(folded.views, said)))
    return _mean(folded.views, said)


def _mean(views: Sequence[View], said: Sequence[Sequence[OutOfFold]]) -> list[Taught]:
    return [
        Taught(
            view,
            np.mean([expit(each.genres) for each in of_view], axis=0),
            np.mean([expit(each.tags) for each in of_view], axis=0),
        )
        for view, *of_view in zip(views, *said, strict=True)
        if of_view
    ]
