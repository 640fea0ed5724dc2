"""How the catalogue and its runs stand, in figures for whoever watches them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from trending_now.domain.run import Run, RunState
from trending_now.store.journal_tables import AcceptedTermsRow, QuarantineRow, RunRow
from trending_now.store.runs import run_of
from trending_now.store.sql.keys import is_newest
from trending_now.store.tables import TitleRow


@dataclass(frozen=True, slots=True)
class CatalogueMetrics:
    """Titles by kind and engine shown, runs by stage and subject, quarantined records by source and rule.

    `last_runs` are the newest that have ended, `last_done` tells when one last ended well, `accepted_sites` are the
    review sites whose terms are accepted.
    """

    titles: Mapping[tuple[str | None, str | None], int]
    last_runs: tuple[Run, ...]
    last_done: Mapping[tuple[str, str], datetime]
    quarantined: Mapping[tuple[str, str], int]
    accepted_sites: frozenset[str]


def read_metrics(connection: Connection) -> CatalogueMetrics:
    """Return how everything stands."""
    titles = select(TitleRow.kind, TitleRow.engine, func.count()).group_by(TitleRow.kind, TitleRow.engine)
    waiting = select(QuarantineRow.source, QuarantineRow.rule, func.count())
    waiting = waiting.group_by(QuarantineRow.source, QuarantineRow.rule)
    subject = (RunRow.stage, RunRow.subject)
    ended = is_newest(*subject, within=(RunRow.state != RunState.RUNNING.value,))
    done = select(*subject, func.max(RunRow.finished_at)).where(RunRow.state == RunState.DONE.value).group_by(*subject)
    return CatalogueMetrics(
        titles={(kind, engine): count for kind, engine, count in connection.execute(titles)},
        last_runs=tuple(map(run_of, connection.execute(select(RunRow.__table__).where(ended).order_by(*subject)))),
        last_done={(stage, name): at for stage, name, at in connection.execute(done) if at},
        quarantined={(source, rule): count for source, rule, count in connection.execute(waiting)},
        accepted_sites=frozenset(connection.scalars(select(AcceptedTermsRow.site))),
    )
