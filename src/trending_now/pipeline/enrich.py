"""Stage enrich: an engine reads the titles that need it, and its answers are stored and shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from trending_now.domain.ports import Engine, Progress
from trending_now.domain.run import Run, RunCounts
from trending_now.domain.text import Document
from trending_now.store.enrichments import EnrichmentLog
from trending_now.store.runs import RunLog

STAGE = "enrich"
TITLES_PER_BATCH = 200


@dataclass(frozen=True, slots=True)
class Enriching:
    """The parts an enrichment run works with."""

    enrichments: EnrichmentLog
    runs: RunLog
    progress: Progress

    def run(self, engine: Engine, *, everything: bool = False) -> Run:
        """Enrich the titles that have no answer of this engine's version for their present document.

        `everything` asks again for all. Killed at any moment and run again, only what was not stored is done.

        Raises:
            EngineError: the engine cannot be run at all.
            StoreError: nothing can be written.
        """
        self.enrichments.show_preferred()
        log = self.enrichments
        titles = log.all_titles() if everything else log.pending(engine.name, engine.version)
        run_id = self.runs.start(STAGE, engine.name)
        counts = RunCounts()
        try:
            for batch in _batches(self.enrichments.documents(titles)):
                saved = self.enrichments.save(list(zip(batch, engine.enrich(batch), strict=True)))
                counts += RunCounts(fetched=len(batch), new=saved)
                self.runs.note(run_id, counts)
                self.progress(counts.fetched, len(titles), f"engine {engine.name}")
        except BaseException as error:
            self.runs.fail(run_id, counts, error)
            raise
        return self.runs.finish(run_id, counts)


def _batches(documents: Iterator[Document]) -> Iterator[Sequence[Document]]:
    while batch := list(islice(documents, TITLES_PER_BATCH)):
        yield batch
