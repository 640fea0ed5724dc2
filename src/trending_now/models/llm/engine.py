"""Engine `llm`: a language model reads each title; where it cannot, or should not be believed, `boosted` stands."""

import asyncio
import hashlib
import threading
import weakref
from collections import deque
from collections.abc import Coroutine, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, TypeVar

from trending_now.domain.enrichment import Enrichment, ModelVersion, StandIn
from trending_now.domain.llm import LlmAnswer, Question, Reply
from trending_now.domain.ports import Engine
from trending_now.domain.text import Document, TextRole
from trending_now.errors import CallNotAllowed
from trending_now.models.llm.calibration import RAW, Calibration
from trending_now.models.llm.desk import LlmDesk
from trending_now.models.llm.detector import Detector
from trending_now.models.llm.shape import shape
from trending_now.models.llm.task import GIVEN_AWAY
from trending_now.models.llm.texts import SentTexts, has_words, plot_of, texts_to_send
from trending_now.models.llm.unanswered import NotAnswered, NotAsked, Outage
from trending_now.models.prompt_files import Prompt

ANSWER_FORM = "2"  # raised when answers gain a field, so that every title is read again
AHEAD = 4  # documents on their way for each call that may run at once, so that no slot waits for a document
SHARES = 10_000
SAYS_NOTHING = "The text is empty or has no word."
KEPT_BACK = "The LLM was not asked: the terms of the texts forbid it."
REFUSED = "The LLM refused to answer."
UNUSABLE = "The LLM's answer was not usable, even after one repair."
SET_ASIDE = "The LLM's answer was set aside until a person has looked at it"

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Trial:
    """A prompt on trial, with its own calibration, for a share of titles chosen by a hash of their first texts."""

    prompt: Prompt
    share: float
    calibration: Calibration = RAW

    def covers(self, document: Document) -> bool:
        """Tell whether a title belongs to the share."""
        first = next((text.content for text in document.texts), "")
        place = int.from_bytes(hashlib.sha256(first.encode("utf-8", "surrogatepass")).digest()[:8])
        return place % SHARES < self.share * SHARES


@dataclass(frozen=True, slots=True)
class _Asked:
    """A document on its way, with the prompt that asks; `reply` is None where nothing is asked."""

    document: Document
    sent: SentTexts
    prompt: Prompt
    calibration: Calibration
    reply: "Future[Reply] | None"

    @property
    def is_done(self) -> bool:
        return self.reply is None or self.reply.done()

    @property
    def is_compared(self) -> bool:
        """Tell of one that is done whether there is an answer to compare with what the plot alone tells."""
        answered = self.reply and not self.reply.exception() and self.reply.result().answer
        return bool(answered) and _has_both(self.document)


