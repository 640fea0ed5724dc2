"""Finds the recorded answers and corpora that lie beside the checkout; the product itself does not need them."""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("TRENDING_NOW_TEST_SHARED", Path(__file__).parents[2] / "shared"))


def shared_file(name: str) -> Path:
    """Return the path of a recorded file or folder, or skip the test that needs it."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"needs the recorded {name}; set TRENDING_NOW_TEST_SHARED to the folder that holds it")
    return path
