"""A consistent copy in one file, and back: the catalogue, the raw lake, and what prompts an operator wrote."""

import gzip
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path, PurePosixPath

from trending_now.errors import StoreError, WrongUse
from trending_now.store.lake import FOLDER
from trending_now.store.schema import KNOWN_REVISIONS
from trending_now.store.sql.in_use import sole_use
from trending_now.store.stored_files import files_below

DATABASE_NAME = "catalogue.sqlite"
LAKE_NAME = "lake"
PARQUET = ".parquet"
PROMPT_FILES = {"prompts": "*.md", "llm": "*.json"}  # the prompts, and the calibrations of models' confidences

PRIMARY_CODE = 0xFF  # the part of SQLite's extended result codes that names the kind of error
NOT_OURS = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)


def make_backup(database: Path, lake: Path | None, target: Path, home: Path | None = None) -> int:
    """Write the database, as it is at this moment, and the lake's files into one archive; returns its size in bytes.

    The prompts in the folder `home` are copied too, since the catalogue refers to them.

    SQLite's own backup makes the copy, so others may write meanwhile. The lake is append-only and copied after the
    database, so it holds every record that the copied index names. Records that are deleted from the lake in between,
    because they expired or their source was forgotten, are deleted from the copied index too.

    Raises:
        StoreError: the database is broken, or something cannot be read or written.
        WrongUse: the target is there already, its folder is not, or there is nothing to copy.
    """
    if target.exists():
        raise WrongUse(f"{target} is there already; name a new file.")
    if not target.parent.is_dir():
        raise WrongUse(f"The folder {target.parent} is not there; make it, or name a file in another one.")
    if not database.is_file():
        raise WrongUse(f"There is no catalogue at {database}; nothing to back up.")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            copy, partial = Path(folder) / DATABASE_NAME, Path(folder) / "backup.tar.gz"
            missing = _lake_files(lake)
            _copy_database(database, copy)
            _require_whole(copy, database)
            with tarfile.open(partial, "w:gz", compresslevel=6) as archive:
                for path, file in sorted(_lake_files(lake).items()):
                    with suppress(FileNotFoundError):  # it has expired meanwhile
                        archive.add(file, f"{LAKE_NAME}/{path}")
                        missing.pop(path, None)
                _drop_from_index(copy, missing)
                archive.add(copy, DATABASE_NAME)
                for name, file in _prompt_files(home):
                    archive.add(file, name)
            if target.exists():
                raise WrongUse(f"{target} is there already; name a new file.")
            partial.replace(target)
    except (OSError, sqlite3.Error, tarfile.TarError) as error:
        reason = getattr(error, "strerror", None) or error  # the error itself may name a file of ours that is gone
        raise StoreError(
            f"The backup {target} could not be written: {reason}. Free some space or name another file."
        ) from error
    return target.stat().st_size


def restore_backup(source: Path, database: Path, lake: Path | None, home: Path | None = None, *, replace: bool) -> None:
    """Put a backup's database and lake in place, and its prompts below `home`.

    Raises:
        WrongUse: the backup is missing or is none, or a catalogue or another prompt is there and `replace` is False.
        StoreError: the catalogue is in use, the backup is of a newer version, or something cannot be written.
    """
    if not source.is_file():
        raise WrongUse(f"There is no backup {source}; check the path.")
    if database.exists() and not replace:
        raise WrongUse(f"There is a catalogue at {database} already; add --replace to put the backup in its place.")
    database = database.resolve()  # where a link leads to: on another disk, say
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        with sole_use(database), tempfile.TemporaryDirectory(dir=database.parent) as folder:
            with tarfile.open(source, "r:gz") as archive:
                _unpack(archive, Path(folder))
            _check(Path(folder) / DATABASE_NAME, source)
            prompts = [(home / name, file) for name, file in _prompt_files(Path(folder))] if home else []
            other = next((there for there, file in prompts if _differs(there, file)), None)
            if other is not None and not replace:
                raise WrongUse(f"There is another {other} already; add --replace to put the backup's in its place.")
            _put(Path(folder), database, lake)
            for target, file in prompts:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(file, target)
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise WrongUse(f"{source} is not a whole backup: {error}.") from error
    except OSError as error:
        raise StoreError(f"The backup {source} could not be restored: {error.strerror or error}.") from error


