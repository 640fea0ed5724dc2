"""A folder of model files with a manifest of their SHA-256, checked before anything is loaded."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from trending_now.domain.enrichment import ModelVersion, TrainingSet, training_sets_of
from trending_now.errors import EngineError

MANIFEST = "manifest.json"
WEIGHTS = Path(__file__).parent / "weights"


@dataclass(frozen=True, slots=True)
class Artifacts:
    """A checked folder of model files, with the SHA-256 of each; `rows` limits the rows of a trial run (None: all)."""

    folder: Path
    version: ModelVersion
    digests: Mapping[str, str]
    rows: int | None = None

    def path(self, name: str) -> Path:
        """Return the path of one of the model's files."""
        return self.folder / name

    def digest(self, name: str) -> str:
        """Return a file's SHA-256 (hex) from the manifest.

        Raises:
            EngineError: the manifest does not name the file.
        """
        if name not in self.digests:
            raise EngineError(f"The manifest of {self.folder} does not name {name}; install it again.")
        return self.digests[name]

    def checked(self, name: str) -> Path:
        """Check a file that was left unchecked when the folder was opened, and return its path.

        Raises:
            EngineError: it is missing, or not the one that the manifest names.
        """
        with _in_sentences(self.folder):
            _check(self.path(name), self.digest(name))
        return self.path(name)


def open_artifacts(folder: Path, unchecked: Collection[str] = ()) -> Artifacts:
    """Check every file against the manifest, except those `unchecked`, which `Artifacts.checked` checks later.

    Raises:
        EngineError: the manifest or a file is missing, or a file is not the one that the manifest names.
    """
    with _in_sentences(folder):
        manifest = json.loads((folder / MANIFEST).read_bytes())
        for name, expected in manifest["files"].items():
            if name not in unchecked:
                _check(folder / name, expected)
        return Artifacts(folder, _version(manifest), manifest["files"], manifest.get("rows"))


def version_of(folder: Path) -> ModelVersion:
    """Return the version of a folder's manifest without checking its files.

    Raises:
        EngineError: the manifest is missing or malformed.
    """
    with _in_sentences(folder):
        return _version(json.loads((folder / MANIFEST).read_bytes()))


def joint_version(first: ModelVersion, *others: ModelVersion) -> ModelVersion:
    """Return the version of a model made of several: the first one's name, and a digest of all their digests."""
    versions = (first, *others)
    digests = "\n".join(version.digest for version in versions)
    sets = dict.fromkeys(one for version in versions for one in version.training_sets)
    return ModelVersion(first.name, hashlib.sha256(digests.encode()).hexdigest(), tuple(sets))


def write_manifest(folder: Path, name: str, training_sets: Iterable[TrainingSet] = (), rows: int | None = None) -> None:
    """Write the manifest of a folder: its files, its training sets, and `rows` if a trial was limited to so many."""
    files = {path.relative_to(folder).as_posix(): sha256(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    files.pop(MANIFEST, None)
    content: dict[str, Any] = {"name": name, "files": files, "training_sets": [asdict(one) for one in training_sets]}
    if rows is not None:
        content["rows"] = rows
    (folder / MANIFEST).write_text(_as_text(content), "utf-8")


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _in_sentences(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EngineError(f"The model in {folder} cannot be read ({error}); install it again.") from None


def _check(path: Path, expected: str) -> None:
    if sha256(path) != expected:
        raise EngineError(f"{path} is damaged: its SHA-256 is not the manifest's; install it again.")


def _version(manifest: Mapping[str, Any]) -> ModelVersion:
    """Return a model's version; only its name and files go into the digest, no other field of the manifest."""
    deciding = _as_text({"name": manifest["name"], "files": manifest["files"]})
    digest = hashlib.sha256(deciding.encode()).hexdigest()
    return ModelVersion(manifest["name"], digest, training_sets_of(manifest.get("training_sets")))


def _as_text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=1) + "\n"
