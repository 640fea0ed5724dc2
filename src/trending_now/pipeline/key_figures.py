"""The shipped model's key figures, in a file beside it: written by a promotion, read by pages and the API."""

import json
from functools import cache
from pathlib import Path

from trending_now.errors import EngineError
from trending_now.evaluation.key_figures import KeyFigures, key_figures
from trending_now.models.artifacts import WEIGHTS, version_of

FILE_NAME = "boosted_report.json"
KEY_FIGURES_FILE = WEIGHTS / FILE_NAME


def save_key_figures(report: Path, into: Path) -> KeyFigures:
    """Pick the key figures out of a training report and write them.

    Raises:
        ValueError: it is not a training report.
    """
    from pydantic import TypeAdapter

    from trending_now.evaluation.report import rounded

    adapter = TypeAdapter(KeyFigures)
    exact = adapter.dump_python(key_figures(json.loads(report.read_text("utf-8"))), mode="json")
    figures = adapter.validate_python(rounded(exact))
    into.write_bytes(adapter.dump_json(figures, indent=1) + b"\n")
    return figures


@cache
def load_key_figures(file: Path = KEY_FIGURES_FILE) -> KeyFigures | None:
    """Return the figures of the model that this version of the program ships; None if there are none.

    Figures of another model than the one beside them do not count: a promotion that was killed leaves such.
    """
    from pydantic import TypeAdapter

    try:
        figures = TypeAdapter(KeyFigures).validate_json(file.read_bytes())
        return figures if figures.version == str(version_of(file.with_name(figures.engine))) else None
    except (OSError, ValueError, EngineError):
        return None
