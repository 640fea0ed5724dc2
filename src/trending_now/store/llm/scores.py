"""Measurements of prompts and engines, and the cost and speed of the calls behind them."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, cast, exists, func, insert, or_, select
from sqlalchemy.orm import aliased

from trending_now.domain.llm import PromptVersion
from trending_now.domain.ports import Clock
from trending_now.domain.text import HANDED_IN
from trending_now.store.database import Database
from trending_now.store.journal_tables import EnrichmentRow
from trending_now.store.llm.tables import LlmCallRow, LlmReplyRow, LlmScoreRow
from trending_now.store.llm.trial import LLM
from trending_now.store.sql.keys import is_newest, slices
from trending_now.store.tables import MovedTitleRow, TitleRow


@dataclass(frozen=True, slots=True)
class StoredScore:
    """One measurement: of which prompt or engine, of which model, when, and its figures."""

    name: str
    model: str
    measured_at: datetime
    figures: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Spending:
    """What all calls about one document took; None where that is unknown."""

    seconds: float | None
    cost_usd: float | None


class ScoreBook:
    """Keeps measurements, append-only."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def add(self, name: str, model: str, figures: dict[str, Any]) -> None:
        """Keep a measurement."""
        row = {"prompt": name, "model": model, "measured_at": self._clock(), "figures": figures}
        with self._database.side_write() as connection:
            connection.execute(insert(LlmScoreRow).values(**row))

    def spending(
        self, prompt: PromptVersion, model: str, digests: Collection[str]
    ) -> tuple[dict[str, Spending], Counter[str]]:
        """Return what was spent on each document, by its digest, and how many documents had which final outcome."""
        calls: defaultdict[str, list[Any]] = defaultdict(list)
        outcomes: Counter[str] = Counter()
        with self._database.read() as connection:
            for some in slices(digests):
                calls_of = _about(LlmCallRow, prompt, model, some)
                columns = (LlmCallRow.document_digest, LlmCallRow.latency_seconds, LlmCallRow.cost_usd)
                for digest, *took in connection.execute(select(*columns).where(*calls_of)):
                    calls[digest].append(took)
                said = select(LlmReplyRow.outcome).where(*_about(LlmReplyRow, prompt, model, some))
                outcomes.update(connection.scalars(said))
        outcomes["not answered"] = len(set(digests)) - outcomes.total()
        return {digest: _together(rows) for digest, rows in calls.items()}, +outcomes


def newest_scores(database: Database) -> list[StoredScore]:
    """Return the newest measurement of each prompt or engine and model, the best first."""
    newest = is_newest(LlmScoreRow.prompt, LlmScoreRow.model)
    columns = (LlmScoreRow.prompt, LlmScoreRow.model, LlmScoreRow.measured_at, LlmScoreRow.figures)
    with database.read() as connection:
        found = [StoredScore(*row) for row in connection.execute(select(*columns).where(newest))]
    return sorted(found, key=lambda score: -score.figures["macro_f1"])


def flagged_replies(database: Database) -> list[dict[str, Any]]:
    """Return the replies that a person should look at, the newest first: about stored titles, and texts handed in.

    A title that was joined to another since is followed; one whose present texts have a sound answer is left out.
    """
    joined = cast(MovedTitleRow.id, String) == LlmReplyRow.subject
    now = func.coalesce(cast(MovedTitleRow.title_id, String), LlmReplyRow.subject).label("title")
    columns = (now, LlmReplyRow.prompt, LlmReplyRow.model, LlmReplyRow.flags)
    waiting = select(cast(TitleRow.id, String)).where(TitleRow.id.not_in(_soundly_answered()))
    known = or_(LlmReplyRow.subject == HANDED_IN, now.in_(waiting))
    flagged = cast(LlmReplyRow.flags, String) != "[]"  # first of all, for few are, and the join has no index
    query = select(*columns).outerjoin_from(LlmReplyRow, MovedTitleRow, joined).where(flagged, known)
    with database.read() as connection:
        rows = connection.execute(query.order_by(LlmReplyRow.received_at.desc())).all()
    return [{"title": row.title, "prompt": row.prompt, "model": row.model, "reasons": row.flags} for row in rows]


def _soundly_answered() -> Select[int]:
    """Return the query for the titles for whose present texts a model's own answer stands, and no other instead."""
    instead = aliased(EnrichmentRow)
    of_now = EnrichmentRow.document_digest == TitleRow.document_digest
    later = exists().where(
        instead.title_id == EnrichmentRow.title_id,
        instead.document_digest == EnrichmentRow.document_digest,
        instead.id > EnrichmentRow.id,
        instead.final_for.is_not(None),
    )
    answered = select(EnrichmentRow.title_id).join(TitleRow, TitleRow.id == EnrichmentRow.title_id)
    return answered.where(EnrichmentRow.engine == LLM, of_now, ~later)


def _about(
    table: type[LlmCallRow] | type[LlmReplyRow], prompt: PromptVersion, model: str, digests: Collection[str]
) -> tuple[Any, ...]:
    return (table.prompt_digest == prompt.digest, table.model == model, table.document_digest.in_(digests))


def _together(rows: list[Any]) -> Spending:
    seconds, costs = zip(*rows, strict=True)
    return Spending(
        None if None in seconds else sum(seconds),
        None if None in costs else sum(costs),
    )
