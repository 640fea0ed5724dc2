"""One text is classified without loading what it does not need."""

import json
import subprocess
import sys

from tests.cli.test_help import LOADED

TEXT = "A lamplighter counts the ships that never come."
NOT_NEEDED = {
    "alembic", "fastapi", "httpx2", "mlflow", "polars", "pydantic_settings", "rich", "scipy", "sklearn", "sqlalchemy",
    "structlog", "torch", "xgboost",
}  # fmt: skip
REPORTING = {"openvino_telemetry", "openvino.tools.ovc", "ssl", "urllib.request"}


def test_classify_with_a_named_engine_loads_no_more_than_it_needs() -> None:
    command = [sys.executable, "-c", LOADED, "classify", "--engine", "boosted", "--json", TEXT]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    assert json.loads(done.stdout)["engine"] == "boosted"
    loaded = set(json.loads(done.stderr))
    assert "openvino" in loaded
    assert NOT_NEEDED & loaded == set()
    assert REPORTING & loaded == set()
