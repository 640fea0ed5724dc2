"""A folder of files, on this machine or wherever fsspec can write (`s3://…`)."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from secrets import token_hex
from stat import S_ISREG
from typing import Any, Protocol

from trending_now.errors import StoreError
from trending_now.settings import without_secrets

PARTIAL = ".partial"
PROBE = "doctor.probe"
PATIENCE = {"connect_timeout": 10, "read_timeout": 30}  # seconds; a stalled connection is tried again


@dataclass(frozen=True, slots=True)
class Purpose:
    """What errors call a folder, and the setting that names it."""

    name: str
    setting: str


def local_folder(url: str) -> Path | None:
    """Return the folder on this machine that a URL names; None for one elsewhere."""
    path = url.removeprefix("file://")
    return None if "://" in path else Path(path).expanduser()


class StoredFiles:
    """Files under a URL, each named by its path below it; a file is written completely or not at all.

    Every method raises StoreError, in one sentence, when the place cannot be used.
    """

    def __init__(self, url: str, purpose: Purpose) -> None:
        self._url = url.rstrip("/")
        self.url = without_secrets(self._url)
        self._purpose = purpose

    def check(self) -> None:
        """Make sure that the kind of place is known and its library installed; nothing is asked of another machine."""
        with self._sentences():
            _ = self._place

    def probe(self) -> None:
        """Write a small file and remove it again."""
        with self._sentences():
            self._place.write(PROBE, b"")
            self._place.delete(PROBE)

    def write(self, path: str, content: bytes) -> None:
        """Write a file, in the place of one that is there."""
        with self._sentences():
            self._place.write(path, content)

    def read(self, path: str) -> bytes:
        """Return what a file holds."""
        with self._sentences():
            return self._place.read(path)

    def read_if_there(self, path: str) -> bytes | None:
        """Return what a file holds; None where there is none."""
        with self._sentences():
            try:
                return self._place.read(path)
            except FileNotFoundError as error:
                if NO_BUCKET in str(error):
                    raise
                return None

    def exists(self, path: str) -> bool:
        """Tell whether a file is there."""
        with self._sentences():
            return self._place.exists(path)

    def paths(self, below: str = "") -> list[str]:
        """Return the paths of all files below a folder, half-written ones too; none if it is not there."""
        return sorted(self.sizes(below))

    def sizes(self, below: str = "") -> dict[str, int]:
        """Return the sizes in bytes of all files below a folder, by path."""
        with self._sentences():
            return dict(self._place.sizes(below))

    def folders(self) -> list[str]:
        """Return the names of the folders that lie directly here."""
        with self._sentences():
            return sorted(self._place.folders())

    def is_older(self, path: str, moment: datetime) -> bool:
        """Tell whether a file was last written before a moment; False if it is gone, for its writer has renamed it."""
        with self._sentences():
            try:
                return self._place.modified(path) < moment
            except FileNotFoundError:
                return False

    def delete(self, path: str) -> None:
        """Remove a file; one that is gone already is fine."""
        with self._sentences():
            self._place.delete(path)

    def delete_folder(self, path: str) -> None:
        """Remove a folder and all that lies in it."""
        with self._sentences():
            self._place.delete_folder(path)

    @cached_property
    def _place(self) -> "_Place":
        """Open the place on first use; fsspec takes long to load, and a local folder does not need it."""
        folder = local_folder(self._url)
        if folder is not None:
            return _LocalFolder(folder)
        import fsspec

        options = {"config_kwargs": PATIENCE} if self._url.startswith(("s3://", "s3a://")) else {}
        return _RemoteFolder(*fsspec.url_to_fs(self._url, use_listings_cache=False, **options))

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        """Turn what a file system raises into a StoreError, whose one sentence says what to do."""
        try:
            yield
        except (OSError, ValueError, ImportError) as error:
            raise StoreError(self._sentence(error)) from error
        except Exception as error:
            if type(error).__module__.partition(".")[0] in ("botocore", "aiobotocore", "aiohttp"):
                raise StoreError(self._sentence(error)) from error
            raise

    def _sentence(self, error: Exception) -> str:
        reason = " ".join(str(getattr(error, "strerror", None) or error).split()).rstrip(".")
        reason = f"{reason} is not there" if isinstance(error, FileNotFoundError) and "/" in reason else reason
        advice = next((words for sign, words in ADVICE.items() if sign in reason), LOCAL_ADVICE)
        other = f"or set {self._purpose.setting} to another place"
        return f"The {self._purpose.name} {self.url} cannot be used: {reason}. {advice}, {other}."


LOCAL_ADVICE = "Free some space, make it writable"
NO_BUCKET = "bucket does not exist"
ADVICE = {
    "Protocol not known": "Write a folder, s3:// or another scheme that fsspec knows",
    NO_BUCKET: "Make the bucket first",
    "Access Key Id you provided does not exist": "Correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    "security token included in the request is invalid": "Correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    "signature we calculated does not match": "Correct AWS_SECRET_ACCESS_KEY",
    "Unable to locate credentials": "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE",
    "Access Denied": "Give your role the right to it (infra/aws lists them)",
    "Forbidden": "Give your role the right to it (infra/aws lists them)",
    "Could not connect to the endpoint": "See that AWS_ENDPOINT_URL is right and reachable",
    "No module named": "Install trending-now[s3]",
    "reduce your request rate": "Wait a little and run it again",
    "Please reduce": "Wait a little and run it again",
}


class _Place(Protocol):
    """What both kinds of folders do."""

    def write(self, path: str, content: bytes) -> None: ...
    def read(self, path: str) -> bytes: ...
    def exists(self, path: str) -> bool: ...
    def sizes(self, below: str) -> Iterator[tuple[str, int]]: ...
    def folders(self) -> Iterator[str]: ...
    def modified(self, path: str) -> datetime: ...
    def delete(self, path: str) -> None: ...
    def delete_folder(self, path: str) -> None: ...


def files_below(folder: Path) -> Iterator[Path]:
    """Yield what lies in a folder on this machine and in those below it, links to other disks' folders among them."""
    for place, _, names in os.walk(folder, followlinks=True):
        yield from (Path(place) / name for name in names)


