"""Stage enrich: an engine reads the titles that need it, and its answers are stored and shown."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from trending_now.domain.enrichment import Enrichment
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

        `everything` asks again for all, `limit` stops after so many titles. Killed at any moment and run again, only
        what was not stored is done. Where another engine answered in this one's place, the run's message says so. Each
        answer names the newest snapshot of the catalogue.

        An engine that cannot be run at all ends as a failed run that says why.

        Raises:
            StoreError: nothing can be written.
        """
        self.enrichments.show_preferred()
        log = self.enrichments
        snapshot = self.runs.last_message(SNAPSHOT_STAGE, SNAPSHOT_SUBJECT)
        run_id = self.runs.start(STAGE, engine.name)
        counts = RunCounts()
        answered: Counter[str] = Counter()
        try:
            titles = log.all_titles() if everything else log.pending(engine.name, engine.version)
            titles = titles[:limit]
            for answers in self._answers(engine, titles):
                saved = self.enrichments.save(answers, engine.name, snapshot)
                answered.update(enrichment.engine for _, enrichment in answers)
                counts += RunCounts(fetched=len(answers), new=saved)
                self.runs.note(run_id, counts)
                self.progress(counts.fetched, len(titles), f"engine {engine.name}")
        except EngineError as error:
            return self.runs.finish(run_id, counts, str(error), RunState.FAILED)
        except BaseException as error:
            return self.runs.broken_off(run_id, counts, error)
        return self.runs.finish(run_id, counts, _who(answered, engine.name))

    def _answers(self, engine: Engine, titles: Sequence[int]) -> Iterator[list[tuple[Document, Enrichment]]]:
        """Yield documents with their answers, many at a time; from a slow engine as they come."""
        for batch in _batches(self.enrichments.documents(titles)):
            answers = zip(batch, engine.enrich(batch), strict=True)
            yield from timely_batches(answers, self.clock, TITLES_PER_BATCH, SECONDS_PER_BATCH)


def _who(answered: Counter[str], asked: str) -> str:
    """Say which engines answered, where it was not only the one that was asked."""
    if set(answered) <= {asked}:
        return ""
    return ", ".join(f"{number} by {name}" for name, number in sorted(answered.items()))


def _batches(documents: Iterator[Document]) -> Iterator[Sequence[Document]]:
    while batch := list(islice(documents, TITLES_PER_BATCH)):
        yield batch
