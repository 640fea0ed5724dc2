"""Stage retry: reads quarantined records again from the raw answers, with the program as it is now."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from trending_now.domain.policy import Policy
from trending_now.domain.run import (
    ID_OF_ANOTHER,
    ID_TWICE,
    LOST_ANSWER,
    NO_ANSWER,
    UNREADABLE_ROW,
    RawRecord,
    Run,
    RunCounts,
    RunState,
    Violation,
)
from trending_now.domain.title import Listing, Withdrawal
from trending_now.errors import CalledOff, SettingsError, WrongUse
from trending_now.pipeline.check.stage import rules_that_put_aside
from trending_now.pipeline.ingest import STAGE as INGEST
from trending_now.pipeline.validate import check_listings
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.lake import RawLake
from trending_now.store.listings.putting_aside import waiting_key
from trending_now.store.quarantine import Quarantine, Waiting
from trending_now.store.runs import RunLog

STAGE = "retry"
NOT_IN_THE_ANSWER = frozenset({
    LOST_ANSWER, NO_ANSWER, UNREADABLE_ROW, ID_TWICE, ID_OF_ANOTHER,
})  # fmt: skip
"""Rules that reading an answer again cannot check: about what never came, or about two sources."""

Parser = Callable[[RawRecord], Iterator[Listing | Withdrawal | Violation]]


@dataclass(frozen=True, slots=True)
class SourceReader:
    """How a source's answers are read again, and whether it names all days in each run."""

    parse: Parser
    names_all_days: bool


@dataclass(frozen=True, slots=True)
class Retrying:
    """The parts that a retry works with; `reader_of` and `policy_of` return a source's reader and policy."""

    catalogue: CatalogueWriter
    lake: RawLake
    runs: RunLog
    quarantine: Quarantine
    reader_of: Callable[[str], SourceReader]
    policy_of: Callable[[str], Policy]

    def run(self, waiting: Sequence[Waiting]) -> list[Run]:
        """Read the answers of these records' sources again; store what is good now and take it out of quarantine.

        Only the newest answer of each address is read, and none from before the runs that found these records. A title
        that was stored after an answer came is not changed by it, so titles that were good stay as they are; nor does a
        source that names all days get a day back that its last whole run could have named. If a source cannot be read
        again, its run fails and says why. Rules across records are left to a check.

        Raises:
            StoreError: the lake cannot be read, or the database not written.
        """
        runs = []
        for source in dict.fromkeys(record.source for record in waiting):
            mine = [record for record in waiting if record.source == source and record.rule not in NOT_IN_THE_ANSWER]
            if mine:
                runs.append(self._retry(source, mine))
        return runs

    def _retry(self, source: str, waiting: Sequence[Waiting]) -> Run:
        try:
            reader, policy = self.reader_of(source), self.policy_of(source)
        except (SettingsError, WrongUse) as error:
            return self.runs.refuse(STAGE, source, str(error))
        run_id, counts = self.runs.start(STAGE, source), RunCounts()
        named_anew = self.runs.last_whole(INGEST, source) if reader.names_all_days else None
        answers = 0
        still: set[tuple[str, str]] = set()
        try:
            for record in self.lake.newest(source, self._since(source, waiting)):
                answers += 1
                listings, violations = check_listings(reader.parse(record))
                still |= set(map(waiting_key, violations))
                if named_anew and record.fetched_at < named_anew:
                    listings = [_before(listing, named_anew.date()) for listing in listings]
                with self.runs.unless_called_off(run_id):
                    counts += self.catalogue.record(listings, policy, record.fetched_at, record.fetched_at).counts
        except CalledOff as error:
            return self.runs.finish(run_id, counts, str(error), RunState.FAILED)
        except BaseException as error:
            self.runs.fail(run_id, counts, error)
            raise
        if answers:
            told = [record for record in waiting if record.rule not in rules_that_put_aside()]
            self.quarantine.drop([record for record in told if (record.rule, record.subject) not in still])
        return self.runs.finish(run_id, counts)

    def _since(self, source: str, waiting: Sequence[Waiting]) -> datetime | None:
        """Return when the earliest of the runs began that last found these records; None if one is unknown."""
        found = self.runs.last_found(source)
        began = [found.get((record.rule, record.subject)) for record in waiting]
        return None if None in began else min(moment for moment in began if moment is not None)


def _before(listing: Listing, day: date) -> Listing:
    """Return a listing without its releases on a day and after it."""
    return replace(listing, releases=tuple(release for release in listing.releases if release.date < day))
