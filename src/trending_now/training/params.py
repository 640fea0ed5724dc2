"""Reads `params.yaml`: every number that changes a model, strictly, into the frozen recipes."""

import json
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import yaml
from annotated_types import Ge
from pydantic import BaseModel, ConfigDict, ValidationError

from trending_now.errors import WrongUse
from trending_now.training.recipe import CrossFitting, EncoderRecipe, HeadsRecipe, PrepareRecipe, Recipe

SMOKE_ROWS = 120
SMOKE_TOKENS = 64
RUN_KEYS = ("name", "average", "start", "taught")
CROSS_FITTING_KEYS = ("name", "taught")


class Params(BaseModel):
    """What `params.yaml` holds; `rows` limits the train rows for a trial, which never ships (None: all of them)."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    rows: Annotated[int, Ge(20)] | None = None
    prepare: PrepareRecipe = PrepareRecipe()
    encoder: EncoderRecipe = EncoderRecipe()
    heads: HeadsRecipe = HeadsRecipe()

    def for_smoke(self) -> "Params":
        """Return the smallest parameters that still run every step: it takes minutes, and the model is of no use."""
        teachers = self.encoder.teachers
        encoder = EncoderRecipe(
            tuple(replace(run, average=(1,), recipe=_shortest(run.recipe)) for run in self.encoder.runs),
            tuple(map(_shortest_cross_fitting, (*teachers[:1], *teachers[1:][-1:]))),
            _shortest_cross_fitting(self.encoder.stand_in),
            replace(self.encoder.folds, count=2),
            replace(self.encoder.views, count=1),
        )
        heads = replace(
            self.heads,
            reading=replace(self.heads.reading, most_windows=2),
            lexical=replace(self.heads.lexical, most_terms=2_000),
            trees=replace(self.heads.trees, rounds=5),
            names=replace(self.heads.names, texts=5),
            refining=replace(self.heads.refining, rounds=5),
            folds=replace(self.heads.folds, count=2),
        )
        return Params(rows=SMOKE_ROWS, prepare=self.prepare, encoder=encoder, heads=heads)


class OneValueAKey(yaml.SafeLoader):
    """Loads plain YAML, and refuses a key that is given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        """Return a mapping.

        Raises:
            WrongUse: a key is given twice, so that one of its values would not count.
        """
        seen = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                raise WrongUse(f"{key.value} is given twice, again in line {key.start_mark.line + 1}; take one out.")
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def read_params(path: Path) -> Params:
    """Read the parameters.

    Raises:
        WrongUse: the file is missing or is no YAML, or a key is unknown, given twice, or its value wrong; says which.
    """
    try:
        content = yaml.load(path.read_text("utf-8"), OneValueAKey)  # noqa: S506 (a safe loader)
    except FileNotFoundError:
        raise WrongUse(f"There are no parameters {path}; give the path of a params.yaml.") from None
    except WrongUse as error:
        raise WrongUse(f"{path}: {error}") from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise WrongUse(f"{path} is not YAML: {' '.join(str(error).split())}; correct it.") from None
    try:
        return Params.model_validate_json(json.dumps(_with_whole_recipes(content or {}), default=str))
    except (ValueError, RecursionError) as error:
        if not isinstance(error, ValidationError):  # such as a YAML value that contains itself
            raise WrongUse(f"{path} cannot be read as parameters: {error}; correct it.") from None
        raise WrongUse(f"{path}: {_sentence(error)}") from None


def _with_whole_recipes(content: Any) -> Any:
    """Merge the shared recipe with the changes that each teacher, each run and the stand-in makes to it."""
    encoder = content.get("encoder") if isinstance(content, dict) else None
    shared = (encoder.get("recipe") or {}) if isinstance(encoder, dict) else None
    if not isinstance(encoder, dict) or not isinstance(shared, dict):
        return content
    whole = {key: value for key, value in encoder.items() if key != "recipe"}
    for key, own in (("teachers", CROSS_FITTING_KEYS), ("runs", RUN_KEYS)):
        if isinstance(encoder.get(key), list):
            whole[key] = [_whole(each, own, shared) for each in encoder[key]]
    if "stand_in" in encoder:
        whole["stand_in"] = _whole(encoder["stand_in"], CROSS_FITTING_KEYS, shared)
    return {**content, "encoder": whole}


def _whole(each: Any, own: Collection[str], shared: dict[str, Any]) -> Any:
    if not isinstance(each, dict):
        return each
    changes = {key: value for key, value in each.items() if key not in own}
    return {key: each[key] for key in own if key in each} | {"recipe": {**shared, **changes}}


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    if first["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
        return f"{place} is no parameter; take it out or correct its name."
    return f"{place} is wrong: {first['msg']}; correct it."


def _shortest(recipe: Recipe) -> Recipe:
    """Return the smallest recipe; always with MiniLM, since a teacher's pretrained encoder may not be installed."""
    short = replace(recipe, epochs=1, train_windows=1, read_windows=1, warmup_steps=2)
    return replace(short, pretrained="minilm", window_tokens=SMOKE_TOKENS)


def _shortest_cross_fitting(fitting: CrossFitting) -> CrossFitting:
    return replace(fitting, recipe=_shortest(fitting.recipe))
