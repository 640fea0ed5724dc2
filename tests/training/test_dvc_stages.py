"""`dvc.yaml`: a stage names all the code that makes its outputs, so that `dvc repro` runs it when that changes."""

import ast
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from trending_now.corpora.published import HOMES

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
ENTRANCES = {
    "prepare": ("trending_now.pipeline.prepare",),
    "encoder": ("trending_now.training.encoder.run",),
    "heads": ("trending_now.training.heads.run",),
    "evaluate": (
        "trending_now.pipeline.bias",
        "trending_now.pipeline.compare",
        "trending_now.models.boosted",
        "trending_now.models.rules",
        "trending_now.training.calibration_plot",
        "trending_now.training.model_card",
    ),
}
MAKING = ("corpora", "models", "evaluation", "training", "pipeline")
"""The packages whose code decides what comes out; what lies below them in the design is words and plumbing."""


@pytest.mark.parametrize("stage", ENTRANCES)
def test_a_stage_names_all_the_code_that_makes_its_outputs(stage: str) -> None:
    wanted = {path.relative_to(ROOT) for path in closure(ENTRANCES[stage])}
    named = [Path(path) for path in stages()[stage]["deps"] if path.startswith("src/")]
    assert all((ROOT / path).exists() for path in named)
    missing = {path for path in wanted if not any(path.is_relative_to(one) for one in named)}
    assert missing == set()


def test_the_corpora_lie_where_they_are_fetched_to() -> None:
    given = yaml.safe_load((ROOT / "dvc.yaml").read_text("utf-8"))["vars"]
    named = {name: path for paths in given for name, path in paths.items() if name in HOMES}

    assert named == {name: f"data/{home.url.rpartition('/')[2]}" for name, home in HOMES.items()}


def stages() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = yaml.safe_load((ROOT / "dvc.yaml").read_text("utf-8"))["stages"]
    return found


def closure(modules: tuple[str, ...]) -> set[Path]:
    """Return the files of these modules and of all that they import, at their top or in a function."""
    found: set[Path] = set()
    left = list(modules)
    while left:
        path = path_of(left.pop())
        if path is not None and path not in found:
            found.add(path)
            left += imported(path)
    return found


def path_of(module: str) -> Path | None:
    """Return a module's file, if it is one of those that make outputs."""
    if not module.startswith(tuple(f"trending_now.{package}." for package in MAKING)):
        return None
    spec = find_spec(module)
    return Path(spec.origin) if spec and spec.origin and Path(spec.origin).name != "__init__.py" else None


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