def sqlite_file(url: str) -> Path | None:
    """Return the file of an SQLite database's URL; None for any other URL."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        parsed = make_url(url)
    except ArgumentError:
        return None
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def _lake_files(lake: Path | None) -> dict[str, Path]:
    """Return the lake's files by their paths below it."""
    if lake is None:
        return {}
    files = (file for file in files_below(lake / FOLDER) if file.suffix == PARQUET)
    return {file.relative_to(lake).as_posix(): file for file in files}


def _prompt_files(home: Path | None) -> list[tuple[str, Path]]:
    """Return the files of prompts in a folder, each with its path below it."""
    if home is None:
        return []
    return [(f"{name}/{file.name}", file) for name, kind in PROMPT_FILES.items() for file in (home / name).glob(kind)]


def _differs(there: Path, file: Path) -> bool:
    return there.exists() and there.read_bytes() != file.read_bytes()


def _drop_from_index(copy: Path, gone: Iterable[str]) -> None:
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.executemany("DELETE FROM raw_records WHERE lake_file = ?", [(path,) for path in gone])


def _copy_database(database: Path, copy: Path) -> None:
    with (
        closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as origin,
        closing(sqlite3.connect(copy)) as target,
    ):
        try:
            origin.backup(target)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & PRIMARY_CODE not in NOT_OURS:
                raise  # the disk is full, say
            raise StoreError(
                f"The catalogue {database} cannot be read: SQLite needs to write beside it; "
                "back up as the user that runs the app."
            ) from error
        except sqlite3.DatabaseError as error:
            raise _broken(database, str(error)) from error


def _require_whole(copy: Path, database: Path) -> None:
    """Refuse a copy that could not be restored."""
    with closing(sqlite3.connect(copy)) as connection:
        try:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.DatabaseError as error:
            found = str(error)
    if found != "ok":
        raise _broken(database, found)


def _broken(database: Path, reason: str) -> StoreError:
    return StoreError(f"The catalogue {database} is broken: {' '.join(reason.split())}. Restore an earlier backup.")


def _unpack(archive: tarfile.TarFile, folder: Path) -> None:
    """Write the files that belong to a backup; an archive may hold others, which are left out."""
    for member in archive:
        content = archive.extractfile(member) if _is_ours(PurePosixPath(member.name)) and member.isfile() else None
        if content is not None:
            target = folder / member.name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                shutil.copyfileobj(content, file)


def _is_ours(name: PurePosixPath) -> bool:
    """Tell whether a file of this name belongs to a backup."""
    first, *below = name.parts or ("",)
    if first == LAKE_NAME:
        return name.suffix == PARQUET and ".." not in below
    if first in PROMPT_FILES:
        return len(below) == 1 and name.match(PROMPT_FILES[first])
    return str(name) == DATABASE_NAME


def _check(database: Path, source: Path) -> None:
    if not database.is_file():
        raise WrongUse(f"{source} is not a backup of Trending Now: it holds no {DATABASE_NAME}.")
    try:
        with closing(sqlite3.connect(database)) as connection:
            whole = connection.execute("PRAGMA quick_check").fetchone()[0] == "ok"
            (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.Error, TypeError) as error:
        raise WrongUse(f"{source} holds a broken database: {error}.") from error
    if not whole:
        raise WrongUse(f"{source} holds a broken database; use another backup.")
    if revision not in KNOWN_REVISIONS:
        raise StoreError(f"{source} was made by a newer version of Trending Now; install that version to restore it.")


def _put(folder: Path, database: Path, lake: Path | None) -> None:
    """Put the lake's files in place, then the database that names them."""
    if lake is not None:
        for file in (folder / LAKE_NAME).rglob(f"*{PARQUET}"):
            target = lake / file.relative_to(folder / LAKE_NAME)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(file, target)
    for leftover in ("-wal", "-shm"):
        database.with_name(database.name + leftover).unlink(missing_ok=True)
    (folder / DATABASE_NAME).replace(database)
