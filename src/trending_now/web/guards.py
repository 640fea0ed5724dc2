"""What every request and answer passes through: security headers, trusted hosts, redirects by path, a cap on bodies."""

from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trending_now.web.problems import problem_response

LARGEST_BODY_BYTES = 1024 * 1024
LARGEST_PASSED_BYTES = 32 * 1024 * 1024  # of a body that is refused; it is not kept
UNTRUSTED = "This app does not answer to the name in the Host header; TRENDING_NOW_TRUSTED_HOSTS lists those it does."
PROBES = ("/healthz", "/readyz")
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class SecurityHeaders:
    """Adds the security headers to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(SECURITY_HEADERS)
            await send(message)

        await self._app(scope, receive, send_secured if scope["type"] == "http" else send)


class TrustedHosts:
    """Refuses requests to a host that is not ours; probes, which name the machine by its address, come through."""

    def __init__(self, app: ASGIApp, allowed_hosts: Sequence[str]) -> None:
        self._app = app
        self._guard = TrustedHostMiddleware(_answer_nothing, allowed_hosts, www_redirect=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        is_probe = scope["type"] == "http" and scope["path"] in PROBES
        is_trusted = is_probe or await self._is_trusted(scope, receive)
        await (self._app if is_trusted else problem_response(400, UNTRUSTED))(scope, receive, send)

    async def _is_trusted(self, scope: Scope, receive: Receive) -> bool:
        """Tell what the framework's guard thinks of the host: it answers, in plain text, only what it refuses."""
        answers: list[Message] = []

        async def keep(message: Message) -> None:
            answers.append(message)

        await self._guard(scope, receive, keep)
        return not answers


class HeadAsGet:
    """Answers HEAD as GET, and says so where other methods are refused; the server leaves the body out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def send_allowing(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == HTTPStatus.METHOD_NOT_ALLOWED:
                headers = MutableHeaders(scope=message)
                allowed = [method.strip() for method in headers.get("allow", "").split(",")]
                if "GET" in allowed and "HEAD" not in allowed:
                    headers["allow"] = ", ".join([*allowed, "HEAD"])
            await send(message)

        is_head = scope["type"] == "http" and scope["method"] == "HEAD"
        await self._app({**scope, "method": "GET"} if is_head else scope, receive, send_allowing)


class RelativeRedirects:
    """Sends on by path alone: the framework names scheme and host, too, and a proxy may speak TLS for us."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def send_relative(message: Message) -> None:
            if message["type"] == "http.response.start" and 300 <= message["status"] < 400:
                headers = MutableHeaders(scope=message)
                if "location" in headers:
                    named = urlsplit(headers["location"])
                    path = f"/{named.path.lstrip('/')}" if named.netloc else named.path
                    headers["location"] = named._replace(scheme="", netloc="", path=path).geturl()
            await send(message)

        await self._app(scope, receive, send_relative)


class BodyCap:
    """Reads a request's body before anything else does, and refuses one that is too large (413)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, its body read."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = bytearray()
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > LARGEST_BODY_BYTES:
                await _let_pass(receive, more=more)
                detail = f"The body is larger than {LARGEST_BODY_BYTES:,} bytes; send less at once."
                await problem_response(413, detail, {"Connection": "close"})(scope, receive, send)
                return
        await self._app(scope, _replay(bytes(body), receive), send)


async def _answer_nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """Stand where the app would behind a guard that is only asked."""


async def _let_pass(receive: Receive, *, more: bool) -> None:
    """Read on past a body that is refused: a client that is cut off while it writes never sees the answer."""
    passed = 0
    while more and passed < LARGEST_PASSED_BYTES:
        message = await receive()
        passed += len(message.get("body", b""))
        more = message.get("more_body", False)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that hands out a body that was read already, then waits for what comes after."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay
