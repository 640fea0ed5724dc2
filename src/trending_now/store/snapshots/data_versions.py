"""Puts data folders under DVC: git gets small pointer files, and remotes get the raw and processed data."""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from trending_now.errors import StoreError, WrongUse
from trending_now.store.snapshots.shelf import LATEST, MANIFEST

RAW, PROCESSED = "raw", "processed"
PARTS = (("raw", RAW), ("processed", PROCESSED), (MANIFEST, PROCESSED))
"""The parts of a snapshot, each with its remote; the manifest comes last, since it makes the snapshot visible."""
POINTER = ".dvc"
QUIET = {"DVC_NO_ANALYTICS": "true"}


@dataclass(frozen=True, slots=True)
class DataVersions:
    """The DVC repository that a folder of snapshots lies in: the checkout around it, else one of its own."""

    snapshots: Path

    @property
    def root(self) -> Path:
        """The folder of the DVC repository; not the checkout around the snapshots if its git ignores them."""
        own, *others = self.snapshots.absolute().parents
        above = (folder for folder in others if (folder / POINTER).is_dir())
        around = None if (own / POINTER).is_dir() else next(above, None)
        return own if around is None or _is_ignored(around, self.snapshots / f"any{POINTER}") else around

    def set_remotes(self, processed: str, raw: str) -> None:
        """Set where data are sent from now on: URLs such as `s3://bucket/dvc`, or folders.

        Raises:
            StoreError: DVC is not installed, or refuses.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        if not (self.root / POINTER).is_dir():
            self._dvc("init", "--quiet", "--no-scm")
        self._dvc("remote", "add", "--force", "--default", PROCESSED, _place(processed))
        self._dvc("remote", "add", "--force", RAW, _place(raw))

    def push(self, names: Iterable[str], folders: Sequence[Path] = ()) -> list[Path]:
        """Put snapshots, and other folders of raw data, under DVC and send them; returns their pointer files.

        Raises:
            WrongUse: no remote is set, or a folder is missing or lies outside.
            StoreError: DVC is not installed, or something cannot be sent.
        """
        self._require_remotes()
        pointers = [self._point_at_snapshot(name) for name in names] + [self._point_at(folder) for folder in folders]
        if pointers:
            self._dvc("commit", "--quiet", "--force", *map(self._relative, pointers))
            self._dvc("push", "--quiet", *map(self._relative, pointers))
        return pointers

    def pull(self, name: str | None = None) -> list[str]:
        """Fetch one snapshot, or all that have pointers, as they were pushed; returns their names.

        One may be told by its name, by the beginning of its name, or by "latest".

        Raises:
            WrongUse: there is no pointer to it, or there are pointers to several.
            StoreError: DVC is not installed, or something cannot be fetched.
        """
        pointed = [path.stem for path in sorted(self.snapshots.glob(f"*{POINTER}"))]
        names = [self._find(name, pointed)] if name else pointed
        for each in names:
            self._pull_snapshot(each)
        others = [path for path in self.root.rglob(f"*{POINTER}") if path.is_file() and self._is_folders(path)]
        if others and name is None:
            self._dvc("pull", "--quiet", "--force", *map(self._relative, others))
        return names

    def _find(self, name: str, pointed: Sequence[str]) -> str:
        """Return the whole name of a snapshot that has a pointer."""
        found = pointed[-1:] if name == LATEST else [whole for whole in pointed if whole.startswith(name)]
        if name in found or len(found) == 1:
            return name if name in found else found[0]
        if found:
            raise WrongUse(f"{len(found)} snapshots begin with {name!r}; write more of the name: {', '.join(found)}.")
        pointer = self.snapshots / f"{name}{POINTER}"
        raise WrongUse(f"There is no {pointer}: get the pointer files from git, or push snapshot {name} first.")

    def _pull_snapshot(self, name: str) -> None:
        """Fetch the data first and the manifest last, which makes the snapshot visible."""
        named = (self.snapshots / f"{name}{POINTER}").read_text("utf-8")
        parts = [self._relative(self.snapshots / name / part) for part, _ in PARTS if f"path: {name}/{part}\n" in named]
        self._dvc("fetch", "--quiet", *parts)  # before `checkout`, which removes what it cannot bring back
        for some in (parts[:-1], parts[-1:]):
            self._dvc("checkout", "--quiet", "--force", *some)

    def _point_at_snapshot(self, name: str) -> Path:
        parts = [(part, remote) for part, remote in PARTS if (self.snapshots / name / part).exists()]
        lines = [f"- path: {name}/{part}\n  remote: {remote}\n" for part, remote in parts]
        return self._write_pointer(self.snapshots / f"{name}{POINTER}", lines)

    def _point_at(self, folder: Path) -> Path:
        whole, root = _without_dots(folder), _without_dots(self.root)
        if not whole.exists() or root not in whole.parents:
            raise WrongUse(f"{folder} is missing, or lies outside {self.root}; name a folder or file inside it.")
        folder = whole
        pointer = folder.with_name(folder.name + POINTER)
        return self._write_pointer(pointer, [f"- path: {json.dumps(folder.name)}\n  remote: {RAW}\n"])

    def _write_pointer(self, pointer: Path, outs: Sequence[str]) -> Path:
        """Write a pointer for DVC to complete; a complete one of a snapshot stays, since a snapshot never changes."""
        if not (pointer.is_file() and "md5:" in pointer.read_text("utf-8") and pointer.parent == self.snapshots):
            pointer.write_text("outs:\n" + "".join(outs), "utf-8")
        return pointer

    def _is_folders(self, pointer: Path) -> bool:
        """Tell whether a pointer is of other data than a snapshot, and of no other repository inside this one."""
        inside = (above for above in pointer.parents if above != self.root and above.is_relative_to(self.root))
        return pointer.absolute().parent != self.snapshots.absolute() and not any(
            (x / POINTER).is_dir() for x in inside
        )

    def _require_remotes(self) -> None:
        configured = self.root / POINTER / "config"
        if not configured.is_file() or f'remote "{RAW}"' not in configured.read_text("utf-8"):
            raise WrongUse("No remote is set; `trending-now data remote URL` sets one: s3://bucket/dvc, or a folder.")

    def _relative(self, path: Path) -> str:
        return os.path.relpath(path.absolute(), self.root)

    def _dvc(self, *arguments: str) -> str:
        """Run DVC in the repository; returns what it prints."""
        if importlib.util.find_spec("dvc") is None:
            raise StoreError("DVC is not installed; run `make data-setup`, or install trending-now[data].")
        command = [sys.executable, "-m", "dvc", *arguments]
        done = subprocess.run(  # noqa: S603 (our own interpreter)
            command, cwd=self.root, env=os.environ | QUIET, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise StoreError(f"DVC could not {arguments[0]}: {_reason(done.stderr)}.")
        return done.stdout


def _place(url: str) -> str:
    return url if "://" in url else str(Path(url).absolute())


def _without_dots(path: Path) -> Path:
    """Return a whole path, of "../data" too; links stay, since what they lead to may lie elsewhere."""
    return Path(os.path.normpath(path.absolute()))


def _is_ignored(checkout: Path, path: Path) -> bool:
    """Tell whether git would leave a file out; nothing is ignored where there is no git."""
    command = ["git", "check-ignore", "--quiet", str(path.absolute())]
    try:
        return subprocess.run(command, cwd=checkout, capture_output=True, check=False).returncode == 0  # noqa: S603
    except OSError:
        return False


def _reason(said: str) -> str:
    """Return DVC's error messages on one line."""
    lines = [line.removeprefix("ERROR: ") for line in said.splitlines() if line.startswith("ERROR: ")]
    return " ".join((" ".join(lines) or said or "it gave no reason").split()).rstrip(".")
