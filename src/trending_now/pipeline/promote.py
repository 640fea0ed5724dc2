"""Stage promote: checks the registry's candidate and makes it the model that the package ships."""

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from trending_now.errors import WrongUse
from trending_now.models.artifacts import open_artifacts
from trending_now.pipeline.key_figures import FILE_NAME, save_key_figures
from trending_now.training.registry import MODEL_FOLDER, ModelRegistry

REPORT = "model_report.json"
DOCUMENTS = ("model_card.md", REPORT)


@dataclass(frozen=True, slots=True)
class Promoted:
    """Which version of the registry was put where."""

    version: str
    model: str
    weights: Path


def promote(registry: ModelRegistry, weights: Path, documents: Path) -> Promoted:
    """Copy the candidate's files to `weights`, its key figures beside them, its card and report to `documents`.

    The candidate is named promoted in the registry.

    Raises:
        StoreError: there is no candidate.
        WrongUse: the candidate was fitted on some of the rows only.
        EngineError: one of its files is not the one that its manifest names.
    """
    with tempfile.TemporaryDirectory() as folder:
        fetched = Path(folder)
        version = registry.fetch_candidate(fetched)
        _refuse_trial(version, json.loads((fetched / REPORT).read_text("utf-8"))["params"]["rows"])
        model = open_artifacts(fetched / MODEL_FOLDER)
        _refuse_trial(version, model.rows)
        weights.parent.mkdir(parents=True, exist_ok=True)
        figures = weights.with_name(FILE_NAME)
        incoming = figures.with_name(f"{FILE_NAME}.new")
        save_key_figures(fetched / REPORT, incoming)
        _replace(weights, fetched / MODEL_FOLDER)
        incoming.replace(figures)  # last, since figures are not shown beside another model
        documents.mkdir(parents=True, exist_ok=True)
        for name in DOCUMENTS:
            shutil.copyfile(fetched / name, documents / name)
    registry.name_promoted(version)
    return Promoted(version, str(model.version), weights)


def _refuse_trial(version: str, rows: int | None) -> None:
    if rows is not None:
        raise WrongUse(
            f"The candidate, version {version}, was fitted on {rows} rows at most and is a trial; run "
            "`trending-now train` on all rows, then promote."
        )


def _replace(folder: Path, by: Path) -> None:
    """Replace a folder by a copy of another. Between the two renames it is missing, with the old files beside it."""
    incoming, outgoing = folder.with_name(f"{folder.name}.new"), folder.with_name(f"{folder.name}.old")
    for rest in (incoming, outgoing):
        shutil.rmtree(rest, ignore_errors=True)
    shutil.copytree(by, incoming)
    if folder.exists():
        folder.rename(outgoing)
    incoming.rename(folder)
    shutil.rmtree(outgoing, ignore_errors=True)
