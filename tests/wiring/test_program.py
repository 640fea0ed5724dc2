"""Which code is running, as snapshots and training runs name it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import trending_now
from trending_now.wiring.program import program_version

PACKAGE = Path(trending_now.__file__).parent
WHICH_COMMIT = "from trending_now.wiring.program import program_version; print(program_version().commit)"
LEFT_OUT = shutil.ignore_patterns("__pycache__", "weights", "static", "templates")


def test_a_copy_installed_inside_another_project_does_not_name_that_projects_commit(tmp_path: Path) -> None:
    git = ("git", "-C", str(tmp_path), "-c", "user.name=somebody", "-c", "user.email=somebody@example.org")
    subprocess.run([*git, "init", "--quiet"], check=True)
    subprocess.run([*git, "commit", "--quiet", "--allow-empty", "--message", "Begin"], check=True)
    shutil.copytree(PACKAGE, tmp_path / ".venv" / PACKAGE.name, ignore=LEFT_OUT)

    said = subprocess.run(
        [sys.executable, "-c", WHICH_COMMIT],
        env=os.environ | {"PYTHONPATH": str(tmp_path / ".venv")},
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout == "None\n"


def test_a_checkout_names_its_own_commit() -> None:
    said = subprocess.run(
        ["git", "-C", str(PACKAGE), "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True, check=False
    )
    commit = program_version().commit
    assert (commit or "").removesuffix("-dirty") == said.stdout.strip()
