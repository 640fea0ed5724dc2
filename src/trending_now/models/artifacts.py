"""A folder of model files with a manifest of their SHA-256, checked before anything is loaded."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from trending_now.domain.enrichment import ModelVersion
from trending_now.errors import EngineError

MANIFEST = "manifest.json"
WEIGHTS = Path(__file__).parent / "weights"


@dataclass(frozen=True, slots=True)
class Artifacts:
    """A checked folder of model files."""

    folder: Path
    version: ModelVersion

    def path(self, name: str) -> Path:
        """Return where a file of the model lies."""
        return self.folder / name


def open_artifacts(folder: Path) -> Artifacts:
    """Check every file against the manifest.

    Raises:
        EngineError: the manifest or a file is missing, or a file is not the one that the manifest names.
    """
    try:
        content = (folder / MANIFEST).read_bytes()
        manifest = json.loads(content)
        for name, expected in manifest["files"].items():
            if sha256(folder / name) != expected:
                raise EngineError(f"{folder / name} is damaged: its SHA-256 is not the manifest's; install it again.")
    except (OSError, ValueError, KeyError) as error:
        raise EngineError(f"The model in {folder} cannot be read ({error}); install it again.") from None
    return Artifacts(folder, ModelVersion(manifest["name"], hashlib.sha256(content).hexdigest()))


def joint_version(first: ModelVersion, *others: ModelVersion) -> ModelVersion:
    """Return the version of a model that is made of several: the first one's name, a digest of all digests."""
    digests = "\n".join(version.digest for version in (first, *others))
    return ModelVersion(first.name, hashlib.sha256(digests.encode()).hexdigest())


def write_manifest(folder: Path, name: str) -> None:
    """Write the manifest of all files that lie in a folder."""
    files = {path.relative_to(folder).as_posix(): sha256(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    files.pop(MANIFEST, None)
    content = {"name": name, "files": files}
    (folder / MANIFEST).write_text(json.dumps(content, indent=1) + "\n", "utf-8")


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
