"""A real S3 server on loopback (moto's), and a way to it that fails as a test says."""

import http.client
import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

import pytest

REGION = "eu-central-1"
KEY, SECRET = "AKIAIOSFODNN7INVENTED", "invented-for-tests"
PATIENCE = {"AWS_RETRY_MODE": "standard", "AWS_MAX_ATTEMPTS": "3", "AWS_EC2_METADATA_DISABLED": "true"}
SLOW_DOWN = b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
PASSED_ON = ("content-type", "etag", "last-modified", "x-amz-", "date")


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asks of the server."""

    method: str
    path: str


@dataclass(frozen=True, slots=True)
class S3Server:
    """A server that speaks S3, with everything else of AWS that tests need."""

    url: str
    numbers: Iterator[int] = field(default_factory=count)

    def client(self, service: str = "s3", url: str | None = None, **credentials: str) -> Any:
        """Return a client of one of its services."""
        import boto3

        given = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET} | credentials
        return boto3.client(service, region_name=REGION, endpoint_url=url or self.url, **given)

    def bucket(self, name: str | None = None) -> str:
        """Make a bucket; returns its name."""
        name = name or f"invented-{os.getpid()}-{next(self.numbers)}"
        self.client().create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        return name

    def keys(self, bucket: str) -> list[str]:
        """Return what lies in a bucket."""
        return [entry["Key"] for entry in self.client().list_objects_v2(Bucket=bucket).get("Contents", [])]

    @contextmanager
    def checking_keys(self) -> Iterator[None]:
        """Let the server look at keys and policies, as AWS does, while the block runs."""
        self._check_from("0")
        try:
            yield
        finally:
            self._check_from("inf")

    def _check_from(self, actions: str) -> None:
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=20)
        connection.request("POST", "/moto-api/reset-auth", actions.encode())
        assert connection.getresponse().status == 200

    def environment(self, url: str | None = None) -> dict[str, str]:
        """Return AWS's usual settings for a program that is to use this server."""
        named = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_DEFAULT_REGION": REGION}
        return named | PATIENCE | {"AWS_ENDPOINT_URL": url or self.url}


@contextmanager
def serving_s3() -> Iterator[S3Server]:
    """Run the server on a free port of this machine."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield S3Server(f"http://{host}:{port}")
    finally:
        server.stop()


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    """Start the server for the session."""
    pytest.importorskip("moto", reason="moto is not installed; run `make data-setup` for the tests on an S3 server")
    with serving_s3() as server:
        yield server


@pytest.fixture
def s3_settings(s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> S3Server:
    """Let AWS's usual environment variables name the server; returns it."""
    for name, value in s3.environment().items():
        monkeypatch.setenv(name, value)
    return s3


Fault = Callable[[Request], str | None]
"""What goes wrong with a request: "slow down" is answered with 503, "cut" breaks the connection inside the body."""


@contextmanager
def faulty(server: S3Server, fault: Fault) -> Iterator[str]:
    """Open a way to the server on which requests fail; yields its URL."""
    proxy = _Proxy(server.url, fault)
    threading.Thread(target=proxy.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{proxy.server_port}"
    finally:
        proxy.shutdown()
        proxy.server_close()


class _Proxy(ThreadingHTTPServer):
    """Passes requests on to a server, but for those that are to fail."""

    daemon_threads = True

    def __init__(self, upstream: str, fault: Fault) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream, self.fault = upstream, fault


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Proxy

    def pass_on(self) -> None:
        wrong = self.server.fault(Request(self.command, self.path))
        length = int(self.headers.get("Content-Length", 0))
        if wrong == "cut":
            self.rfile.read(min(length, 100))
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if self.headers.get("Expect") == "100-continue":
            self.send_response_only(100)
            self.end_headers()
        body = self.rfile.read(length)
        self.answer(*((503, {}, SLOW_DOWN) if wrong else _ask(self.server.upstream, self, body)))

    def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response_only(status)
        if self.command != "HEAD":
            headers = headers | {"Content-Length": str(len(body))}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = pass_on  # noqa: N815 (names that the server looks for)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _ask(server: str, request: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(server.removeprefix("http://"), timeout=20)
    connection.request(request.command, request.path, body, dict(request.headers.items()))
    answer = connection.getresponse()
    kept = {name: value for name, value in answer.getheaders() if name.lower().startswith(PASSED_ON)}
    if request.command == "HEAD" and answer.getheader("Content-Length"):
        kept["Content-Length"] = str(answer.getheader("Content-Length"))
    return answer.status, kept, answer.read()
