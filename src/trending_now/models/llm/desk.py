"""Gets a question answered within a deadline: each is paid for once, repaired once, and retried if that may help."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from trending_now.domain.llm import CallOutcome, PlannedCall, Question, Reply, Tokens, Usage
from trending_now.domain.ports import CallLedger
from trending_now.errors import CallNotAllowed, StoreError
from trending_now.models.llm.asker import Asker, Received
from trending_now.models.llm.failures import TOO_MANY, Failure, failure_of
from trending_now.models.llm.limits import CircuitBreaker, Monotonic, Pace
from trending_now.models.llm.prices import Prices
from trending_now.models.llm.task import Task, build_task, reply_of
from trending_now.models.llm.texts import SentTexts
from trending_now.models.llm.unanswered import NotAllowed, NotAnswered, Outage
from trending_now.models.prompt_files import Prompt

LONGEST_BACKOFF_SECONDS = 8.0
LONGEST_HOLD_SECONDS = 300.0  # no longer wait is made for a provider, since the run would seem to hang
MOST_DOUBLINGS = 10
SETTLING_WAITS_SECONDS = (0.5, 1.0, 2.0, 4.0, 8.0)  # beside what the database itself waits for
NOT_SENT = "not_sent"

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class LlmRules:
    """How calls are made; the deadline is for one title, from the start of its first call."""

    deadline_seconds: float = 15.0
    concurrency: int = 8
    attempts: int = 3
    backoff_seconds: float = 0.5
    run_budget_usd: float | None = None


@dataclass(slots=True)
class RunSpending:
    """The cost of one command's calls so far, including what is reserved for those in flight."""

    usd: float = 0.0


