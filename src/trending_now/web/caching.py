"""What clients may keep, and how they ask whether it is still right: entity tags, and files asked for again."""

import hashlib
import os

from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TAGGED = (
    "text/html", "text/css", "text/plain", "application/json", "application/atom+xml", "application/xml",
    "image/svg+xml", "image/png", "image/jpeg", "image/webp", "image/gif",
)  # fmt: skip


class EntityTags:
    """Gives whole answers to GET a weak ETag of their bytes, and answers 304 to those who have them already."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        held: list[Message] = []

        async def send_tagged(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_taggable(message):
                held.append(message)
            elif not held:
                await send(message)
            else:
                held.append(message)
                if not message.get("more_body", False):
                    for ready in _tagged(held, Headers(scope=scope).get("if-none-match", "")):
                        await send(ready)

        await self._app(scope, receive, send_tagged)


class FreshFiles(StaticFiles):
    """Files that browsers ask for again each time.

    Their addresses name no version, and a page must not run with the scripts of an earlier one.
    """

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Return a file, or that it has not changed; either way it is asked for again."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers.setdefault("Cache-Control", "no-cache")
        return response


def _is_taggable(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    kind = headers.get("content-type", "").partition(";")[0]
    return start["status"] == 200 and kind in TAGGED and "etag" not in headers


def _tagged(held: list[Message], known: str) -> list[Message]:
    body = b"".join(message.get("body", b"") for message in held[1:])
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    start = held[0]
    headers = MutableHeaders(scope=start)
    headers["ETag"] = tag
    headers.setdefault("Cache-Control", "no-cache")
    if not {tag.removeprefix("W/"), "*"}.isdisjoint(given.strip().removeprefix("W/") for given in known.split(",")):
        start["status"] = 304
        headers.add_vary_header("Accept-Encoding")  # as of the whole answer, which is packed further out
        del headers["content-length"]
        del headers["content-type"]
        body = b""
    return [start, {"type": "http.response.body", "body": body, "more_body": False}]
