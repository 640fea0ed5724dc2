"""Stage enrich: an engine reads the titles that need it, and its answers are stored and shown."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from trending_now.domain.enrichment import Enrichment, StandIn
from trending_now.domain.ports import Clock, Engine, Progress
from trending_now.domain.run import Run, RunCounts, RunState
from trending_now.domain.snapshot import STAGE as SNAPSHOT_STAGE
from trending_now.domain.snapshot import SUBJECT as SNAPSHOT_SUBJECT
from trending_now.domain.text import Document
from trending_now.errors import EngineError
from trending_now.pipeline.batches import timely_batches
from trending_now.store.enrichments import EnrichmentLog
from trending_now.store.runs import RunLog

STAGE = "enrich"
TITLES_PER_BATCH = 200
SECONDS_PER_BATCH = 2.0


@dataclass(frozen=True, slots=True)
class Enriching:
    """The parts an enrichment run works with."""

    enrichments: EnrichmentLog
    runs: RunLog
    clock: Clock
    progress: Progress

    def run(self, engine: Engine, *, everything: bool = False, limit: int | None = None) -> Run:
        """Enrich the titles that have no answer of this engine's version for their present document.

        `everything` asks again for all titles, `limit` stops after so many. If the run is killed and started again, it
        does only what was not stored. If another engine stood in for this one, the run's message says so, with the
        commonest reason. Each answer names the newest snapshot of the catalogue.

        If the engine cannot be run or reached at all, the run fails and says why.

        Raises:
            StoreError: nothing can be written.
        """
        self.enrichments.show_preferred()
        log = self.enrichments
        snapshot = self.runs.last_message(SNAPSHOT_STAGE, SNAPSHOT_SUBJECT)
        run_id = self.runs.start(STAGE, engine.name)
        counts = RunCounts()
        answered = _Answered(engine.name)
        try:
            titles = log.all_titles() if everything else log.pending(engine.name, engine.version)
            titles = titles[:limit]
            for answers in self._answers(engine, titles):
                saved = self.enrichments.save(answers, engine.name, snapshot)
                answered.add([enrichment for _, enrichment in answers])
                counts += RunCounts(fetched=len(answers), new=saved)
                self.runs.note(run_id, counts)
                self.progress(counts.fetched, len(titles), f"engine {engine.name}")
        except EngineError as error:
            return self.runs.finish(run_id, counts, str(error), RunState.FAILED)
        except BaseException as error:
            return self.runs.broken_off(run_id, counts, error)
        if answered.is_outage:
            return self.runs.finish(run_id, counts, f"{answered.told()}.", RunState.FAILED)
        return self.runs.finish(run_id, counts, answered.told())

    def _answers(self, engine: Engine, titles: Sequence[int]) -> Iterator[list[tuple[Document, Enrichment]]]:
        """Yield documents with their answers, in batches; a slow engine gives smaller ones."""
        for batch in _batches(self.enrichments.documents(titles)):
            answers = zip(batch, engine.enrich(batch), strict=True)
            yield from timely_batches(answers, self.clock, TITLES_PER_BATCH, SECONDS_PER_BATCH)


@dataclass(slots=True)
class _Answered:
    """Which engines answered in place of the one that was asked, and why."""

    asked: str
    engines: Counter[str] = field(default_factory=Counter)
    reasons: Counter[StandIn] = field(default_factory=Counter)

    def add(self, answers: Iterable[Enrichment]) -> None:
        """Count answers."""
        for answer in answers:
            self.engines[answer.engine] += 1
            if answer.stands_in:
                self.reasons[answer.stands_in] += 1

    @property
    def is_outage(self) -> bool:
        """Tell whether the engine that was asked gave no answer at all, mostly because of an outage."""
        return not self.engines[self.asked] and any(reason.is_outage for reason, _ in self.reasons.most_common(1))

    def told(self) -> str:
        """Say which engines answered and the commonest reason, if it was not only the one that was asked."""
        if set(self.engines) <= {self.asked}:
            return ""
        who = ", ".join(f"{number} by {name}" for name, number in sorted(self.engines.items()))
        why = [reason.reason.rstrip(".") for reason, _ in self.reasons.most_common(1)]
        return "; most often: ".join((who, *why))


def _batches(documents: Iterator[Document]) -> Iterator[Sequence[Document]]:
    while batch := list(islice(documents, TITLES_PER_BATCH)):
        yield batch