@dataclass(slots=True)
class LlmDesk:
    """Asks one model; lives on one event loop. Desks of one command share `run`, one after the other."""

    model_name: str
    asker: Asker
    prices: Prices
    ledger: CallLedger
    rules: LlmRules
    pace: Pace
    breaker: CircuitBreaker
    monotonic: Monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    run: RunSpending = field(default_factory=RunSpending)
    _slots: asyncio.Semaphore = field(init=False)
    _asked: dict[Question, "asyncio.Task[Reply]"] = field(default_factory=dict)
    _notes: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        self._slots = asyncio.Semaphore(self.rules.concurrency)
        self._notes = ThreadPoolExecutor(1, thread_name_prefix="llm-ledger")

    async def reply(self, prompt: Prompt, sent: SentTexts) -> Reply:
        """Return the model's reply about texts; simultaneous equal questions share one call.

        Raises:
            NotAnswered: it says nothing usable, cannot be reached, or may not be asked; says why.
        """
        question = Question(prompt.version, self.model_name, sent.digest)
        if question not in self._asked:
            self._asked[question] = asyncio.create_task(self._reply(question, prompt, sent))
            self._asked[question].add_done_callback(lambda _: self._asked.pop(question, None))
        return await asyncio.shield(self._asked[question])

    def close(self) -> None:
        """Let the ledger's thread end."""
        self._notes.shutdown(wait=False)

    async def _reply(self, question: Question, prompt: Prompt, sent: SentTexts) -> Reply:
        try:
            known = await self._note(self.ledger.reply_to, question)
            if known is None or not known.is_final:
                async with self._slots:
                    known = await self._bought_once(build_task(question, prompt, sent, known))
        except StoreError as error:
            raise Outage(str(error)) from error
        return known

    async def _bought_once(self, task: Task) -> Reply:
        """Buy an answer, or take the one that another process bought while this one waited for its turn."""
        try:
            return await self._bought(task)
        except CallNotAllowed as error:
            known = await self._note(self.ledger.reply_to, task.question)
            if known is None or not known.is_final:
                raise NotAllowed(str(error)) from error
            return known

    async def _bought(self, task: Task) -> Reply:
        reply = task.known or await self._received(task)
        if not reply.is_final:
            task.add_repair(reply)
            reply = await self._received(task)
        return reply

    async def _received(self, task: Task) -> Reply:
        """Return what one call brings, tried as often as the rules allow."""
        for number in range(self.rules.attempts):
            task.attempt += 1
            found = await self._tried(task)
            if isinstance(found, Reply):
                task.failure = None
                return found
            task.failure = found
            if not found.may_pass or number + 1 == self.rules.attempts:
                raise _unanswered(task, f"The LLM did not answer ({found.error}).")
            await self._sleep(task, self._rest(task, found, number))
        raise NotAnswered("The LLM was not asked: no attempt is allowed.")

    async def _tried(self, task: Task) -> Reply | Failure:
        most = self._most_cost(task)
        await self._wait_for_turn(task)
        if task.known and self._left_seconds(task) < task.took_seconds:
            raise self._late(task)  # a repair takes about as long as the call before it
        with self.pace.turn(task.likely_tokens):  # no await between the wait and this, or two tasks take one place
            call_id = await self._reserved(task, most)
        began = self.monotonic()
        if self._left_seconds(task) <= 0:
            await self._give_back(call_id, most)
            raise self._late(task)
        try:
            async with asyncio.timeout(task.deadline - began):
                parameters = task.prompt.parameters
                received = await self.asker.ask(
                    task.messages, task.schema, parameters.most_output_tokens, parameters.temperature
                )
        except Exception as error:
            failure = failure_of(error)
            usage = self._usage_of_failure(failure, self.monotonic() - began)
            self._count(most, usage.cost_usd)
            # Before the ledger, which may fail: the breaker would wait for this try for ever.
            self._note_failure(failure)
            await self._settle(call_id, usage, None)
            return failure
        return await self._settled(task, call_id, most, received, self.monotonic() - began)

    async def _settled(
        self, task: Task, call_id: int, most: float | None, received: Received, latency_seconds: float
    ) -> Reply:
        self.breaker.succeed()
        reply = reply_of(received, task)
        cost = self.prices.cost(received.tokens) if received.tokens else None
        self._count(most, cost)
        usage = Usage(reply.outcome, latency_seconds, received.tokens, cost, "cut" if received.is_cut else "")
        task.took_seconds = latency_seconds
        await self._settle(call_id, usage, reply)
        return reply

    async def _give_back(self, call_id: int, most: float | None) -> None:
        """Note that a call was not made after all."""
        self._count(most, 0.0)
        self.breaker.is_trying = False
        await self._settle(call_id, Usage(CallOutcome.FAILED, 0.0, None, 0.0, NOT_SENT), None)

    async def _settle(self, call_id: int, usage: Usage, reply: Reply | None) -> None:
        """Record a call's outcome; retried, so that an answer paid for is not lost if the database is busy."""
        for seconds in SETTLING_WAITS_SECONDS:
            with suppress(StoreError):
                return await self._note(self.ledger.settle, call_id, usage, reply)
            await self.sleep(seconds)
        return await self._note(self.ledger.settle, call_id, usage, reply)

    async def _reserved(self, task: Task, most: float | None) -> int:
        """Set the call's highest cost aside in the run's budget and in the day's, before anything is sent."""
        budget = self.rules.run_budget_usd
        if budget is not None and (most is None or self.run.usd + most > budget):
            raise NotAllowed(f"The LLM was not asked: this run's budget of {budget:g} USD is spent.")
        if not self.breaker.allows():
            raise Outage("The LLM was not asked: it failed again and again, and rests for a while.")
        self.run.usd += most or 0.0
        planned = PlannedCall(task.question, task.document.id, task.attempt, task.known is not None, most)
        try:
            return await self._note(self.ledger.reserve, planned)
        except BaseException:
            self._count(most, 0.0)
            self.breaker.is_trying = False
            raise

    def _count(self, most: float | None, cost: float | None) -> None:
        """Replace the amount reserved for a call by its cost; an unknown cost counts as the full amount."""
        self.run.usd += (cost if cost is not None else most or 0.0) - (most or 0.0)

    def _usage_of_failure(self, failure: Failure, latency_seconds: float) -> Usage:
        """Return what a failed request took: an error status costs nothing, the cost of a lost answer is unknown."""
        cost = self.prices.cost(failure.tokens) if failure.tokens else None if failure.may_have_cost else 0.0
        return Usage(CallOutcome.FAILED, latency_seconds, failure.tokens, cost, failure.error)

    def _note_failure(self, failure: Failure) -> None:
        if failure.error == TOO_MANY:
            self._hold_off(failure.retry_after_seconds)
        else:
            self.breaker.fail(at_once=failure.is_refused_key)

    def _hold_off(self, wanted_seconds: float | None) -> None:
        """Let no call start for as long as is wanted, else for longer each time.

        Calls that were on their way together are refused together: that counts once.
        """
        if self.pace.held_seconds() > 0:
            self.breaker.is_trying = False
            self.pace.hold_off(wanted_seconds or 0.0)
            return
        growing = self.rules.backoff_seconds * 2.0 ** min(self.breaker.failures, MOST_DOUBLINGS)
        self.pace.hold_off(min(growing, LONGEST_BACKOFF_SECONDS) if wanted_seconds is None else wanted_seconds)
        self.breaker.fail()

    def _rest(self, task: Task, failure: Failure, number: int) -> float:
        """Return the wait before the next try: as the provider asks, or doubling, with jitter from a hash."""
        if failure.retry_after_seconds is not None:
            return failure.retry_after_seconds
        spread = 0.5 + int(task.question.document_digest[:4], 16) / 0xFFFF / 2
        return min(self.rules.backoff_seconds * float(2**number), LONGEST_BACKOFF_SECONDS) * spread

    async def _wait_for_turn(self, task: Task) -> None:
        """Wait until a call may start; the first time that one may, the deadline begins."""
        while (wait := self.pace.wait_seconds(task.likely_tokens)) > 0:
            if self.pace.held_seconds() > LONGEST_HOLD_SECONDS:
                raise Outage(f"The LLM was not asked: its provider wants no call for {wait / 60:.0f} minutes.")
            await self._sleep(task, wait)
        task.deadline = task.deadline or self.monotonic() + self.rules.deadline_seconds

    async def _sleep(self, task: Task, seconds: float) -> None:
        """Wait, unless the deadline comes before the wait is over; it runs from the first call on."""
        if task.deadline and self.monotonic() + seconds >= task.deadline:
            raise self._late(task)
        await self.sleep(seconds)

    def _left_seconds(self, task: Task) -> float:
        return task.deadline - self.monotonic()

    def _late(self, task: Task) -> NotAnswered:
        return _unanswered(task, f"The LLM did not answer within {self.rules.deadline_seconds:g} seconds.")

    def _most_cost(self, task: Task) -> float | None:
        """Return what a call can cost at the most, in US dollars; None where nobody knows its price."""
        return self.prices.cost(Tokens(task.most_input_tokens, task.prompt.parameters.most_output_tokens))

    async def _note(self, work: Callable[..., Value], *arguments: Any) -> Value:
        """Do the ledger's work beside the event loop, one piece after the other."""
        return await asyncio.get_running_loop().run_in_executor(self._notes, partial(work, *arguments))


def _unanswered(task: Task, reason: str) -> NotAnswered:
    """Return why there is no answer: an outage, where one was the last that was heard."""
    return (Outage if task.failure and task.failure.is_outage else NotAnswered)(reason)
