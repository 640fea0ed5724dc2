"""Folders that cannot be written, for root too: small file systems in memory, mounted and removed again."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Make a folder read-only while the block runs: by its mode, or by a mount where root would not care."""
    if os.geteuid() != 0:
        folder.chmod(0o555)
        yield
        folder.chmod(0o755)
        return
    with _mounted(folder, "--bind", str(folder)):
        _mount("-o", "remount,bind,ro", str(folder))
        yield


@contextmanager
def tiny_disk(folder: Path, size: str) -> Iterator[None]:
    """Put a disk of a few kilobytes on a folder while the block runs."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount the small disk that this test fills")
    with _mounted(folder, "-t", "tmpfs", "-o", f"size={size}", "tmpfs"):
        yield


@contextmanager
def _mounted(folder: Path, *how: str) -> Iterator[None]:
    _mount(*how, str(folder))
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True, capture_output=True)


def _mount(*arguments: str) -> None:
    done = subprocess.run(["mount", *arguments], check=False, capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip(f"this root may not mount file systems: {done.stderr.strip()}")
