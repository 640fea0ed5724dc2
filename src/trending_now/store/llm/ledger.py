"""The account of language-model calls: money is reserved before each and settled after; no answer is bought twice."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from trending_now.domain.llm import CallOutcome, PlannedCall, Question, Reply, Usage
from trending_now.domain.ports import Clock
from trending_now.errors import CallNotAllowed
from trending_now.store.confined_database import ANY, Rights
from trending_now.store.database import Database
from trending_now.store.llm.replies import answer_to_json, reply_of
from trending_now.store.llm.tables import LlmCallRow, LlmDayRow, LlmReplyRow, PromptLabelRow, PromptUseRow
from trending_now.store.sql.column_types import storable
from trending_now.store.sql.owners import is_process_alive, this_process
from trending_now.store.sql.upsert import insert_or_update

LONGEST_SUBJECT = 200
LONGEST_CALL = timedelta(minutes=10)
IN_FLIGHT = CallOutcome.IN_FLIGHT.value

_CHANGED = (LlmCallRow, LlmDayRow, LlmReplyRow)
LEDGER_RIGHTS = Rights(
    adds_to=frozenset(table.__tablename__ for table in (*_CHANGED, PromptUseRow, PromptLabelRow)),
    changes={table.__tablename__: ANY for table in _CHANGED},
    refusal="Only the ledger of calls may be written through this handle to the database; use a writing one.",
    patience_ms=30_000,
)
"""The rights of the handle that accounts for language-model calls: it writes the ledger and nothing else."""


@dataclass(frozen=True, slots=True)
class DayLimits:
    """What one day (UTC) may cost, and how many calls it may hold; None is without limit."""

    budget_usd: float | None
    calls: int | None


class LlmLedger:
    """Every call of every process that works on one database."""

    def __init__(
        self, database: Database, clock: Clock, limits: DayLimits, longest_call: timedelta = LONGEST_CALL
    ) -> None:
        self._database, self._clock, self._limits, self._longest_call = database, clock, limits, longest_call

    def close_dead_calls(self) -> int:
        """Mark calls that nobody waits for any more as unknown, so that they count as spent; returns how many."""
        with self._database.side_write() as connection:
            flying = select(LlmCallRow.id, LlmCallRow.owner, LlmCallRow.asked_at).where(LlmCallRow.outcome == IN_FLIGHT)
            dead = [call for call, owner, asked_at in connection.execute(flying) if self._is_dead(owner, asked_at)]
            if dead:
                gone = update(LlmCallRow).where(LlmCallRow.id.in_(dead))
                connection.execute(gone.values(outcome=CallOutcome.UNKNOWN.value, error="killed"))
        return len(dead)

    def reply_to(self, question: Question) -> Reply | None:
        """Return the reply to a question so far; None if nothing was received yet."""
        with self._database.read() as connection:
            row = connection.execute(select(LlmReplyRow.__table__).where(*_same(LlmReplyRow, question))).one_or_none()
        return None if row is None else reply_of(row)

    def reserve(self, call: PlannedCall) -> int:
        """Reserve a call's highest cost, and note that it is in flight; returns its number.

        Raises:
            CallNotAllowed: the budget or the cap does not allow it, or another process asks or has asked the same.
        """
        now = self._clock()
        with self._database.side_write() as connection:
            self._refuse_double(connection, call.question)
            self._refuse_answered(connection, call)
            self._take(connection, now, call.most_cost_usd)
            row = _call_row(call, now)
            number: int = connection.execute(insert(LlmCallRow).values(**row).returning(LlmCallRow.id)).scalar_one()
        return number

    def settle(self, call_id: int, usage: Usage, reply: Reply | None) -> None:
        """Store in one step what a call used and its reply, None if there was none.

        A call that failed and cost nothing does not count as one of the day's calls.
        """
        with self._database.side_write() as connection:
            call = connection.execute(select(LlmCallRow.__table__).where(LlmCallRow.id == call_id)).one()
            connection.execute(update(LlmCallRow).where(LlmCallRow.id == call_id).values(**_usage_columns(usage)))
            if usage.cost_usd is not None:
                change = usage.cost_usd - (call.reserved_usd or 0.0)
                in_vain = int(usage.outcome is CallOutcome.FAILED and usage.cost_usd == 0)
                day = update(LlmDayRow).where(LlmDayRow.day == call.day)
                connection.execute(day.values(spent_usd=LlmDayRow.spent_usd + change, calls=LlmDayRow.calls - in_vain))
            if reply is not None:
                self._keep(connection, call, reply)

    def flag(self, question: Question, reasons: tuple[str, ...]) -> None:
        """Note why a person should look at the reply to a question; without reasons the flag is removed."""
        with self._database.side_write() as connection:
            flagged = update(LlmReplyRow).where(*_same(LlmReplyRow, question))
            connection.execute(flagged.values(flags=list(reasons)))

    def _is_dead(self, owner: str, asked_at: datetime) -> bool:
        """Tell whether the process that made a call is gone, or so much time has passed that it could not settle it."""
        return is_process_alive(owner) is False or self._clock() - asked_at > self._longest_call

    def _refuse_double(self, connection: Connection, question: Question) -> None:
        columns = (LlmCallRow.owner, LlmCallRow.asked_at)
        flying = select(*columns).where(*_same(LlmCallRow, question), LlmCallRow.outcome == IN_FLIGHT)
        others = [call for call in connection.execute(flying) if call.owner != this_process()]
        if not all(self._is_dead(*call) for call in others):
            raise CallNotAllowed("The LLM was not asked: another process is asking the same; run it again later.")

    def _refuse_answered(self, connection: Connection, call: PlannedCall) -> None:
        """Refuse a call if another process has its reply meanwhile: a question is asked once and repaired once."""
        same = select(LlmReplyRow.__table__).where(*_same(LlmReplyRow, call.question))
        row = connection.execute(same).one_or_none()
        if row is not None and (reply_of(row).is_final or not call.is_repair):
            raise CallNotAllowed("The LLM was not asked: another process has asked the same; run it again.")

    def _take(self, connection: Connection, now: datetime, most_usd: float | None) -> None:
        row = connection.execute(select(LlmDayRow.__table__).where(LlmDayRow.day == _day(now))).one_or_none()
        calls, spent = (row.calls, row.spent_usd) if row else (0, 0.0)
        budget, most_calls = self._limits.budget_usd, self._limits.calls
        if most_calls is not None and calls >= most_calls:
            raise CallNotAllowed(f"The LLM was not asked: today's {most_calls} calls are used up.")
        if budget is not None and most_usd is not None and spent + most_usd > budget:
            raise CallNotAllowed(f"The LLM was not asked: today's budget of {budget:g} USD does not allow it.")
        taken = {"day": _day(now), "calls": calls + 1, "spent_usd": spent + (most_usd or 0.0)}
        insert_or_update(connection, LlmDayRow, [taken], ("day",), ("calls", "spent_usd"))

    def _keep(self, connection: Connection, call: Any, reply: Reply) -> None:
        row = {
            "document_digest": call.document_digest,
            "prompt_digest": call.prompt_digest,
            "model": call.model,
            "subject": call.subject,
            "prompt": f"{call.prompt_name}-v{call.prompt_number}",
            "outcome": reply.outcome.value,
            "is_repair": reply.is_repair,
            "answer": None if reply.answer is None else answer_to_json(reply.answer),
            "problems": [storable(problem) for problem in reply.problems],
            "flags": [],
            "received_at": self._clock(),
        }
        key = ("document_digest", "prompt_digest", "model")
        insert_or_update(connection, LlmReplyRow, [row], key, [name for name in row if name not in key])


def _same(table: type[LlmCallRow] | type[LlmReplyRow], question: Question) -> tuple[Any, ...]:
    return (
        table.document_digest == question.document_digest,
        table.prompt_digest == question.prompt.digest,
        table.model == question.model,
    )


def _call_row(call: PlannedCall, now: datetime) -> dict[str, Any]:
    return {
        "asked_at": now,
        "day": _day(now),
        "prompt_name": call.question.prompt.name,
        "prompt_number": call.question.prompt.number,
        "prompt_digest": call.question.prompt.digest,
        "model": call.question.model,
        "document_digest": call.question.document_digest,
        "subject": storable(call.subject)[:LONGEST_SUBJECT],
        "attempt": call.attempt,
        "is_repair": call.is_repair,
        "owner": this_process(),
        "outcome": IN_FLIGHT,
        "error": "",
        "reserved_usd": call.most_cost_usd,
    }


def _usage_columns(usage: Usage) -> dict[str, Any]:
    tokens = usage.tokens
    return {
        "outcome": usage.outcome.value,
        "error": usage.error,
        "input_tokens": tokens.input if tokens else None,
        "output_tokens": tokens.output if tokens else None,
        "cached_tokens": tokens.cached if tokens else None,
        "cost_usd": usage.cost_usd,
        "latency_seconds": round(usage.latency_seconds, 4),
    }


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()
