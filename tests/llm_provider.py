"""A provider of language models on a free loopback port: four wire formats, a small mind, and every fault."""

import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from types import TracebackType
from typing import Any

from trending_now.domain.text import Document, Text, TextRole
from trending_now.models.rules import load_rules
from trending_now.models.texts.sentences import sentence_spans

MARKED = re.compile(r"BEGIN (?P<mark>[0-9a-f]+)\n(?P<texts>.*)\nEND (?P=mark)", re.DOTALL)
LABEL = re.compile(r"^\[(plot|review) ?\d*\]\n", re.MULTILINE)
LONGEST_STALL_SECONDS = 60.0
PATIENCE_SECONDS = 30.0
RULES = load_rules()

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it came in; `mark` tells which texts it is about, `is_repair` whether it asks once more."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]
    mark: str
    document: Document
    is_repair: bool
    number: int


@dataclass(frozen=True, slots=True)
class Fault:
    """How an answer goes wrong; `content` replaces what the mind would say."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content: str | None = None
    finish: str = "stop"
    refusal: str | None = None
    body: bytes | None = None
    stall_seconds: float = 0.0
    hang_up: bool = False
    without_usage: bool = False


GOOD = Fault()
Mind = Callable[[Document], Answer]
Plan = Callable[[Call], Fault]


def honest(document: Document) -> Answer:
    """Answer as the keyword rules see it, with true quotes: small, but it really reads."""
    (found,) = RULES.enrich([document])
    contents = {text.id: text.content for text in document.texts}
    named = [score for score in (*found.chosen, *found.uncertain) if score.evidence][:3]
    reviews = [text for text in document.texts if text.role is TextRole.REVIEW and text.content.strip()]
    said = [first_sentence(text.content) for text in reviews]
    said = [sentence for sentence in said if len(re.findall(r"\w", sentence)) >= 4]
    return {
        "genres": [
            {
                "genre": score.genre.value,
                "confidence": round(100 * score.probability),
                "quote": contents[score.evidence[0].text_id][score.evidence[0].start : score.evidence[0].end][:500],
            }
            for score in named
        ],
        "tags": [],
        "praise": said[:1],
        "criticism": [],
        "vibe": {"score": 7, "reason": said[0]} if said else None,
    }


def first_sentence(content: str) -> str:
    """Return the first sentence of a text."""
    spans = sentence_spans(content[:500])
    return content[slice(*spans[0])] if spans else ""


def together(number: int) -> Plan:
    """Return a plan that answers the first calls once so many are there, however slowly a busy machine sends them."""
    all_there = threading.Barrier(number)

    def plan(call: Call) -> Fault:
        if call.number < number:
            all_there.wait(PATIENCE_SECONDS)
        return GOOD

    return plan


class LlmProvider:
    """The server; `plan` says for each call how it goes wrong, `mind` what is answered when it does not."""

    def __init__(
        self, plan: Plan = lambda _: GOOD, mind: Mind = honest, latency_seconds: float = 0.0, port: int = 0
    ) -> None:
        self.plan, self.mind, self.latency_seconds = plan, mind, latency_seconds
        self.calls: list[Call] = []
        self.answered: Counter[str] = Counter()
        self.busy = self.busiest = 0
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.url = f"{self.address}/v1"

    def take(self, path: str, headers: Mapping[str, str], body: dict[str, Any]) -> Call:
        """Note a request."""
        asked = _user_texts(body)
        with self._lock:
            found = MARKED.search(asked[-1]) or MARKED.search(asked[-2] if len(asked) > 1 else "")
            mark, texts = (found["mark"], found["texts"]) if found else ("", "")
            call = Call(path, headers, body, mark, _document(texts), "could not be used" in asked[-1], len(self.calls))
            self.calls.append(call)
            self.busy += 1
            self.busiest = max(self.busiest, self.busy)
        return call

    def let_go(self, call: Call, *, answered: bool) -> None:
        """Note that a request is over."""
        with self._lock:
            self.busy -= 1
            self.answered[call.mark] += answered

    def __enter__(self) -> "LlmProvider":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, address: tuple[str, int], provider: LlmProvider) -> None:
        super().__init__(address, _Handler)
        self.provider = provider


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def handle(self) -> None:
        with suppress(ConnectionResetError):  # the client was killed, as it may be
            super().handle()

    def do_POST(self) -> None:
        provider = self.server.provider
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        headers = {name.lower(): value for name, value in self.headers.items()}
        call = provider.take(self.path.partition("?")[0], headers, body)
        answered = False
        try:
            fault = provider.plan(call)
            provider.closing.wait(min(fault.stall_seconds or provider.latency_seconds, LONGEST_STALL_SECONDS))
            answered = not fault.hang_up and fault.status == 200
            self._send(call, fault)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            provider.let_go(call, answered=answered)

    def _send(self, call: Call, fault: Fault) -> None:
        if fault.hang_up:
            self.close_connection = True
            return
        content = fault.content
        if content is None:
            content = json.dumps(self.server.provider.mind(call.document), ensure_ascii=False)
        whole = _wire(call, content, fault) if fault.status == 200 else {"error": {"message": "no"}}
        body = json.dumps(whole).encode() if fault.body is None else fault.body
        self.send_response(fault.status)
        headers = {"Content-Type": "application/json", "Content-Length": str(len(body))} | dict(fault.headers)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Say nothing: the test looks at `calls`."""


