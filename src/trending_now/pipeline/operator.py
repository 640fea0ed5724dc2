"""What an operator may do while the app runs: lock genres, start runs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from trending_now.domain.ports import Engine, Source
from trending_now.domain.run import Run
from trending_now.errors import WrongUse
from trending_now.pipeline.refresh import Refreshing
from trending_now.store.verdicts.locks import LockBook

STAGES = ("ingest", "enrich")


@dataclass(frozen=True, slots=True)
class OperatorDesk:
    """The operator's tools. Runs go into the schedule's `queue`, and their results to `report`.

    `readers` returns the engines of a run. `missing` maps each source that is off because it has no key to the setting
    that takes the key.
    """

    locks: LockBook
    refreshing: Refreshing
    sources: Mapping[str, Source]
    readers: Callable[[], Sequence[Engine]]
    queue: Callable[[Callable[[], None]], None]
    report: Callable[[list[Run]], None]
    missing: Mapping[str, str] = field(default_factory=dict)

    def start_run(self, stage: str, source: str | None) -> None:
        """Queue a run of a stage, for one source or for all.

        Raises:
            WrongUse: there is no such stage, the source is not on, no source is, or the stage takes none.
        """
        if stage not in STAGES:
            raise WrongUse(f"There is no stage {stage!r} to start; choose one of: {', '.join(STAGES)}.")
        if source is not None and stage != "ingest":
            raise WrongUse(f"The stage {stage} has no source: it reads every title. Leave `source` out.")
        if stage == "ingest":
            self._require_on(source)
        wanted = [self.sources[source]] if source else list(self.sources.values())
        self.queue(lambda: self._run(wanted if stage == "ingest" else []))

    def _require_on(self, source: str | None) -> None:
        if source is not None and source in self.missing:
            raise WrongUse(f"The source {source!r} is not on: it needs a key; set {self.missing[source]}.")
        if source is not None and source not in self.sources:
            raise WrongUse(f"The source {source!r} is not on; these are: {', '.join(self.sources) or 'none'}.")
        if not self.sources:
            keys = "".join(f"set {setting} for {name}, or " for name, setting in self.missing.items())
            raise WrongUse(f"No source is on, so nothing can be asked; {keys}name some in TRENDING_NOW_SOURCES.")

    def _run(self, sources: list[Source]) -> None:
        self.report([self.refreshing.ingest(source) for source in sources])
        self.report(self.refreshing.enrich(self.readers()))
