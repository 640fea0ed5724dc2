"""Opens a corpus as published: a file, a folder, or an archive, of which only the wanted files are unpacked."""

import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from trending_now.errors import WrongUse

MOST_UNPACKED_BYTES = 2 * 1024**3
MOST_FILES = 100_000
ARCHIVES = (".zip", ".tar.gz", ".tgz", ".tar")
Wanted = Callable[[PurePosixPath], bool]


@contextmanager
def opened(path: Path, wanted: Wanted) -> Iterator[Path]:
    """Yield the file or folder itself, or for an archive (.zip, .tar.gz, .tgz, .tar) a temporary folder.

    Raises:
        WrongUse: there is nothing, the archive is damaged, or it would unpack to more than any corpus holds.
    """
    if not path.exists():
        raise WrongUse(f"There is no corpus {path}; check the path.")
    is_zip = zipfile.is_zipfile(path)
    if path.is_dir() or not (is_zip or path.name.lower().endswith(ARCHIVES)):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="trending-now-") as folder:
        try:
            (_unzip if is_zip or path.suffix.lower() == ".zip" else _untar)(path, wanted, Path(folder))
        except (OSError, EOFError, zipfile.BadZipFile, tarfile.TarError) as error:
            said = " ".join(str(error).split())
            raise WrongUse(f"{path} cannot be unpacked ({said}); fetch it again.") from None
        yield Path(folder)


def find_file(folder: Path, *names: str) -> Path | None:
    """Return the first of these files that lies in the folder or below it, the shallowest first."""
    for name in names:
        found = sorted(folder.rglob(name), key=lambda path: (len(path.parts), path))
        if found:
            return found[0]
    return None


def _unzip(path: Path, wanted: Wanted, folder: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        chosen = [entry for entry in archive.infolist() if not entry.is_dir() and wanted(PurePosixPath(entry.filename))]
        _check_size(path, len(chosen), sum(entry.file_size for entry in chosen))
        for entry in chosen:
            archive.extract(entry, folder)  # it does not write outside of the folder


def _untar(path: Path, wanted: Wanted, folder: Path) -> None:
    files = size = 0
    with tarfile.open(path, "r:*") as archive:
        for member in archive:
            if member.isfile() and wanted(PurePosixPath(member.name)):
                files, size = files + 1, size + member.size
                _check_size(path, files, size)
                archive.extract(member, folder, filter="data")


def _check_size(path: Path, files: int, size: int) -> None:
    if size > MOST_UNPACKED_BYTES or files > MOST_FILES:
        raise WrongUse(f"{path} would unpack to more than a corpus holds; see whether it is the right file.")
