"""Totals of the calls in the ledger, by prompt, model and outcome; they count the calls of every process."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from trending_now.store.database import Database
from trending_now.store.llm.tables import LlmCallRow, LlmDayRow

LATENCY_BOUNDS_SECONDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 120.0)


@dataclass(frozen=True, slots=True)
class CallTotal:
    """Calls of one prompt, model, outcome and class of error; `within` counts latencies up to each bound."""

    prompt: str
    model: str
    outcome: str
    error: str
    calls: int
    input_tokens: int
    output_tokens: int
    cached_tokens: int
    cost_usd: float
    unknown_costs: int
    latency_seconds: float
    timed: int
    within: tuple[int, ...]


def call_totals(database: Database) -> list[CallTotal]:
    """Return the totals of all calls there were."""
    row = LlmCallRow
    group = (row.prompt_name, row.prompt_number, row.model, row.outcome, row.error)
    sums = [func.coalesce(func.sum(column), 0) for column in (row.input_tokens, row.output_tokens, row.cached_tokens)]
    query = select(
        *group,
        func.count(row.id),
        *sums,
        func.coalesce(func.sum(row.cost_usd), 0.0),
        _count(row.cost_usd.is_(None)),
        func.coalesce(func.sum(row.latency_seconds), 0.0),
        func.count(row.latency_seconds),
        *(_count(row.latency_seconds <= bound) for bound in LATENCY_BOUNDS_SECONDS),
    ).group_by(*group)
    with database.read() as connection:
        rows = connection.execute(query.order_by(*group)).all()
    return [_total(*row) for row in rows]


def spent_on(database: Database, day: date) -> float:
    """Return what a day's calls cost, in US dollars, including what is reserved for those in flight."""
    with database.read() as connection:
        return connection.scalar(select(LlmDayRow.spent_usd).where(LlmDayRow.day == day)) or 0.0


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _total(name: str, number: int, model: str, outcome: str, error: str, *counted: Any) -> CallTotal:
    sums, within = counted[: -len(LATENCY_BOUNDS_SECONDS)], counted[-len(LATENCY_BOUNDS_SECONDS) :]
    values = (f"{name}-v{number}", model, outcome, error, *sums, tuple(within))
    return CallTotal(*values)
