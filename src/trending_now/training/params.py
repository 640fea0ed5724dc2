"""Reads `params.yaml`: every number that changes a model, strictly, into the frozen recipes."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import yaml
from annotated_types import Ge
from pydantic import BaseModel, ConfigDict, ValidationError

from trending_now.errors import WrongUse
from trending_now.training.recipe import EncoderRecipe, HeadsRecipe, PrepareRecipe

SMOKE_ROWS = 120
RUN_KEYS = ("name", "average", "start")


class Params(BaseModel):
    """What `params.yaml` holds; `rows` limits the train rows, spread evenly (None: all), for a quick look."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    rows: Annotated[int, Ge(20)] | None = None
    prepare: PrepareRecipe = PrepareRecipe()
    encoder: EncoderRecipe = EncoderRecipe()
    heads: HeadsRecipe = HeadsRecipe()

    @property
    def is_trial(self) -> bool:
        """Tell whether some of the rows are read only: what comes of it is measured and never shipped."""
        return self.rows is not None

    def for_smoke(self) -> "Params":
        """Return the smallest numbers that still go through every step: minutes, and a model of no use."""
        runs = tuple(
            replace(
                run,
                average=(1,),
                recipe=replace(run.recipe, epochs=1, train_windows=1, read_windows=1, warmup_steps=2),
            )
            for run in self.encoder.runs
        )
        heads = replace(
            self.heads,
            reading=replace(self.heads.reading, most_windows=2),
            lexical=replace(self.heads.lexical, most_terms=2_000),
            trees=replace(self.heads.trees, rounds=5),
            folds=replace(self.heads.folds, count=2),
        )
        return Params(rows=SMOKE_ROWS, prepare=self.prepare, encoder=EncoderRecipe(runs), heads=heads)


def read_params(path: Path) -> Params:
    """Read the parameters.

    Raises:
        WrongUse: the file is missing or is no YAML, or a key is unknown or its value wrong; says which.
    """
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except FileNotFoundError:
        raise WrongUse(f"There are no parameters {path}; give the path of a params.yaml.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise WrongUse(f"{path} is not YAML: {' '.join(str(error).split())}; correct it.") from None
    try:
        return Params.model_validate_json(json.dumps(_with_whole_runs(content or {}), default=str))
    except ValidationError as error:
        raise WrongUse(f"{path}: {_sentence(error)}") from None


def _with_whole_runs(content: Any) -> Any:
    """Give each run the recipe that all share, with the changes that stand beside its name."""
    encoder = content.get("encoder") if isinstance(content, dict) else None
    if not isinstance(encoder, dict) or not isinstance(encoder.get("runs"), list):
        return content
    shared = encoder.get("recipe", {})
    rest = {key: value for key, value in encoder.items() if key != "recipe"}
    runs = [_whole_run(run, shared) if isinstance(run, dict) else run for run in encoder["runs"]]
    return {**content, "encoder": {**rest, "runs": runs}}


def _whole_run(run: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    changes = {key: value for key, value in run.items() if key not in RUN_KEYS}
    return {key: run[key] for key in RUN_KEYS if key in run} | {"recipe": {**shared, **changes}}


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    if first["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
        return f"{place} is no parameter; take it out or correct its name."
    return f"{place} is wrong: {first['msg']}; correct it."
