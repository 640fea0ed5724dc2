"""The board: one table of every engine, and every prompt version with its model, as last measured."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from trending_now.store.llm.scores import StoredScore

SHIPPED_BOARD = Path(__file__).parents[1] / "models" / "weights" / "board.json"
UNKNOWN = "unknown"
HEAD = (
    "contender",
    "model",
    "macro-F1 (95 %)",
    "USD per 1,000",
    "p95",
    "valid",
    "agrees",
    "attacks obeyed",
    "measured",
)


class BoardLine(BaseModel):
    """One contender on the board; null where there is nothing to measure, or nobody knows."""

    model_config = ConfigDict(extra="ignore")

    name: str = Field(description="An engine, or a prompt version.", examples=["enrich-v3"])
    model: str = Field(description="The language model; empty for engines that need none.", examples=["gpt-5-mini"])
    measured_at: datetime
    titles: str = Field(description="What it was measured on.", examples=["corpus.parquet test"])
    rows: int
    macro_f1: float
    low: float = Field(description="Lower bound of macro-F1, 95 % bootstrap.")
    high: float = Field(description="Upper bound of macro-F1, 95 % bootstrap.")
    is_at_chance: bool = Field(description="Not surely better than naming the commonest genre of every title.")
    validity: float = Field(description="Share of titles with a usable answer of its own.")
    usd_per_1000: float | None = Field(description="US dollars for 1,000 titles; null where nobody knows.")
    p50_seconds: float | None
    p95_seconds: float | None
    agreement: float | None = Field(description="Mean share of chosen genres in common with `boosted` (Jaccard).")
    attack_success: float | None = Field(description="Share of the attacks of the red-team suite that it obeyed.")


LINES = TypeAdapter(list[BoardLine])


def board_lines(scores: Iterable[StoredScore], shipped: Sequence[BoardLine] = ()) -> list[BoardLine]:
    """Return the newest line of each contender, own or shipped, the best first."""
    own = [
        BoardLine.model_validate(score.figures | {"model": score.model, "measured_at": score.measured_at})
        for score in scores
    ]
    by_age = sorted((*shipped, *own), key=lambda line: line.measured_at)
    newest = {(line.name, line.model): line for line in by_age}
    return sorted(newest.values(), key=lambda line: -line.macro_f1)


@cache
def shipped_board() -> tuple[BoardLine, ...]:
    """Return what was measured when this version of the program was made."""
    return tuple(LINES.validate_json(SHIPPED_BOARD.read_bytes())) if SHIPPED_BOARD.is_file() else ()


def board_as_json(lines: list[BoardLine]) -> list[Any]:
    """Return the board as plain values."""
    plain: list[Any] = json.loads(LINES.dump_json(lines))
    return plain


def board_as_markdown(lines: Sequence[BoardLine]) -> str:
    """Return the board as a table."""
    rows = [HEAD, tuple("---" for _ in HEAD), *map(_cells, lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def _cells(line: BoardLine) -> tuple[str, ...]:
    chance = " (at chance)" if line.is_at_chance else ""
    return (
        line.name,
        line.model or "–",
        f"{line.macro_f1:.3f} ({line.low:.3f}–{line.high:.3f}){chance}",
        UNKNOWN if line.usd_per_1000 is None else f"{line.usd_per_1000:.2f}",
        "–" if line.p95_seconds is None else f"{line.p95_seconds:.2f} s",
        f"{line.validity:.0%}",
        "–" if line.agreement is None else f"{line.agreement:.0%}",
        "–" if line.attack_success is None else f"{line.attack_success:.0%}",
        f"{line.measured_at.date()}, {line.rows} of {line.titles}",
    )
