"""Cross-fitting: encoders fitted without a fold predict it, so that every prediction is out-of-fold.

An encoder that was fitted on a text repeats its labels. So teachers are cross-fitted, and so is the stand-in, whose
predictions replace the encoder's own where heads are fitted on its training texts.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import load_file, save_file

from trending_now.domain.ports import Progress
from trending_now.errors import WrongUse
from trending_now.training.encoder.checkpoint import Checkpoint
from trending_now.training.encoder.fine_tuning import FineTuning
from trending_now.training.encoder.views import Taught, View
from trending_now.training.labelled_texts import LabelledTexts
from trending_now.training.recipe import CrossFitting

READ_FILE = "read.safetensors"
TEXTS, MADE_OF = "texts", "made_of"

Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """Out-of-fold log-odds of genres and tags (rows × labels each)."""

    genres: Floats
    tags: Floats

    def write(self, path: Path, texts: LabelledTexts) -> None:
        """Write them, with a digest of the texts and labels that they belong to."""
        _write(path, self.genres, self.tags, {TEXTS: _digest(texts)})

    @classmethod
    def read(cls, path: Path, texts: LabelledTexts) -> "OutOfFold":
        """Read the log-odds of these texts.

        Raises:
            WrongUse: the file is of other texts or labels.
        """
        if _said_of(path, TEXTS) != _digest(texts):
            raise WrongUse(f"{path} was made of other texts or labels than these; run stage encoder again.")
        return cls(**load_file(path))


@dataclass(frozen=True, slots=True)
class FoldedTexts:
    """The texts that are cross-fitted, the fold of each, and the views of them that are predicted."""

    texts: LabelledTexts
    fold: NDArray[np.int64]
    views: Sequence[View]

    def digest(self) -> str:
        """Return a digest of texts, labels, folds and views."""
        ids = hashlib.sha256("\n".join(self.texts.ids).encode()).hexdigest()
        digest = hashlib.sha256(ids.encode() + self.fold.tobytes() + _label_bytes(self.texts))
        for view in self.views:
            digest.update("\n".join(view.contents).encode())
        return digest.hexdigest()


def cross_fit(
    folded: FoldedTexts, fitting: CrossFitting, folder: Path, progress: Progress, taught: Sequence[Taught] = ()
) -> list[OutOfFold]:
    """Fit an encoder without each fold in turn; returns the out-of-fold predictions, one for each view.

    Each fold has a folder of its own, and is resumed from its last checkpoint. Once its texts have been predicted only
    the predictions are kept: the weights are large.

    Raises:
        WrongUse: the folder's content was made with another recipe, other texts or labels, or other teachers.
    """
    made_of = _made_of(folded, fitting, taught)
    texts = folded.texts
    shape = len(folded.views), len(texts)
    genres, tags = (np.zeros((*shape, labels.shape[1]), np.float32) for labels in (texts.genres, texts.tags))
    places = {number: folder / str(number) for number in np.unique(folded.fold)}
    for place in places.values():
        _refuse_another(place / READ_FILE, made_of)
    for number, place in places.items():
        if not (place / READ_FILE).is_file():
            _write(place / READ_FILE, *_read_fold(folded, number, fitting, taught, place, progress), {MADE_OF: made_of})
        Checkpoint(place).clear()  # also what a run that was stopped right here has left
        read, outside = load_file(place / READ_FILE), folded.fold == number
        genres[:, outside], tags[:, outside] = read["genres"], read["tags"]
    return [OutOfFold(*each) for each in zip(genres, tags, strict=True)]


def _read_fold(
    folded: FoldedTexts, number: int, fitting: CrossFitting, taught: Sequence[Taught], folder: Path, progress: Progress
) -> tuple[Floats, Floats]:
    """Fit on the other folds; returns log-odds of genres and of tags (views × texts of the fold × labels each)."""
    inside, outside = np.flatnonzero(folded.fold != number), np.flatnonzero(folded.fold == number)
    texts, name = folded.texts.rows(inside), f"{fitting.name} {folder.name}"
    tuning = FineTuning(fitting.recipe, progress)
    model = tuning.new_encoder(texts)
    lessons = tuning.lessons(texts, [each.rows(inside) for each in taught], fitting.taught)
    tuning.fit(model, name, lessons, folder, _unseen)
    read = [tuning.read(model, view.rows(outside).contents, f"{name}: texts read") for view in folded.views]
    return np.stack([each.genres for each in read]), np.stack([each.tags for each in read])


def _write(path: Path, genres: Floats, tags: Floats, said: dict[str, str]) -> None:
    """Write log-odds with metadata; the file appears complete or not at all."""
    unfinished = path.with_suffix(".part")
    save_file({"genres": genres, "tags": tags}, unfinished, metadata=said)
    unfinished.replace(path)


def _refuse_another(path: Path, made_of: str) -> None:
    if path.is_file() and _said_of(path, MADE_OF) != made_of:
        raise WrongUse(
            f"{path} was made by another recipe, of other texts or labels, or by other teachers; "
            f"give another folder, or delete {path.parent.parent} to begin anew."
        )


def _said_of(path: Path, key: str) -> str | None:
    try:
        with safe_open(path, "numpy") as file:
            return (file.metadata() or {}).get(key)
    except SafetensorError as error:
        raise WrongUse(f"{path} is damaged ({error}); delete it to have it made anew.") from None


def _made_of(folded: FoldedTexts, fitting: CrossFitting, taught: Sequence[Taught]) -> str:
    digest = hashlib.sha256(f"{replace(fitting, recipe=replace(fitting.recipe, threads=1))} {folded.digest()}".encode())
    for each in taught if fitting.taught else ():
        digest.update("\n".join(each.view.contents).encode())
        for values in (each.genres, each.tags):
            digest.update(np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()


def _digest(texts: LabelledTexts) -> str:
    """Return a digest of ids, texts and labels."""
    written = "\n".join((*texts.ids, *texts.contents)).encode()
    return hashlib.sha256(written + _label_bytes(texts)).hexdigest()


def _label_bytes(texts: LabelledTexts) -> bytes:
    labels = (texts.genres, texts.genre_mask, texts.tags, texts.tag_mask)
    return b"".join(np.ascontiguousarray(values).tobytes() for values in labels)


def _unseen(_epoch: int, _loss: float | None) -> None:
    """Report no figures: a fold's encoder is judged by what is fitted on its predictions."""