def _wire(call: Call, content: str, fault: Fault) -> dict[str, Any]:
    """Return an answer in the form of the API that was asked."""
    tokens = (len(json.dumps(call.body)) // 4, max(len(content) // 4, 1))
    if call.path.endswith("/chat/completions"):
        return _chat(content, fault, tokens)
    if call.path.endswith("/responses"):
        return _responses(content, fault, tokens)
    if call.path.endswith("/messages"):
        return _anthropic(call, content, fault, tokens)
    return _gemini(content, fault, tokens)


def _chat(content: str, fault: Fault, tokens: tuple[int, int]) -> dict[str, Any]:
    message = {"role": "assistant", "content": None if fault.refusal else content, "refusal": fault.refusal}
    usage = {
        "prompt_tokens": tokens[0],
        "completion_tokens": tokens[1],
        "total_tokens": sum(tokens),
        "prompt_tokens_details": {"cached_tokens": 8},
    }
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": "served",
        "choices": [{"index": 0, "message": message, "finish_reason": fault.finish}],
    } | ({} if fault.without_usage else {"usage": usage})


def _responses(content: str, fault: Fault, tokens: tuple[int, int]) -> dict[str, Any]:
    said = {"type": "refusal", "refusal": fault.refusal} if fault.refusal else {
        "type": "output_text", "text": content, "annotations": []
    }  # fmt: skip
    return {
        "id": "resp_1", "object": "response", "created_at": int(time.time()), "model": "served",
        "status": "incomplete" if fault.finish == "length" else "completed",
        "incomplete_details": {"reason": "max_output_tokens"} if fault.finish == "length" else None,
        "output": [{"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [said]}],
        "parallel_tool_calls": False, "tool_choice": "auto", "tools": [],
        "usage": {
            "input_tokens": tokens[0], "output_tokens": tokens[1], "total_tokens": sum(tokens),
            "input_tokens_details": {"cached_tokens": 8, "cache_write_tokens": 0},
            "output_tokens_details": {"reasoning_tokens": 0},
        },
    }  # fmt: skip


def _anthropic(call: Call, content: str, fault: Fault, tokens: tuple[int, int]) -> dict[str, Any]:
    block: dict[str, Any] = {"type": "text", "text": content}
    if call.body.get("tools"):
        block = {
            "type": "tool_use",
            "id": "toolu_1",
            "name": call.body["tools"][0]["name"],
            "input": json.loads(content),
        }
    reason = {"stop": "end_turn", "length": "max_tokens"}[fault.finish]
    return {
        "id": "msg_1", "type": "message", "role": "assistant", "model": "served",
        "content": [] if fault.refusal else [block],
        "stop_reason": "refusal" if fault.refusal else reason, "stop_sequence": None,
        "usage": {"input_tokens": tokens[0], "output_tokens": tokens[1], "cache_read_input_tokens": 8},
    }  # fmt: skip


def _gemini(content: str, fault: Fault, tokens: tuple[int, int]) -> dict[str, Any]:
    reason = "SAFETY" if fault.refusal else {"stop": "STOP", "length": "MAX_TOKENS"}[fault.finish]
    parts = [] if fault.refusal else [{"text": content}]
    return {
        "candidates": [{"content": {"role": "model", "parts": parts}, "finishReason": reason, "index": 0}],
        "usageMetadata": {
            "promptTokenCount": tokens[0], "candidatesTokenCount": tokens[1], "totalTokenCount": sum(tokens),
            "cachedContentTokenCount": 8,
        },
        "modelVersion": "served",
    }  # fmt: skip


def _user_texts(body: dict[str, Any]) -> list[str]:
    """Return what the user says in a request of any form, in order."""
    said = body.get("messages") or body.get("input") or body.get("contents") or []
    return [_plain(entry.get("content", entry.get("parts"))) for entry in said if entry.get("role") == "user"] or [""]


def _plain(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "\n".join(part.get("text", "") for part in content)


def _document(texts: str) -> Document:
    pieces = LABEL.split(texts)[1:]
    found = [
        Text(f"{role}:{number}", TextRole(role), content.rstrip("\n"))
        for number, (role, content) in enumerate(zip(pieces[::2], pieces[1::2], strict=True))
    ]
    return Document("asked", tuple(found))
