"""The main job, which `up` repeats on a schedule: ingest what is due, enrich what is new."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from trending_now.domain.ports import Clock, Engine, Source
from trending_now.domain.run import ID_OF_ANOTHER, Run, Window
from trending_now.errors import WrongUse
from trending_now.pipeline.enrich import Enriching
from trending_now.pipeline.ingest import STAGE, Ingestion
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.quarantine import Quarantine
from trending_now.store.runs import RunLog
from trending_now.store.site_ledger import SiteLedger

LONGEST_SINCE_DAYS = 3_660
VIEWERS_HEARD = timedelta(days=7)  # so that verdicts from before a pause or a failed refresh count too


@dataclass(frozen=True, slots=True)
class Refreshing:
    """The parts of a refresh, and how many days it looks back (on a source's first run) and ahead."""

    ingestion: Ingestion
    enriching: Enriching
    catalogue: CatalogueWriter
    runs: RunLog
    clock: Clock
    past_days: int
    upcoming_days: int
    refresh_hours: float
    ledger: SiteLedger
    quarantine: Quarantine

    def window(self, past_days: int) -> Window:
        """Return the days from `past_days` ago to as far ahead as the settings say."""
        today = self.clock().date()
        return Window(today - timedelta(days=past_days), today + timedelta(days=self.upcoming_days))

    def ingest(self, source: Source, past_days: int | None = None) -> Run:
        """Ingest a source's last `past_days`, by default the days since its last run that lost no answer.

        Lost answers leave quarantine as soon as a run of the source has lost none; a malformed record leaves as soon as
        its address answers without it, and one that broke a data rule as soon as it can be stored.

        Raises:
            WrongUse: the demo was asked for, but real titles are there.
        """
        if source.name == "demo" and self.catalogue.holds_real_titles():
            raise WrongUse(
                "The demo catalogue is for an empty catalogue; real titles are there. Set TRENDING_NOW_HOME."
            )
        told = past_days is not None
        window = self.window(self._days_since_last(source.name) if past_days is None else past_days)
        run = self.ingestion.run(source, window, window.first if told else None)
        if self.runs.last_whole(STAGE, source.name) == run.started_at:
            self.runs.make_up(source.name, run.started_at)
        self._let_go_of_read(run)
        return run

    def is_due(self, source: str) -> bool:
        """Tell whether a source's last good run is longer ago than the time between refreshes."""
        last = self.runs.last_done(STAGE, source)
        return last is None or self.clock() - last >= timedelta(hours=self.refresh_hours)

    def run(self, sources: Sequence[Source], demo: Source, engines: Sequence[Engine]) -> list[Run]:
        """Bring the catalogue up to date; an empty one gets the demo first, so that there is something to see.

        Each engine reads every title, in the order given. Titles that a killed run stored but did not enrich are
        enriched even if no source is due.
        """
        self.expire()
        runs = [] if self.catalogue.holds_real_titles() else [self.ingest(demo)]
        runs += self.enrich(engines)
        for source in sources:
            if self.is_due(source.name):
                runs += [self.ingest(source), *self.enrich(engines)]
        self.catalogue.hear_viewers(self.clock() - max(VIEWERS_HEARD, timedelta(hours=2 * self.refresh_hours)))
        return runs

    def enrich(self, engines: Sequence[Engine]) -> list[Run]:
        """Let each engine read what it has not read yet."""
        return [self.enriching.run(engine) for engine in engines]

    def expire(self) -> None:
        """Delete everything that has expired: listings, raw answers, quarantined records and notes on pages.

        What comes out today is out from now on: a refresh may be a month away.
        """
        gone = self.catalogue.expire() + self.ingestion.lake.expire(self.clock())
        gone += self.runs.expire() + self.ledger.expire()
        self.catalogue.scrub(gone=gone)
        self.catalogue.pass_day()

    def _let_go_of_read(self, run: Run) -> None:
        from trending_now.pipeline.check.stage import rules_that_put_aside  # compiles patterns that few commands need

        self.quarantine.let_go_of_read(run.subject, run.started_at, rules_that_put_aside() | {ID_OF_ANOTHER})

    def _days_since_last(self, source: str) -> int:
        last = self.runs.last_whole(STAGE, source)
        return self.past_days if last is None else min(self.past_days, (self.clock() - last).days + 1)


def days_of(since: str) -> int:
    """Return the days that a text such as "7d" or "2w" means; a number alone is days.

    Raises:
        WrongUse: it is not a length of time, or longer than `LONGEST_SINCE_DAYS`.
    """
    found = re.fullmatch(r"(\d{1,20})\s*([dw]?)", since.strip().lower())
    if not found:
        raise WrongUse(f"--since {since!r} is no length of time; write days such as 7d, or weeks such as 2w.")
    days = int(found[1]) * (7 if found[2] == "w" else 1)
    if days > LONGEST_SINCE_DAYS:
        raise WrongUse(f"--since {since!r} is too long: at most {LONGEST_SINCE_DAYS}d are looked back.")
    return days
