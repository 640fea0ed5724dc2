"""Identifies the files that a model is trained on: by SHA-256, and by the snapshot that holds them, if one does."""

import json
from pathlib import Path

from trending_now.domain.enrichment import TrainingSet
from trending_now.models.artifacts import sha256

MANIFEST = "manifest.json"


def traced(path: Path) -> TrainingSet:
    """Return a file's identity; it is part of a snapshot if a manifest in a folder above names it with its hash."""
    digest = sha256(path)
    for folder in path.absolute().parents:
        manifest = folder / MANIFEST
        if manifest.is_file():
            inside = path.absolute().relative_to(folder).as_posix()
            return TrainingSet(path.name, digest, _named(manifest, inside, digest))
    return TrainingSet(path.name, digest)


def _named(manifest: Path, inside: str, digest: str) -> str | None:
    try:
        content = json.loads(manifest.read_text("utf-8"))
        held = {file["path"]: file["sha256"] for table in content["tables"] for file in table["files"]}
        return f"{content['name']}@{content['content'][:12]}" if held.get(inside) == digest else None
    except (ValueError, KeyError, TypeError):
        return None
