"""One question on its way to a model: its messages, what they may cost, and what the answer comes to."""

import json
from dataclasses import dataclass
from typing import Any

from trending_now.domain.llm import CallOutcome, Question, Reply
from trending_now.domain.text import Document
from trending_now.models.llm.asker import Received, conversation, said_by_user
from trending_now.models.llm.closed_form import closed_schema
from trending_now.models.llm.failures import Failure
from trending_now.models.llm.form import answer_schema, read_form
from trending_now.models.llm.texts import SentTexts, canary_of, prompt_values
from trending_now.models.prompt_files import Prompt

BYTES_A_TOKEN = 3
OVERHEAD_TOKENS = 300  # what a provider adds around messages and schema
EXAMPLE_MARK = "0" * 64
GIVEN_AWAY = "the answer gives the prompt away"
CUT = "the answer was cut off: it is too long; answer with fewer genres and shorter quotes"


@dataclass(slots=True)
class Task:
    """One question on its way; `known` is an answer that was received and needs repair.

    `took_seconds` is how long the newest answer took, `failure` why the newest try brought none.
    """

    prompt: Prompt
    question: Question
    document: Document
    messages: list[Any]
    schema: dict[str, Any]
    input_bytes: int
    deadline: float = 0.0
    attempt: int = 0
    known: Reply | None = None
    took_seconds: float = 0.0
    failure: Failure | None = None

    @property
    def likely_tokens(self) -> int:
        """About how many tokens a call reads and writes: a token is about three bytes, and half the answer is used."""
        return self.input_bytes // BYTES_A_TOKEN + self.prompt.parameters.most_output_tokens // 2

    @property
    def most_input_tokens(self) -> int:
        """How many tokens a call reads at the most, since no token is less than a byte."""
        return self.input_bytes + OVERHEAD_TOKENS

    def add_repair(self, reply: Reply) -> None:
        """Ask once more, saying what was wrong; the wrong answer itself was not kept."""
        asked = "\n".join(
            ("An earlier answer of yours could not be used:", *(f"- {problem}" for problem in reply.problems),
             "Fill in the whole form again, without these faults.")
        )  # fmt: skip
        self.known = reply
        self.input_bytes += len(asked.encode())
        self.messages.append(said_by_user(asked))


def build_task(question: Question, prompt: Prompt, sent: SentTexts, known: Reply | None) -> Task:
    """Return a question with the messages that ask it; `known` is what was received and needs repair, if anything."""
    values = prompt_values(prompt.version, sent.document, sent.digest)
    turns = [
        (prompt.user(prompt_values(prompt.version, turn.example.document, EXAMPLE_MARK)), turn.answer)
        for turn in prompt.turns
    ]
    system, asked = prompt.system(values), prompt.user(values)
    schema = closed_schema(sent.document) if prompt.parameters.quotes == "closed" else answer_schema()
    parts = (system, asked, json.dumps(schema), *(said for turn in turns for said in turn))
    size = sum(len(part.encode()) for part in parts)
    return Task(prompt, question, sent.document, conversation(system, turns, asked), schema, size, known=known)


def reply_of(received: Received, task: Task) -> Reply:
    """Return a reply for what was received: refused, cut off, giving the prompt away, or checked as a form."""
    is_repair = task.known is not None
    if received.is_refused:
        return Reply(CallOutcome.REFUSED, is_repair=is_repair)
    if received.is_cut:
        return Reply(CallOutcome.UNPARSEABLE, None, (CUT,), is_repair)
    if canary_of(task.prompt.version) in received.content:
        return Reply(CallOutcome.INVALID, None, (GIVEN_AWAY,), is_repair=True)
    return read_form(received.content, task.document, is_repair=is_repair)
