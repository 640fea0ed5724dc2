"""The shelf of snapshots: each a folder whose manifest, written last, makes it visible."""

import hashlib
import io
import re
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from trending_now.domain.snapshot import Manifest, SnapshotFile
from trending_now.errors import StoreError, WrongUse
from trending_now.store.stored_files import Purpose, StoredFiles

if TYPE_CHECKING:
    import polars as pl

SNAPSHOTS = Purpose("folder of snapshots", "TRENDING_NOW_SNAPSHOTS_URL")
MANIFEST = "manifest.json"
LATEST = "latest"
NAME = re.compile(r"\d{8}T\d{6}Z-\d+")  # the time and the run's number; other folders are not ours
BEGAN_AT = "%Y%m%dT%H%M%SZ"
LONGEST_WRITE = timedelta(days=1)


class SnapshotShelf:
    """Snapshots in a folder, local or remote; without its manifest a snapshot is seen by no reader."""

    def __init__(self, url: str) -> None:
        self._files = StoredFiles(url, SNAPSHOTS)

    @property
    def url(self) -> str:
        """Where they lie."""
        return self._files.url

    def names(self) -> list[str]:
        """Return the names of the whole snapshots, the oldest first.

        Raises:
            StoreError: the folder cannot be read.
        """
        return [name for name in self._folders() if self._files.exists(f"{name}/{MANIFEST}")]

    def all(self) -> list[Manifest]:
        """Return the manifests of the whole snapshots, the oldest first."""
        return [self.open(name) for name in self.names()]

    def newest(self) -> Manifest | None:
        """Return the manifest of the newest snapshot; None if there is none."""
        names = self.names()
        return self.open(names[-1]) if names else None

    def find(self, name: str) -> Manifest:
        """Return a snapshot by its name, the beginning of its name or of its content's digest, or by "latest".

        Raises:
            WrongUse: there is none, or several.
        """
        names = self.names()
        if name == LATEST and names:
            return self.open(names[-1])
        found = [known for known in names if known.startswith(name)]
        found = [name] if name in found else found
        if not found and len(name) >= 6:
            found = [known for known in names if self.open(known).content.startswith(name)]
        if not names:
            raise WrongUse(
                f"There is no snapshot {name!r} in {self.url}, nor any other; `trending-now snapshot` makes one."
            )
        if len(found) != 1:
            number = "is no snapshot" if not found else f"are {len(found)} snapshots"
            raise WrongUse(f"There {number} {name!r} in {self.url}; `trending-now snapshot list` names them all.")
        return self.open(found[0])

    def open(self, name: str) -> Manifest:
        """Read a snapshot's manifest.

        Raises:
            StoreError: it cannot be read, or is not a manifest of this version.
        """
        content = self._files.read(f"{name}/{MANIFEST}")
        try:
            return _manifests().validate_json(content)
        except ValidationError as error:
            raise StoreError(
                f"The manifest of snapshot {name} in {self.url} is broken: {_first(error)}; bring it back with "
                f"`trending-now data checkout {name}`, or delete its folder."
            ) from None

    def write(self, name: str, path: str, content: bytes, rows: int) -> SnapshotFile:
        """Write one file of a snapshot that is being made."""
        self._files.write(f"{name}/{path}", content)
        return SnapshotFile(path, hashlib.sha256(content).hexdigest(), len(content), rows)

    def publish(self, manifest: Manifest) -> None:
        """Make a snapshot visible, if every file that it names is there in its full size.

        Raises:
            StoreError: a file is missing, or something cannot be written.
        """
        there = self._files.sizes(manifest.name)
        cut = [file.path for file in manifest.files if there.get(f"{manifest.name}/{file.path}") != file.size_bytes]
        if cut:
            raise StoreError(f"Snapshot {manifest.name} lacks {min(cut)}, or has half of it; make the snapshot again.")
        self._files.write(f"{manifest.name}/{MANIFEST}", _manifests().dump_json(manifest, indent=1) + b"\n")

    def faults(self, manifest: Manifest) -> list[str]:
        """Return a sentence about each file that is missing, or differs from what the manifest says."""
        there = set(self._files.paths(manifest.name))
        told = []
        for file in manifest.files:
            path = f"{manifest.name}/{file.path}"
            if path not in there:
                told.append(f"{file.path} is missing.")
            elif hashlib.sha256(self._files.read(path)).hexdigest() != file.sha256:
                told.append(f"{file.path} is not what it was: its SHA-256 is another.")
        return told

    def read(self, manifest: Manifest, table: str, columns: Collection[str] | None = None) -> "pl.DataFrame":
        """Return a table of a snapshot; without rows if the snapshot does not have it.

        A column that an older snapshot lacks is empty.

        Raises:
            StoreError: a file is missing or broken.
        """
        import polars as pl

        from trending_now.store.snapshots.columns import snapshot_columns

        wanted = {name: kind for name, kind in snapshot_columns()[table].items() if not columns or name in columns}
        held = manifest.table(table)
        there = [name for name in wanted if held and name in held.columns]
        frames = [self._frame(manifest.name, file, there) for file in (held.files if held else ())]
        return pl.concat([pl.DataFrame(schema=wanted), *frames], how="diagonal")

    def drop(self, name: str) -> None:
        """Remove a snapshot, its manifest first, so that nobody sees a part of it."""
        self._files.delete(f"{name}/{MANIFEST}")
        self._files.delete_folder(name)

    def drop_unfinished(self, now: datetime) -> list[str]:
        """Remove what killed runs left: snapshots without a manifest into which nothing was written for a day."""
        whole = set(self.names())
        left = [name for name in self._folders() if name not in whole]
        gone = [name for name in left if self._is_over(name, now)]
        for name in gone:
            self._files.delete_folder(name)
        return gone

    def _folders(self) -> list[str]:
        return [name for name in self._files.folders() if NAME.fullmatch(name)]

    def _is_over(self, name: str, now: datetime) -> bool:
        """Tell whether nothing was written into a folder for a day; if it is empty, its name tells when it began."""
        then = now - LONGEST_WRITE
        paths = self._files.paths(name)
        return all(self._files.is_older(path, then) for path in paths) if paths else name < f"{then:{BEGAN_AT}}"

    def _frame(self, name: str, file: SnapshotFile, columns: list[str]) -> "pl.DataFrame":
        import polars as pl

        try:
            return pl.read_parquet(io.BytesIO(self._files.read(f"{name}/{file.path}")), columns=columns)
        except pl.exceptions.PolarsError as error:
            raise StoreError(f"{file.path} of snapshot {name} is broken: {error}.") from error


def content_digest(files: Iterable[SnapshotFile]) -> str:
    """Return the SHA-256 of all files' paths and hashes: equal for snapshots of equal content."""
    lines = sorted(f"{file.path}\0{file.sha256}\n" for file in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def manifest_as_json(manifest: Manifest) -> dict[str, Any]:
    """Return a manifest as programs read it."""
    content: dict[str, Any] = _manifests().dump_python(manifest, mode="json")
    return content


def _manifests() -> TypeAdapter[Manifest]:
    return TypeAdapter(Manifest)


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    return ": ".join(filter(None, (".".join(str(part) for part in first["loc"]), first["msg"])))