@dataclass(frozen=True, slots=True)
class _LocalFolder:
    """A folder on this machine."""

    root: Path

    def write(self, path: str, content: bytes) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        name = token_hex(8)  # random, since two containers may share a process number
        partial = target.with_suffix(f".{name}{PARTIAL}")
        try:
            partial.write_bytes(content)
            partial.replace(target)
        except OSError:
            partial.unlink(missing_ok=True)
            raise

    def read(self, path: str) -> bytes:
        return (self.root / path).read_bytes()

    def exists(self, path: str) -> bool:
        return (self.root / path).is_file()

    def sizes(self, below: str) -> Iterator[tuple[str, int]]:
        for path in files_below(self.root / below):
            with suppress(FileNotFoundError):  # its writer has renamed it since then
                about = path.stat()
                if S_ISREG(about.st_mode):
                    yield path.relative_to(self.root).as_posix(), about.st_size

    def folders(self) -> Iterator[str]:
        return (path.name for path in self.root.iterdir() if path.is_dir()) if self.root.is_dir() else iter(())

    def modified(self, path: str) -> datetime:
        return datetime.fromtimestamp((self.root / path).stat().st_mtime, UTC)

    def delete(self, path: str) -> None:
        (self.root / path).unlink(missing_ok=True)

    def delete_folder(self, path: str) -> None:
        shutil.rmtree(self.root / path, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _RemoteFolder:
    """A folder in a file system of fsspec; one request writes a whole file."""

    filesystem: Any
    root: str

    def write(self, path: str, content: bytes) -> None:
        self.filesystem.pipe_file(f"{self.root}/{path}", content)

    def read(self, path: str) -> bytes:
        return bytes(self.filesystem.cat_file(f"{self.root}/{path}"))

    def exists(self, path: str) -> bool:
        folder, _, name = f"{self.root}/{path}".rpartition("/")
        return any(_name_of(entry) == name and entry["type"] == "file" for entry in self._entries(folder))

    def sizes(self, below: str) -> Iterator[tuple[str, int]]:
        folder = f"{self.root}/{below}".rstrip("/")
        found = self.filesystem.find(folder, detail=True) if self._entries(folder) else {}
        return ((str(path).removeprefix(f"{self.root}/"), int(about["size"])) for path, about in found.items())

    def folders(self) -> Iterator[str]:
        return (_name_of(entry) for entry in self._entries(self.root) if entry["type"] == "directory")

    def modified(self, path: str) -> datetime:
        found: datetime = self.filesystem.modified(f"{self.root}/{path}")
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    def delete(self, path: str) -> None:
        if self.exists(path):
            self.filesystem.rm_file(f"{self.root}/{path}")

    def delete_folder(self, path: str) -> None:
        if self.filesystem.exists(f"{self.root}/{path}"):
            self.filesystem.rm(f"{self.root}/{path}", recursive=True)

    def _entries(self, folder: str) -> list[dict[str, Any]]:
        """Return what lies directly in a folder; nothing if it is not there.

        A list is asked for, never a single file: who may write and list may not always read (`infra/aws`).
        """
        try:
            return list(self.filesystem.ls(folder, detail=True))
        except FileNotFoundError:
            return []


def _name_of(entry: dict[str, Any]) -> str:
    return str(entry["name"]).rstrip("/").rpartition("/")[2]
