"""The desk keeps to a minute's limits though many ask at once, on a clock that only the test moves."""

import asyncio
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from tests.aside import aside
from tests.llm_engines import SHERIFF, ledger_rows, llm_engine, plot, plots
from tests.llm_provider import GOOD, Call, Fault, LlmProvider
from trending_now.domain.llm import PlannedCall, Reply
from trending_now.domain.ports import CallLedger
from trending_now.errors import StoreError
from trending_now.models.llm.desk import LlmDesk
from trending_now.models.llm.limits import MINUTE_SECONDS, CircuitBreaker, MinuteWindow, Pace
from trending_now.models.llm.texts import texts_to_send
from trending_now.models.llm.unanswered import NotAnswered
from trending_now.models.prompt_files import SHIPPED_PROMPTS, load_prompt

PROMPT = load_prompt(SHIPPED_PROMPTS / "enrich-v2.md")
TOKENS_OF_ONE = 4_000


@dataclass
class HandTime:
    """A monotonic clock that only a hand moves, and sleep that lasts until it has."""

    now: float = 100.0
    moved: asyncio.Event = field(default_factory=asyncio.Event)
    slept_on: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        end = self.now + seconds
        self.slept_on.set()
        while self.now < end:
            await self.moved.wait()

    def advance(self, seconds: float) -> None:
        self.now += seconds
        self.moved.set()
        self.moved.clear()


async def asked_by_two(desk: LlmDesk, other: LlmDesk, time: HandTime) -> Reply:
    """Let another desk ask what waits for its minute at the first one; returns what the first one says of it."""
    first, second = (texts_to_send(document, PROMPT.parameters) for document in plots(2))
    await desk.reply(PROMPT, first)
    waiting = asyncio.create_task(desk.reply(PROMPT, second))
    await time.slept_on.wait()
    await other.reply(PROMPT, second)
    time.advance(MINUTE_SECONDS)
    return await waiting


async def calls_by_minute(desk: LlmDesk, time: HandTime, provider: LlmProvider, number: int) -> list[int]:
    """Ask so many questions at once; returns how many calls there were by the end of each minute."""
    texts = (texts_to_send(document, PROMPT.parameters) for document in plots(number))
    waiting = {asyncio.create_task(desk.reply(PROMPT, sent)) for sent in texts}
    calls = []
    while waiting:
        done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        assert all(task.result().answer for task in done)
        calls.append(len(provider.calls))
        time.advance(MINUTE_SECONDS)
    return calls


@pytest.mark.parametrize(("requests", "tokens"), [(1, None), (None, TOKENS_OF_ONE)], ids=["requests", "tokens"])
def test_questions_asked_at_once_are_put_one_a_minute_where_no_more_is_allowed(
    requests: int | None, tokens: int | None, tmp_path: Path
) -> None:
    time = HandTime()
    pace = Pace(MinuteWindow(requests, time), MinuteWindow(tokens, time), time)
    with LlmProvider() as provider:
        engine = llm_engine(tmp_path, provider)
        with closing(replace(engine.desk, pace=pace, monotonic=time, sleep=time.sleep)) as desk:
            assert aside(calls_by_minute(desk, time, provider, 3)) == [1, 2, 3]


def test_a_question_that_another_process_asked_while_it_waited_is_not_bought_again(tmp_path: Path) -> None:
    time = HandTime()
    pace = Pace(MinuteWindow(1, time), MinuteWindow(None, time), time)
    with LlmProvider() as provider:
        engine, other = llm_engine(tmp_path, provider), llm_engine(tmp_path, provider)
        with closing(replace(engine.desk, pace=pace, monotonic=time, sleep=time.sleep)) as desk:
            reply = aside(asked_by_two(desk, other.desk, time))
    assert reply.answer is not None
    assert len(provider.calls) == 2


def test_a_call_that_the_budget_refuses_takes_no_place_in_the_minute(tmp_path: Path) -> None:
    with LlmProvider() as provider:
        engine = llm_engine(tmp_path, provider, llm_requests_per_minute=1, llm_budget_usd_per_day=0.000_001)
        (answer,) = engine.enrich([plot(SHERIFF)])
    assert answer.warnings[-1].startswith("The LLM was not asked: today's budget")
    assert engine.desk.pace.wait_seconds(1) == 0.0


def test_a_rest_of_hours_that_the_provider_wants_is_not_waited_for(tmp_path: Path) -> None:
    with LlmProvider(lambda _: Fault(status=429, headers={"Retry-After": "7200"})) as provider:
        engine = llm_engine(tmp_path, provider, llm_concurrency=1)
        _, *others = engine.enrich(plots(3))
    assert [answer.warnings[-1] for answer in others] == [
        "The LLM was not asked: its provider wants no call for 120 minutes."
    ] * 2
    assert len(provider.calls) == 1


async def no_wait(_: float) -> None:
    """Be there at once."""


class TornLedger:
    """A ledger whose disk is full: what it was asked to note before a call stands, what came of it does not."""

    def __init__(self, inner: CallLedger) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def settle(self, *_: object) -> None:
        raise StoreError("The disk is full.")


async def say_why(desk: LlmDesk, number: int) -> str:
    """Ask one question after it was known that none is answered; returns why."""
    sent = texts_to_send(plots(number + 1)[number], PROMPT.parameters)
    with pytest.raises(NotAnswered) as reason:
        await desk.reply(PROMPT, sent)
    return str(reason.value)


