"""Downloads large files to disk, each with its own size limit and checksum."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx2

from trending_now.domain.ports import Progress
from trending_now.errors import AnswerTooLarge, FetchFailed
from trending_now.fetch.addresses import parse_url
from trending_now.fetch.client import Fetcher
from trending_now.fetch.exchange import Body
from trending_now.fetch.retries import Passing

LONGEST_SECONDS = 3600.0
CHUNK_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Download:
    """A file to fetch: where it is published, at most how large it is, and its SHA-256 (hex) where that is known."""

    url: str
    cap_bytes: int
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A downloaded file on disk."""

    path: Path
    sha256: str
    size_bytes: int


def download(wanted: Download, to: Path, fetcher: Fetcher, progress: Progress) -> Downloaded:
    """Stream a file to `to`, which appears only when it is whole and its checksum is right.

    The bytes are stored as sent, without decoding, since published checksums are of these. A try that breaks off starts
    again from the beginning. The fetcher's timeout applies to each pause between bytes, `LONGEST_SECONDS` to a try.

    Raises:
        FetchFailed: the checksum is wrong, or every try broke off.
        AnswerTooLarge: more bytes than the download's cap.
        FetchError: as `Fetcher.get`.
    """
    to.parent.mkdir(parents=True, exist_ok=True)
    part = to.with_name(to.name + ".part")
    try:
        answer = fetcher.read(
            parse_url(wanted.url), _file_reader(part, wanted, progress), {"Accept-Encoding": "identity"}
        )
        digest = sha256_of(part)
        if wanted.sha256 is not None and digest != wanted.sha256:
            raise FetchFailed(
                f"{answer.url} is not the file that was expected: its SHA-256 is {digest}, not {wanted.sha256}. "
                "It was thrown away; see whether a new version was published."
            )
        size = part.stat().st_size
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)
    return Downloaded(to, digest, size)


def sha256_of(path: Path) -> str:
    """Return a file's SHA-256 (hex)."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _file_reader(part: Path, wanted: Download, progress: Progress) -> Callable[[str, httpx2.Response, float], Body]:
    """Return a reader that writes an answer's body to `part`."""

    def read(shown: str, response: httpx2.Response, deadline: float) -> Body:  # noqa: ARG001 (it is that of an API answer)
        announced = response.headers.get("content-length", "")
        total = int(announced) if announced.isdecimal() else None
        _check_size(shown, total or 0, wanted.cap_bytes)
        end, size = time.monotonic() + LONGEST_SECONDS, 0
        with part.open("wb") as file:
            for chunk in response.iter_raw(CHUNK_BYTES):
                size += len(chunk)
                _check_size(shown, size, wanted.cap_bytes)
                if time.monotonic() > end:
                    raise Passing(f"{shown} did not end within {LONGEST_SECONDS:g} s.")
                file.write(chunk)
                progress(size, total, f"bytes of {part.stem}")
        return Body(b"", size)

    return read


def _check_size(shown: str, size: int, cap_bytes: int) -> None:
    if size > cap_bytes:
        raise AnswerTooLarge(f"{shown} holds more than the {cap_bytes:,} bytes expected; it was not read further.")