class LlmEngine:
    """Asks `desk` with `prompt`, or the prompt on trial; `stand_in` answers in its place, and is compared with it."""

    name = "llm"

    def __init__(
        self,
        desk: LlmDesk,
        prompt: Prompt,
        stand_in: Engine,
        detector: Detector,
        calibration: Calibration = RAW,
        trial: Trial | None = None,
    ) -> None:
        self.desk, self._prompt, self._trial = desk, prompt, trial
        self.stand_in, self._detector, self._calibration = stand_in, detector, calibration
        self._digest = _digest(desk.model_name, prompt, calibration, detector, stand_in.version, trial)
        self.version = self._version(prompt)
        self._loop = EventLoop()
        weakref.finalize(self, _close, self._loop, desk)

    def enrich(self, documents: Iterable[Document]) -> Iterator[Enrichment]:
        """Yield one enrichment a document, in order; enough documents are asked about ahead to fill every slot."""
        ahead = AHEAD * self.desk.rules.concurrency
        waiting: deque[_Asked] = deque()
        for document in documents:
            waiting.append(self._ask(document))
            if len(waiting) >= ahead:
                yield from self._finished(waiting)
        while waiting:
            yield from self._finished(waiting)

    def own_answers(self, documents: Sequence[Document]) -> Iterator[Enrichment | None]:
        """Yield what the model itself says of each document, in order; None where it says nothing usable.

        Nothing takes its place, and nothing is set aside: so is it measured.

        Raises:
            CallNotAllowed: a question was not asked, or the provider not reached; after the last answer, so that those
                on their way are kept.
        """
        refused = None
        waiting: deque[_Asked] = deque()
        coming = iter(documents)
        while True:
            waiting.extend(map(self._ask, islice(coming, AHEAD * self.desk.rules.concurrency - len(waiting))))
            if not waiting:
                break
            asked = waiting.popleft()
            if asked.reply and isinstance(asked.reply.exception(), NotAsked):
                refused = refused or asked.reply.exception()
            yield self._own_answer(asked)
        if refused:
            raise CallNotAllowed(f"{refused} Nothing was measured; what was received is kept and not bought again.")

    def digest_of(self, document: Document) -> str:
        """Return the digest by which the ledger knows what is sent of a document."""
        return texts_to_send(document, self._prompt.parameters).digest

    def _own_answer(self, asked: _Asked) -> Enrichment | None:
        try:
            reply = asked.reply.result() if asked.reply else None
        except NotAnswered:
            return None
        if reply is None or reply.answer is None:
            return None
        return self._shaped(asked, reply.answer, None)

    def _ask(self, document: Document) -> _Asked:
        on_trial = self._trial if self._trial and self._trial.covers(document) else None
        prompt, calibration = (on_trial.prompt, on_trial.calibration) if on_trial else (self._prompt, self._calibration)
        sent = texts_to_send(document, prompt.parameters)
        reply = self._loop.submit(self.desk.reply(prompt, sent)) if sent.may_be_asked_about else None
        return _Asked(document, sent, prompt, calibration, reply)

    def _finished(self, waiting: deque[_Asked]) -> Iterator[Enrichment]:
        """Wait for the first, and answer all that are done, since the stand-in reads several at once faster."""
        if waiting[0].reply is not None:
            waiting[0].reply.exception()
        done = []
        while waiting and waiting[0].is_done:
            done.append(waiting.popleft())
        yield from self._answers(done)

    def _answers(self, asked: Sequence[_Asked]) -> Iterator[Enrichment]:
        plain = self.stand_in.enrich([one.document for one in asked])
        by_plot = self.stand_in.enrich([plot_of(one.document) for one in asked if one.is_compared])
        for one, whole in zip(asked, plain, strict=True):
            yield self._answer(one, whole, next(by_plot) if one.is_compared else whole)

    def _answer(self, asked: _Asked, plain: Enrichment, by_plot: Enrichment) -> Enrichment:
        if asked.reply is None:
            return self._instead_for_good(plain, KEPT_BACK) if has_words(asked.document) else self._silence(asked)
        try:
            reply = asked.reply.result()
        except NotAnswered as reason:
            return _instead(plain, StandIn(str(reason), is_outage=isinstance(reason, Outage)))
        if GIVEN_AWAY in reply.problems:
            return self._set_aside(asked, plain, (GIVEN_AWAY,))
        if reply.answer is None:
            return self._instead_for_good(plain, UNUSABLE if reply.problems else REFUSED)
        reasons = self._detector.reasons(asked.sent.document, reply.answer, by_plot, plain)
        if reasons:
            return self._set_aside(asked, plain, reasons)
        if reply.is_flagged:
            self._flag(asked, ())
        return self._shaped(asked, reply.answer, plain)

    def _set_aside(self, asked: _Asked, plain: Enrichment, reasons: tuple[str, ...]) -> Enrichment:
        """Note why a person should look at an answer, and let the fallback's stand."""
        self._flag(asked, reasons)
        return self._instead_for_good(plain, f"{SET_ASIDE}: {', '.join(reasons)}.")

    def _instead_for_good(self, plain: Enrichment, reason: str) -> Enrichment:
        return _instead(plain, StandIn(reason, final_for=self._digest))

    def _flag(self, asked: _Asked, reasons: tuple[str, ...]) -> None:
        self.desk.ledger.flag(Question(asked.prompt.version, self.desk.model_name, asked.sent.digest), reasons)

    def _silence(self, asked: _Asked) -> Enrichment:
        """Return the answer for a document without words, for which the model is not asked."""
        return replace(self._shaped(asked, LlmAnswer(), None), warnings=(SAYS_NOTHING,))

    def _shaped(self, asked: _Asked, answer: LlmAnswer, plain: Enrichment | None) -> Enrichment:
        shaped = shape(answer, asked.sent, asked.calibration, plain)
        return replace(shaped, engine=self.name, version=self._version(asked.prompt))

    def _version(self, prompt: Prompt) -> ModelVersion:
        """Return what answers: the name tells model and prompt, the digest all that decides."""
        return ModelVersion(f"{self.desk.model_name} {prompt.version}", self._digest)


class EventLoop:
    """The one event loop of the program, in a thread of its own; it begins with the first coroutine."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._starting = threading.Lock()

    def submit(self, work: Coroutine[Any, Any, Value]) -> "Future[Value]":
        """Let a coroutine run; its future tells what it comes to."""
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="llm-loop", daemon=True).start()
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def stop(self) -> None:
        """Let the loop end; what is on its way is left."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)


def _close(loop: EventLoop, desk: LlmDesk) -> None:
    loop.stop()
    desk.close()


def _instead(plain: Enrichment, why: StandIn) -> Enrichment:
    """Return the fallback's answer, saying why it stands."""
    return replace(plain, warnings=(*plain.warnings, why.reason), stands_in=why)


def _has_both(document: Document) -> bool:
    """Tell whether there are reviews, and words of a plot to be read without them."""
    return any(text.role is TextRole.REVIEW for text in document.texts) and has_words(plot_of(document))


def _digest(
    model: str,
    prompt: Prompt,
    calibration: Calibration,
    detector: Detector,
    stand_in: ModelVersion,
    trial: Trial | None,
) -> str:
    on_trial = (trial.prompt.version.digest, str(trial.share), trial.calibration.digest) if trial else ()
    asked = (ANSWER_FORM, model, prompt.version.digest, calibration.digest)
    parts = (*asked, detector.digest, stand_in.digest, *on_trial)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
