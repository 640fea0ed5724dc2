"""Stage import: stores the titles of a person's file."""

from datetime import datetime

from trending_now.domain.ports import Source
from trending_now.domain.run import ID_OF_ANOTHER, Run, RunState, Window
from trending_now.pipeline.ingest import Ingestion
from trending_now.store.quarantine import Quarantine


def store_file(ingestion: Ingestion, quarantine: Quarantine, source: Source, window: Window) -> Run:
    """Store the titles of a file; its rows that waited in quarantine leave it, if they are good or gone now.

    The whole file was read, so older records are out of date; but not those that broke a rule across records or
    sources, which reading the file does not check.

    Raises:
        StoreError: nothing can be written.
        WrongUse: the file cannot be read any further.
    """
    run = ingestion.run(source, window)
    if run.state is RunState.DONE:
        _let_go_of_older(quarantine, source.name, run.started_at)
    return run


def _let_go_of_older(quarantine: Quarantine, source: str, moment: datetime) -> None:
    older = [record for record in quarantine.waiting(source) if record.last_seen < moment]
    if not older:
        return
    from trending_now.pipeline.check.stage import rules_that_put_aside  # compiles patterns that few imports need

    others = rules_that_put_aside() | {ID_OF_ANOTHER}
    quarantine.drop([record for record in older if record.rule not in others])
