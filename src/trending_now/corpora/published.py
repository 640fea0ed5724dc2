"""Downloads a corpus once from where it is published; a lock file keeps its checksum."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath

from trending_now.corpora import cmu, mpst, wiki_plots
from trending_now.domain.ports import Progress
from trending_now.errors import WrongUse
from trending_now.fetch.addresses import parse_url
from trending_now.fetch.client import Fetcher
from trending_now.fetch.downloads import Download, download, sha256_of

LOCK = "corpora.lock.json"
HOMES: Mapping[str, Download] = {mpst.CORPUS: mpst.HOME, cmu.CORPUS: cmu.HOME, wiki_plots.CORPUS: wiki_plots.HOME}
REDIRECTED_TO = (
    "https://cdn-lfs.huggingface.co",
    "https://cdn-lfs.hf.co",
    "https://cdn-lfs-us-1.hf.co",
    "https://cas-bridge.xethub.hf.co",
)
"""The hosts that downloads are redirected to; a fetcher must be allowed to ask them, too."""


@dataclass(frozen=True, slots=True)
class Locked:
    """A file as it was first fetched."""

    url: str
    sha256: str
    size: int


class CorpusShelf:
    """A folder of downloaded corpora; every later download must have the checksum of the first."""

    def __init__(self, folder: Path, fetcher: Fetcher, homes: Mapping[str, Download] = HOMES) -> None:
        self._folder = folder
        self._fetcher = fetcher
        self._homes = homes

    def get(self, corpus: str, progress: Progress) -> Path:
        """Return the path of a corpus' file, which is downloaded if it is not there yet.

        Raises:
            WrongUse: there is no such corpus, or the file in the folder is not the one that was downloaded.
            FetchError: the download failed, or has another checksum than the lock file says.
        """
        if corpus not in self._homes:
            raise WrongUse(f"There is no corpus {corpus!r} to fetch; choose one of: {', '.join(self._homes)}.")
        home = self._homes[corpus]
        path = self._folder / PurePosixPath(parse_url(home.url).path).name
        locked = self._locked().get(corpus)
        expected = home.sha256 or (locked.sha256 if locked else None)
        if path.exists():
            _check(path, expected)
            return path
        fetched = download(replace(home, sha256=expected), path, self._fetcher, progress)
        self._lock(corpus, Locked(home.url, fetched.sha256, fetched.size_bytes))
        return path

    def _locked(self) -> dict[str, Locked]:
        path = self._folder / LOCK
        if not path.exists():
            return {}
        try:
            return {corpus: Locked(**entry) for corpus, entry in json.loads(path.read_text("utf-8")).items()}
        except (ValueError, TypeError, AttributeError):
            raise WrongUse(f"{path} is damaged; restore it, or delete it to trust what is fetched next.") from None

    def _lock(self, corpus: str, locked: Locked) -> None:
        entries = {name: asdict(entry) for name, entry in (self._locked() | {corpus: locked}).items()}
        part = self._folder / (LOCK + ".part")
        part.write_text(json.dumps(entries, indent=1, sort_keys=True) + "\n", "utf-8")
        part.replace(self._folder / LOCK)


def _check(path: Path, expected: str | None) -> None:
    if expected is None:
        raise WrongUse(
            f"{path} is there, and nobody wrote down its SHA-256. Delete it to fetch it, or use it as it is."
        )
    if sha256_of(path) != expected:
        raise WrongUse(f"{path} is not the file that was fetched: its SHA-256 is another. Delete it to fetch it anew.")
