"""A run's folder: the weights after each epoch, and what is needed to resume after the last one."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from trending_now.errors import WrongUse
from trending_now.training.recipe import Recipe

STATE = "checkpoint.json"
OPTIMISER = "optimiser-{}.safetensors"
OPTIMISER_OF_OLD = "optimiser.safetensors"  # of older versions, which had one file for all epochs
LENGTH = ("epochs", "decay_epochs")  # of a run; what was learned at falling rates is of another run
FREE_TO_CHANGE = (*LENGTH, "threads")


class Checkpoint:
    """Saves and restores one fine-tuning after each epoch; files are written atomically."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def weights(self, epoch: int) -> Path:
        """Return the path of the weights after an epoch."""
        return self._folder / f"model-{epoch}.safetensors"

    def save(
        self,
        epoch: int,
        recipe: Recipe,
        made_of: str,
        model: torch.nn.Module,
        optimiser: torch.optim.Optimizer,
        loss: float | None = None,
    ) -> None:
        """Write the state after an epoch and its mean loss; `checkpoint.json`, written last, makes it valid.

        `made_of` is a digest of the training texts, their labels, the teachers' predictions and the weights of earlier
        runs that it began with.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        state = optimiser.state_dict()["state"]
        moments = {f"{number}/{name}": value for number, entry in state.items() for name, value in entry.items()}
        write_tensors(self.weights(epoch), model.state_dict())
        write_tensors(self._moments(epoch), moments)
        said = {"epoch": epoch, "train_loss": loss, "made_of": made_of, "recipe": asdict(recipe)}
        content = json.dumps(said, indent=1) + "\n"
        unfinished = self._folder / f"{STATE}.part"
        unfinished.write_text(content, "utf-8")
        unfinished.replace(self._folder / STATE)
        for path in self._all_moments():
            if path != self._moments(epoch):
                path.unlink()

    def loss(self) -> float | None:
        """Return the mean loss of the last saved epoch; None if it was not saved."""
        loss: float | None = json.loads((self._folder / STATE).read_text("utf-8")).get("train_loss")
        return loss

    def restore(self, recipe: Recipe, made_of: str, model: torch.nn.Module, optimiser: torch.optim.Optimizer) -> int:
        """Load the last saved state into model and optimiser; returns the number of finished epochs, 0 if none.

        Raises:
            WrongUse: it is damaged, is of other texts, labels, teachers or first weights, or of a recipe that differs
                in more than `FREE_TO_CHANGE`, or in its length once learning rates fall by either of the two.
        """
        path = self._folder / STATE
        if not path.is_file():
            return 0
        try:
            return self._restored(json.loads(path.read_text("utf-8")), recipe, made_of, model, optimiser)
        except (ValueError, KeyError, TypeError, OSError, RuntimeError, SafetensorError) as error:
            said = f"The checkpoint in {self._folder} cannot be read ({' '.join(str(error).split())[:200]})"
            raise WrongUse(f"{said}; delete the folder to begin anew.") from None

    def _restored(
        self,
        content: dict[str, Any],
        recipe: Recipe,
        made_of: str,
        model: torch.nn.Module,
        optimiser: torch.optim.Optimizer,
    ) -> int:
        epoch = int(content["epoch"])
        self._refuse_another(Recipe(**content["recipe"]), recipe, epoch)
        if content.get("made_of") != made_of:
            raise WrongUse(
                f"The checkpoint in {self._folder} was made of other texts or labels, by other teachers, or began with "
                "other weights; give another folder, or delete it to begin anew."
            )
        model.load_state_dict(load_file(self.weights(epoch)))
        state: dict[int, dict[str, torch.Tensor]] = {}
        moments = self._moments(epoch)
        for key, value in load_file(moments if moments.is_file() else self._folder / OPTIMISER_OF_OLD).items():
            number, name = key.split("/")
            state.setdefault(int(number), {})[name] = value
        groups = optimiser.state_dict()["param_groups"]
        optimiser.load_state_dict({"state": state, "param_groups": groups})
        return epoch

    def clear(self) -> None:
        """Delete the whole state, once it is not needed any more."""
        for path in (*self._folder.glob("model-*.safetensors"), *self._all_moments(), self._folder / STATE):
            path.unlink(missing_ok=True)

    def _moments(self, epoch: int) -> Path:
        return self._folder / OPTIMISER.format(epoch)

    def _all_moments(self) -> list[Path]:
        return list(self._folder.glob("optimiser*.safetensors"))

    def _refuse_another(self, saved: Recipe, wanted: Recipe, epoch: int) -> None:
        may_change_length = epoch <= min(saved.decay_begins, wanted.decay_begins)
        free = {name: getattr(wanted, name) for name in FREE_TO_CHANGE if may_change_length or name not in LENGTH}
        before, now = asdict(replace(saved, **free)), asdict(wanted)
        changed = [name for name in now if now[name] != before[name]]
        if changed:
            name = changed[0]
            raise WrongUse(
                f"The checkpoint in {self._folder} was made with {name} = {before[name]}, not {now[name]}; "
                "give another folder, or delete it to begin anew."
            )


def read_tensors(path: Path, remedy: str) -> dict[str, torch.Tensor]:
    """Read a file of tensors; `remedy` ends the error's sentence.

    Raises:
        WrongUse: it is missing or damaged.
    """
    try:
        return load_file(path)
    except (OSError, SafetensorError) as error:
        raise WrongUse(f"{path} cannot be read ({' '.join(str(error).split())[:200]}); {remedy}.") from None


def write_tensors(path: Path, tensors: dict[str, torch.Tensor]) -> None:
    """Write a file of tensors atomically."""
    unfinished = path.with_suffix(".part")
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, unfinished)
    unfinished.replace(path)
