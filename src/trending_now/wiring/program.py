"""Which code is running: the package's version, the schema's, and the commit of a checkout."""

import subprocess
from pathlib import Path

from trending_now import __version__
from trending_now.domain.snapshot import ProgramVersion
from trending_now.store.schema import HEAD_REVISION

GIT_SECONDS = 5


def program_version() -> ProgramVersion:
    """Return the version of the running code."""
    return ProgramVersion(__version__, HEAD_REVISION, _commit(Path(__file__).parent))


def _commit(folder: Path) -> str | None:
    """Return the commit that a folder is checked out at, marked where files have changed since.

    None where git does not know this file: an installed copy may lie in the checkout of another project.
    """
    if _said_by_git(folder, "ls-files", "--error-unmatch", Path(__file__).name) is None:
        return None
    return _said_by_git(folder, "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*")


def _said_by_git(folder: Path, *arguments: str) -> str | None:
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=GIT_SECONDS)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None
