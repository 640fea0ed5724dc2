"""Encoders fitted on most of the texts read the rest: what a text says to one that has not seen its labels.

An encoder that was fitted on a text repeats its labels. So teachers are cross-fitted, and so is what stands in for the
encoder where heads are fitted on its own training texts.
"""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

from trending_now.domain.ports import Progress
from trending_now.errors import WrongUse
from trending_now.training.checkpoint import Checkpoint
from trending_now.training.fit_encoder import Reading
from trending_now.training.recipe import CrossFitting
from trending_now.training.targets import Taught
from trending_now.training.texts import LabelledTexts
from trending_now.training.workshop import Workshop

READ_FILE = "read.safetensors"
TEXTS, MADE_OF = "texts", "made_of"

Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """Log-odds of each genre and each tag (rows × labels), each row by an encoder that was not fitted on it."""

    genres: Floats
    tags: Floats

    def write(self, path: Path, texts: LabelledTexts) -> None:
        """Write them, with what tells of which texts they are."""
        _write(path, self.genres, self.tags, {TEXTS: _digest(texts)})

    @classmethod
    def read(cls, path: Path, texts: LabelledTexts) -> "OutOfFold":
        """Read what was written of these texts.

        Raises:
            WrongUse: they are of other texts.
        """
        if _said_of(path, TEXTS) != _digest(texts):
            raise WrongUse(f"{path} was made of other texts than these; run stage encoder again.")
        return cls(**load_file(path))


def cross_fit(
    train: LabelledTexts, fitting: CrossFitting, folder: Path, progress: Progress, taught: Taught | None = None
) -> OutOfFold:
    """Fit an encoder without each fold in turn, and return what each says of its fold.

    Each fold has its folder, in which it is fitted from its last checkpoint on; once its texts are read, what was read
    stays and the weights, which are large, go.

    Raises:
        WrongUse: what lies in the folder was made by another recipe, of other texts or labels, or by other teachers.
    """
    made_of = _made_of(train, fitting, taught)
    fold = train.folds(fitting.folds, fitting.recipe.seed)
    answer = OutOfFold(np.zeros(train.genres.shape, np.float32), np.zeros(train.tags.shape, np.float32))
    for number in range(fitting.folds):
        inside, outside = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        place = folder / str(number)
        if not (place / READ_FILE).is_file():
            lessons = None if taught is None else taught.rows(inside)
            reading = _read_fold(fitting, train.rows(inside), train.rows(outside), lessons, place, progress)
            _write(place / READ_FILE, reading.genres, reading.tags, {MADE_OF: made_of})
            Checkpoint(place).clear()
        read = _checked(place / READ_FILE, made_of)
        answer.genres[outside], answer.tags[outside] = read["genres"], read["tags"]
    return answer


def _read_fold(
    fitting: CrossFitting,
    inside: LabelledTexts,
    outside: LabelledTexts,
    taught: Taught | None,
    folder: Path,
    progress: Progress,
) -> Reading:
    workshop = Workshop(fitting.recipe, progress)
    model = workshop.new_encoder(inside)
    lessons = workshop.lessons(inside, taught, fitting.taught)
    workshop.fit(model, f"{fitting.name} {folder.name}", lessons, folder, _unseen)
    return workshop.read(model, outside.contents, f"{fitting.name} {folder.name}: texts read")


def _write(path: Path, genres: Floats, tags: Floats, said: dict[str, str]) -> None:
    """Write log-odds, and what is said of them; a file is there whole or not at all."""
    unfinished = path.with_suffix(".part")
    save_file({"genres": genres, "tags": tags}, unfinished, metadata=said)
    unfinished.replace(path)


def _checked(path: Path, made_of: str) -> dict[str, Floats]:
    if _said_of(path, MADE_OF) != made_of:
        raise WrongUse(
            f"{path} was made by another recipe, of other texts or labels, or by other teachers; delete {path.parent}."
        )
    return dict(load_file(path))


def _said_of(path: Path, key: str) -> str | None:
    with safe_open(path, "numpy") as file:
        return (file.metadata() or {}).get(key)


def _made_of(train: LabelledTexts, fitting: CrossFitting, taught: Taught | None) -> str:
    digest = hashlib.sha256(f"{replace(fitting, recipe=replace(fitting.recipe, threads=1))} {_digest(train)}".encode())
    said = () if taught is None or not fitting.taught else (taught.genres, taught.tags)
    for values in (train.genres, train.genre_mask, train.tags, train.tag_mask, *said):
        digest.update(np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()


def _digest(texts: LabelledTexts) -> str:
    return hashlib.sha256("\n".join(texts.ids).encode()).hexdigest()


def _unseen(_epoch: int, _loss: float) -> None:
    """Measure nothing: its worth shows in what is fitted on its answers."""
