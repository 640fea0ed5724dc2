"""Sends the forms of a title's page as a browser would, and reads what the app makes of them."""

import re

import httpx2
from starlette.requests import Request

from tests.served import Served

PAGE = "/titles/1"
WORDS = f"/api/v1{PAGE}/feedback"
HTML = {"Accept": "text/html"}


def token_on(app: Served, **headers: str) -> str:
    found = re.search(r'name="token" value="([0-9a-f]+)"', app.client.get(PAGE, headers=headers).text)
    assert found
    return found[1]


def send(app: Served, verdict: str, genre: str = "War", token: str | None = None, **headers: str) -> httpx2.Response:
    form = {"genre": genre, "verdict": verdict, "token": token_on(app, **headers) if token is None else token}
    return app.client.post(f"{PAGE}/verdicts", data=form, headers=HTML | headers)


def said(app: Served) -> dict[str, tuple[int, int]]:
    return {one["genre"]: (one["yes"], one["no"]) for one in app.client.get(f"/api/v1{PAGE}").json()["feedback"]}


def token_for(app: Served, title_id: int) -> str:
    """Return the token that a page of this title would carry for the test's client."""
    assert app.parts.verdicts
    headers = [(b"user-agent", app.client.headers["user-agent"].encode())]
    request = Request({"type": "http", "headers": headers, "client": ("127.0.0.1", 1)})
    return app.parts.verdicts.visitors.form_token(request, title_id)