def test_a_ledger_that_fails_does_not_keep_the_breaker_open_for_ever(tmp_path: Path) -> None:
    time = HandTime()
    with LlmProvider(lambda _: Fault(status=404)) as provider:
        engine = llm_engine(tmp_path, provider)
        ledger: Any = TornLedger(engine.desk.ledger)
        breaker = CircuitBreaker(time, failures_to_open=1)
        with closing(replace(engine.desk, ledger=ledger, breaker=breaker, sleep=no_wait)) as desk:
            assert aside(say_why(desk, 0)) == "The disk is full."
            assert "rests for a while" in aside(say_why(desk, 1))
            time.advance(breaker.rest_seconds)
            assert aside(say_why(desk, 2)) == "The disk is full."
            time.advance(breaker.rest_seconds)
            assert aside(say_why(desk, 3)) == "The disk is full."


class BusyLedger:
    """A ledger that others keep busy when an answer is to be noted, so many times."""

    def __init__(self, inner: CallLedger, times: int) -> None:
        self._inner, self._times = inner, times

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def settle(self, *noted: Any) -> None:
        self._times -= 1
        if self._times >= 0:
            raise StoreError("The database is busy.")
        self._inner.settle(*noted)


def test_an_answer_is_noted_though_the_database_is_busy_for_a_while(tmp_path: Path) -> None:
    sent = texts_to_send(plots(1)[0], PROMPT.parameters)
    with LlmProvider() as provider:
        engine = llm_engine(tmp_path, provider)
        ledger: Any = BusyLedger(engine.desk.ledger, times=3)
        with closing(replace(engine.desk, ledger=ledger, sleep=no_wait)) as desk:
            assert aside(desk.reply(PROMPT, sent)).answer is not None
        assert aside(engine.desk.reply(PROMPT, sent)).answer is not None
    assert len(provider.calls) == 1


class SlowLedger:
    """A ledger that needs so long to set money aside that no time is left to ask."""

    def __init__(self, inner: CallLedger, time: HandTime, seconds: float) -> None:
        self._inner, self._time, self._seconds = inner, time, seconds

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def reserve(self, call: PlannedCall) -> int:
        self._time.now += self._seconds
        return self._inner.reserve(call)


def test_a_call_for_which_no_time_is_left_is_not_sent_and_costs_nothing(tmp_path: Path) -> None:
    time = HandTime()
    pace = Pace(MinuteWindow(None, time), MinuteWindow(None, time), time)
    with LlmProvider() as provider:
        engine = llm_engine(tmp_path, provider, llm_deadline_seconds=15.0)
        ledger: Any = SlowLedger(engine.desk.ledger, time, 16.0)
        with closing(replace(engine.desk, ledger=ledger, pace=pace, monotonic=time)) as desk:
            assert aside(say_why(desk, 0)) == "The LLM did not answer within 15 seconds."
    assert provider.calls == []
    assert [(row.outcome, row.error, row.cost_usd) for row in ledger_rows(tmp_path)] == [("failed", "not_sent", 0.0)]


@pytest.mark.parametrize(("took_seconds", "calls"), [(7.0, 2), (8.0, 1)])
def test_a_repair_is_bought_only_where_there_is_time_for_as_long_a_call(
    took_seconds: float, calls: int, tmp_path: Path
) -> None:
    time = HandTime()
    pace = Pace(MinuteWindow(None, time), MinuteWindow(None, time), time)

    def plan(call: Call) -> Fault:
        time.now += 0.0 if call.is_repair else took_seconds
        return GOOD if call.is_repair else Fault(content="no JSON")

    with LlmProvider(plan) as provider:
        engine = llm_engine(tmp_path, provider, llm_deadline_seconds=15.0)
        with closing(replace(engine.desk, pace=pace, monotonic=time)) as desk:
            if calls == 1:
                assert aside(say_why(desk, 0)) == "The LLM did not answer within 15 seconds."
            else:
                assert aside(desk.reply(PROMPT, texts_to_send(plots(1)[0], PROMPT.parameters))).answer
    assert len(provider.calls) == calls


def test_a_repair_for_which_no_time_is_left_is_no_outage_though_the_provider_failed_before(tmp_path: Path) -> None:
    time = HandTime()
    pace = Pace(MinuteWindow(None, time), MinuteWindow(None, time), time)

    async def sleep(seconds: float) -> None:
        time.now += seconds

    def plan(call: Call) -> Fault:
        time.now += 8.0 * call.number
        return Fault(content="no JSON") if call.number else Fault(status=503)

    with LlmProvider(plan) as provider:
        engine = llm_engine(tmp_path, provider, llm_deadline_seconds=15.0)
        desk = replace(engine.desk, pace=pace, monotonic=time, sleep=sleep)
        with closing(desk), pytest.raises(NotAnswered, match="within 15 seconds") as told:
            aside(desk.reply(PROMPT, texts_to_send(plots(1)[0], PROMPT.parameters)))
    assert (len(provider.calls), type(told.value)) == (2, NotAnswered)


def test_refusals_without_a_wait_are_met_with_growing_ones_and_then_open_the_breaker(tmp_path: Path) -> None:
    waits: list[float] = []
    time = HandTime()

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        time.now += seconds

    pace = Pace(MinuteWindow(None, time), MinuteWindow(None, time), time)
    with LlmProvider(lambda _: Fault(status=429)) as provider:
        engine = llm_engine(tmp_path, provider, llm_calls_per_day=1, llm_deadline_seconds=60.0, llm_attempts=10)
        breaker = CircuitBreaker(time)
        with closing(replace(engine.desk, pace=pace, breaker=breaker, monotonic=time, sleep=sleep)) as desk:
            assert "rests for a while" in aside(say_why(desk, 0))
    assert len(provider.calls) == breaker.failures_to_open
    assert sum(waits) >= 0.5 + 1 + 2 + 4 + 8
