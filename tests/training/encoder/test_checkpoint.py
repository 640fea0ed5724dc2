"""A stopped fine-tuning goes on where it was, and not with another recipe."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="torch is in the train extra")
from trending_now.errors import WrongUse  # noqa: E402
from trending_now.training.encoder.average import averaged  # noqa: E402
from trending_now.training.encoder.checkpoint import Checkpoint, write_tensors  # noqa: E402
from trending_now.training.encoder.run import load_encoder  # noqa: E402
from trending_now.training.recipe import Recipe  # noqa: E402

RECIPE = Recipe(epochs=4)
MADE_OF = "what was learned from"


def parts(seed: int) -> "tuple[torch.nn.Module, torch.optim.Optimizer]":
    """Return a small model after one step, with its optimiser."""
    torch.manual_seed(seed)
    model = torch.nn.Linear(3, 2)
    optimiser = torch.optim.AdamW(model.parameters(), lr=0.1)
    model(torch.ones(1, 3)).sum().backward()
    optimiser.step()
    return model, optimiser


def test_weights_and_moments_come_back(tmp_path: Path) -> None:
    model, optimiser = parts(1)
    other, other_optimiser = parts(2)
    Checkpoint(tmp_path).save(3, RECIPE, MADE_OF, model, optimiser)
    assert Checkpoint(tmp_path).restore(RECIPE, MADE_OF, other, other_optimiser) == 3
    assert torch.equal(other.weight, model.weight)
    moments = [entry["exp_avg"] for entry in optimiser.state_dict()["state"].values()]
    restored = [entry["exp_avg"] for entry in other_optimiser.state_dict()["state"].values()]
    assert all(torch.equal(one, two) for one, two in zip(moments, restored, strict=True))


def test_the_loss_of_the_last_epoch_is_kept_for_a_run_that_could_not_tell_it(tmp_path: Path) -> None:
    Checkpoint(tmp_path).save(1, RECIPE, MADE_OF, *parts(1), loss=0.25)
    assert Checkpoint(tmp_path).loss() == 0.25
    state = tmp_path / "checkpoint.json"
    old = json.loads(state.read_text("utf-8"))
    del old["train_loss"]
    state.write_text(json.dumps(old), "utf-8")
    assert Checkpoint(tmp_path).loss() is None


def test_a_run_may_be_lengthened_but_not_changed(tmp_path: Path) -> None:
    checkpoint = Checkpoint(tmp_path)
    checkpoint.save(1, RECIPE, MADE_OF, *parts(1))
    assert checkpoint.restore(replace(RECIPE, epochs=9, decay_epochs=2, threads=8), MADE_OF, *parts(1)) == 1
    with pytest.raises(WrongUse, match=r"made with tag_weight = 0\.3, not 0\.9"):
        checkpoint.restore(replace(RECIPE, tag_weight=0.9), MADE_OF, *parts(1))


@pytest.mark.parametrize("change", [{"epochs": 3}, {"epochs": 9}, {"decay_epochs": 0.5}])
def test_a_run_keeps_its_length_once_its_learning_rates_have_fallen(tmp_path: Path, change: dict[str, float]) -> None:
    checkpoint, ((name, value),) = Checkpoint(tmp_path), change.items()
    checkpoint.save(3, RECIPE, MADE_OF, *parts(1))
    with pytest.raises(
        WrongUse, match=rf"made with {name} = {getattr(RECIPE, name)}, not {value}; give another folder"
    ):
        checkpoint.restore(replace(RECIPE, **change), MADE_OF, *parts(1))
    assert checkpoint.restore(replace(RECIPE, threads=8), MADE_OF, *parts(1)) == 3


def test_a_run_is_not_shortened_to_less_than_it_has_learned_at_full_rates(tmp_path: Path) -> None:
    checkpoint = Checkpoint(tmp_path)
    checkpoint.save(2, RECIPE, MADE_OF, *parts(1))
    assert checkpoint.restore(replace(RECIPE, epochs=3.5), MADE_OF, *parts(1)) == 2
    with pytest.raises(WrongUse, match="made with epochs = 4, not 3"):
        checkpoint.restore(replace(RECIPE, epochs=3), MADE_OF, *parts(1))


def test_a_run_does_not_go_on_from_what_was_made_of_something_else(tmp_path: Path) -> None:
    checkpoint = Checkpoint(tmp_path)
    checkpoint.save(1, RECIPE, MADE_OF, *parts(1))
    with pytest.raises(
        WrongUse, match=r"made of other texts or labels, by other teachers, or began with other weights"
    ):
        checkpoint.restore(RECIPE, "other labels", *parts(1))


@pytest.mark.parametrize("name", ["checkpoint.json", "model-1.safetensors", "optimiser-1.safetensors"])
def test_a_damaged_checkpoint_is_told(tmp_path: Path, name: str) -> None:
    checkpoint = Checkpoint(tmp_path)
    checkpoint.save(1, RECIPE, MADE_OF, *parts(1))
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:5])
    with pytest.raises(WrongUse, match=f"The checkpoint in {tmp_path} cannot be read .*; delete the folder"):
        checkpoint.restore(RECIPE, MADE_OF, *parts(1))


def test_without_a_checkpoint_it_begins_anew(tmp_path: Path) -> None:
    assert Checkpoint(tmp_path / "nothing").restore(RECIPE, MADE_OF, *parts(1)) == 0


def test_a_half_written_checkpoint_does_not_count(tmp_path: Path) -> None:
    checkpoint = Checkpoint(tmp_path)
    checkpoint.save(1, RECIPE, MADE_OF, *parts(1))
    checkpoint.weights(2).with_suffix(".part").write_bytes(b"cut off")
    assert checkpoint.restore(RECIPE, MADE_OF, *parts(1)) == 1


def test_the_mean_of_checkpoints_is_the_mean_of_their_weights(tmp_path: Path) -> None:
    models = [parts(seed)[0] for seed in (1, 2, 3)]
    paths = []
    for number, model in enumerate(models):
        checkpoint = Checkpoint(tmp_path / str(number))
        checkpoint.save(1, RECIPE, MADE_OF, model, parts(1)[1])
        paths.append(checkpoint.weights(1))
    expected = sum(model.weight for model in models) / 3
    assert torch.allclose(averaged(paths)["weight"], expected)


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(path.read_bytes()[:50]), lambda path: path.unlink()])
def test_a_mean_of_damaged_or_missing_weights_is_refused(tmp_path: Path, damage: "Callable[[Path], object]") -> None:
    checkpoint = Checkpoint(tmp_path)
    checkpoint.save(1, RECIPE, MADE_OF, *parts(1))
    damage(checkpoint.weights(1))
    with pytest.raises(
        WrongUse, match=f"model-1.safetensors cannot be read .*; delete {tmp_path} to fit the run again"
    ):
        averaged([checkpoint.weights(1)])


def test_a_damaged_encoder_says_which_stage_makes_it_anew(tmp_path: Path) -> None:
    weights = tmp_path / "encoder.safetensors"
    write_tensors(weights, {"genres.bias": torch.ones(20)})
    weights.write_bytes(weights.read_bytes()[:-4])
    with pytest.raises(WrongUse, match=r"encoder.safetensors cannot be read .*; run stage encoder again"):
        load_encoder(weights)


def test_moments_of_an_epoch_whose_checkpoint_does_not_count_are_not_taken(tmp_path: Path) -> None:
    checkpoint, (model, optimiser) = Checkpoint(tmp_path), parts(1)
    checkpoint.save(1, RECIPE, MADE_OF, model, optimiser)
    with pytest.raises(TypeError):  # as if it were killed before the last file
        checkpoint.save(2, RECIPE, object(), *parts(2))  # type: ignore[arg-type]
    other, other_optimiser = parts(3)
    assert checkpoint.restore(RECIPE, MADE_OF, other, other_optimiser) == 1
    assert torch.equal(moment(other_optimiser), moment(optimiser))
    checkpoint.save(2, RECIPE, MADE_OF, *parts(2))
    assert [path.name for path in tmp_path.glob("optimiser*")] == ["optimiser-2.safetensors"]


def test_a_checkpoint_of_an_earlier_version_is_taken_up(tmp_path: Path) -> None:
    checkpoint, (model, optimiser) = Checkpoint(tmp_path), parts(1)
    checkpoint.save(1, RECIPE, MADE_OF, model, optimiser)
    (tmp_path / "optimiser-1.safetensors").rename(tmp_path / "optimiser.safetensors")
    other, other_optimiser = parts(2)
    assert checkpoint.restore(RECIPE, MADE_OF, other, other_optimiser) == 1
    assert torch.equal(moment(other_optimiser), moment(optimiser))


def moment(optimiser: "torch.optim.Optimizer") -> "torch.Tensor":
    """Return the first moment of the first parameter."""
    found: torch.Tensor = optimiser.state_dict()["state"][0]["exp_avg"]
    return found
