"""The app on a free loopback port, with a demo catalogue behind it; `LATE_ANSWERS=0.8` lets browsers wait for it."""

import asyncio
import os
import random
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from pydantic import SecretStr
from starlette.types import ASGIApp, Receive, Scope, Send

from trending_now.settings import Settings
from trending_now.web.app import create_app
from trending_now.web.app_parts import WebParts
from trending_now.web.serve import build_server, open_parts
from trending_now.wiring.engines import build_engine
from trending_now.wiring.refresh import Refresh, open_refresh
from trending_now.wiring.sources import source_builder
from trending_now.wiring.workshop import open_workshop

TOKEN = "an-operator's-token"
LATE_ANSWERS = float(os.environ.get("LATE_ANSWERS", "0"))


@dataclass(frozen=True, slots=True)
class Served:
    """A running app: its address, a client that speaks to it, the refresh that a test may start, and its parts."""

    url: str
    client: httpx2.Client
    settings: Settings
    refresh: Refresh
    parts: WebParts


def settings_for(home: Path, **changed: object) -> Settings:
    """Return settings of a folder of its own, without the environment's sources."""
    return Settings(_env_file=None, home=home, sources=(), **changed)  # type: ignore[call-arg, arg-type]


@contextmanager
def serve_app(settings: Settings, change: Callable[[WebParts], WebParts] = lambda parts: parts) -> Iterator[Served]:
    """Serve the app in a thread, its parts as a test changes them; its schedule is not started."""
    with open_refresh(settings, lambda _: None, pytest.fail) as refresh, open_parts(settings, refresh) as built:
        parts = change(built)
        with serve_parts(parts) as (url, client):
            yield Served(url, client, settings, refresh, parts)


@contextmanager
def serve_parts(parts: WebParts) -> Iterator[tuple[str, httpx2.Client]]:
    """Serve an app of these parts; its address, and a client that speaks to it."""
    server = build_server(parts)
    if LATE_ANSWERS:
        server.config.app = LateAnswers(create_app(parts))
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    # The server closes what was idle for five seconds, the client's own choice: a request in that moment would be lost.
    kept = httpx2.Limits(keepalive_expiry=1)
    with httpx2.Client(base_url=url, timeout=60, limits=kept, verify=False) as client:
        yield url, client
    server.should_exit = True
    thread.join()


@dataclass(frozen=True, slots=True)
class LateAnswers:
    """The app on a slow machine: browsers wait for it, each time another while."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request of a browser late, any other at once."""
        if any(name == b"user-agent" and b"Chrome" in agent for name, agent in scope["headers"]):
            await asyncio.sleep(random.uniform(LATE_ANSWERS / 3, LATE_ANSWERS))
        await self.app(scope, receive, send)


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the demo catalogue, ingested and enriched; to be read only."""
    return stocked(settings_for(tmp_path_factory.mktemp("demo"))).home


@pytest.fixture(scope="session")
def served(demo_home: Path) -> Iterator[Served]:
    """Serve the demo catalogue for tests that only look."""
    with serve_app(settings_for(demo_home, classify_per_minute=10_000)) as app:
        yield app


@pytest.fixture
def own_app(demo_home: Path, tmp_path: Path) -> Iterator[Served]:
    """Serve a copy of the demo catalogue that a test may change, with an operator token."""
    home = shutil.copytree(demo_home, tmp_path / "home")
    with serve_app(settings_for(home, operator_token=SecretStr(TOKEN), classify_per_minute=3)) as app:
        yield app


@pytest.fixture(scope="session")
def rules_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the demo catalogue as engine `rules` reads it, which is soon loaded; to be read only."""
    return stocked(settings_for(tmp_path_factory.mktemp("rules"), engine="rules")).home


@pytest.fixture(scope="session")
def rules_app(rules_home: Path) -> Iterator[Served]:
    """Serve the demo catalogue as engine `rules` reads it, whose evidence names words; for tests that only look."""
    with serve_app(settings_for(rules_home, engine="rules")) as app:
        yield app


@pytest.fixture
def own_rules_app(rules_home: Path, tmp_path: Path) -> Iterator[Served]:
    """Serve a copy of it that a test may change, with an operator token."""
    home = shutil.copytree(rules_home, tmp_path / "home")
    with serve_app(settings_for(home, operator_token=SecretStr(TOKEN), engine="rules")) as app:
        yield app


def stocked(settings: Settings) -> Settings:
    """Store the demo catalogue and have the engine of the settings read it."""
    with open_workshop(settings) as workshop, source_builder(settings) as build:
        workshop.refreshing.ingest(build("demo"))
        workshop.enriching.run(build_engine(settings))
    return settings
