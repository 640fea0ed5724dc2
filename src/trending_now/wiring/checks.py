"""The parts that check data, and those that work on the quarantine."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from trending_now.domain.check import CheckReport
from trending_now.domain.ports import Progress
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.errors import WrongUse
from trending_now.wiring.clock import utc_now
from trending_now.wiring.database import open_database
from trending_now.wiring.sites import site_policies
from trending_now.wiring.snapshots import build_snapshot_shelf
from trending_now.wiring.sources import build_source

if TYPE_CHECKING:
    from trending_now.domain.policy import Policy
    from trending_now.fetch.client import Fetcher
    from trending_now.pipeline.check.stage import Checking
    from trending_now.pipeline.retry import Retrying, SourceReader
    from trending_now.settings import Settings
    from trending_now.store.database import Database
    from trending_now.store.quarantine import Quarantine


@dataclass(frozen=True, slots=True)
class QuarantineDesk:
    """What waits, and what may be done about it."""

    quarantine: "Quarantine"
    checking: "Checking"
    retrying: "Retrying"


@contextmanager
def open_quarantine(settings: "Settings", progress: Progress) -> Iterator[QuarantineDesk]:
    """Open the quarantine, with what checks the catalogue and what reads raw answers again.

    Raises:
        StoreError: the database cannot be used.
    """
    from trending_now.pipeline.check.stage import Checking
    from trending_now.pipeline.retry import Retrying
    from trending_now.store.catalogue import CatalogueWriter
    from trending_now.store.lake import RawLake
    from trending_now.store.quarantine import Quarantine
    from trending_now.store.runs import RunLog
    from trending_now.wiring.sources import build_fetcher

    with closing(open_database(settings, writable=True)) as database, build_fetcher(settings) as fetcher:
        quarantine, runs = Quarantine(database), RunLog(database, utc_now)
        catalogue = CatalogueWriter(database, load_taxonomy(), utc_now)
        lake = RawLake(settings.raw_lake_url, database)
        yield QuarantineDesk(
            quarantine,
            Checking(database, build_snapshot_shelf(settings), runs, quarantine, utc_now, progress),
            Retrying(catalogue, lake, runs, quarantine, _reader_of(settings, fetcher), _policy_of(database)),
        )


def check_any_file(path: Path, columns: Mapping[str, str] | None = None) -> CheckReport:
    """Check a labelled corpus, or a table that `import` would take; a file with chosen `columns` is such a table.

    Raises:
        WrongUse: there is no such file, or a column that was chosen is not in it.
    """
    from trending_now.pipeline.check.files import is_corpus
    from trending_now.pipeline.check.stage import check_corpus, check_file, refused
    from trending_now.sources.catalogue import CatalogueFile

    if not path.is_file():
        raise WrongUse(f"There is no file {path}; check the path.")
    if not columns and is_corpus(path):
        return check_corpus(path, utc_now)
    try:
        source = CatalogueFile(path, utc_now, columns)
    except WrongUse as error:
        if columns:
            raise
        return refused(path, utc_now, str(error))
    return check_file(path, source, utc_now)


def _reader_of(settings: "Settings", fetcher: "Fetcher") -> "Callable[[str], SourceReader]":
    from trending_now.pipeline.retry import SourceReader
    from trending_now.sources.catalogue import parse_kept

    def reader_of(name: str) -> "SourceReader":
        if name in site_policies():
            raise WrongUse(f"Pages of {name} are read again by `trending-now crawl --site {name} --replay`.")
        if name.startswith("import:"):
            return SourceReader(parse_kept, names_all_days=False)
        source = build_source(settings, name, fetcher)
        return SourceReader(source.parse, source.names_all_days)

    return reader_of


def _policy_of(database: "Database") -> "Callable[[str], Policy]":
    from trending_now.store.policies import policy_named

    return lambda name: policy_named(database, name)
