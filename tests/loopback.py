"""A real HTTP server on a free loopback port: it answers as a test says, faults included, and notes each request."""

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from types import TracebackType
from urllib.parse import parse_qsl, urlsplit

LONGEST_PAUSE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in; header names are in small letters, `at` is on the monotonic clock."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    at: float


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, and how it goes wrong.

    `announced_length` contradicts the body's length; `pause_seconds` is waited before the first byte, `stall_after`
    bytes are sent before the rest is held back, `drip_seconds` lie between one byte and the next. The connection is
    closed after every answer, so that a short body is seen to be short.
    """

    body: bytes = b""
    status: int = 200
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    announced_length: int | None = None
    pause_seconds: float = 0.0
    stall_after: int | None = None
    drip_seconds: float = 0.0


Route = Callable[[Asked], Reply]


class Loopback:
    """The server; a path's route may be a prepared reply or a function, and "*" answers every other path."""

    def __init__(self, routes: Mapping[str, Route | Reply], address: str = "127.0.0.1", port: int = 0) -> None:
        self.asked: list[Asked] = []
        self.closing = threading.Event()
        self._routes = dict(routes)
        self._server = _Server((address, port), self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self.port = self._server.server_address[1]
        self.url = f"http://{address}:{self.port}"

    def reply_to(self, asked: Asked) -> Reply:
        """Note a request, and return what it gets."""
        self.asked.append(asked)
        route = self._routes.get(asked.path) or self._routes.get("*") or Reply(b'{"error": "no such path"}', 404)
        return route if isinstance(route, Reply) else route(asked)

    def __enter__(self) -> "Loopback":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def unreachable() -> Iterator[str]:
    """Yield the address of a port that nobody listens on, and that nobody else can get meanwhile."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


def as_json(content: object, status: int = 200) -> Reply:
    """Return a reply of JSON."""
    return Reply(json.dumps(content).encode(), status)


def in_turn(replies: Iterable[Reply]) -> Route:
    """Return a route that gives one reply after the other; the last one again and again."""
    waiting = list(replies)
    lock = threading.Lock()

    def route(asked: Asked) -> Reply:
        with lock:
            return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    return route


def redirect(location: str, status: int = 302) -> Reply:
    """Return a reply that leads elsewhere."""
    return Reply(status=status, headers={"Location": location})


def compressed(body: bytes) -> Reply:
    """Return a reply whose body travels as gzip."""
    return Reply(gzip.compress(body), headers={"Content-Encoding": "gzip"})


class _Server(ThreadingTCPServer):
    """Not http.server's own: that one asks the name service who it is."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], loopback: Loopback) -> None:
        super().__init__(address, _Handler)
        self.loopback = loopback


class _Handler(BaseHTTPRequestHandler):
    timeout = LONGEST_PAUSE_SECONDS
    server: _Server

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        reply = self.server.loopback.reply_to(Asked(parts.path, query, headers, time.monotonic()))
        try:
            self._send(reply)
        except (BrokenPipeError, ConnectionResetError):
            return  # the client has had enough, as it may

    def _send(self, reply: Reply) -> None:
        self._pause(reply.pause_seconds)
        self.send_response(reply.status)
        length = len(reply.body) if reply.announced_length is None else reply.announced_length
        headers = {"Content-Type": reply.media_type, "Content-Length": str(length)} | dict(reply.headers)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        whole = len(reply.body) if reply.stall_after is None else reply.stall_after
        step = 1 if reply.drip_seconds else whole or 1
        for position in range(0, whole, step):
            self.wfile.write(reply.body[position : position + step])
            self._pause(reply.drip_seconds)
        if reply.stall_after is not None:
            self._pause(LONGEST_PAUSE_SECONDS)

    def _pause(self, seconds: float) -> None:
        """Wait, but not longer than the server lives."""
        if self.server.loopback.closing.wait(seconds):
            raise BrokenPipeError

    def log_message(self, *_: object) -> None:
        """Say nothing: the test looks at `asked`."""
