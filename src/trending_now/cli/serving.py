"""What `up` does around the app: it takes the port first, and says what each refresh brought."""

import errno
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from trending_now.cli.output import say
from trending_now.domain.run import Run, RunState
from trending_now.errors import SettingsError
from trending_now.settings import PREFIX, Settings
from trending_now.wiring.sources import missing_keys

GRACE_SECONDS = 1.0
OF_THE_PORT = {errno.EACCES}


@contextmanager
def listen(settings: Settings) -> Iterator[socket.socket]:
    """Take the port before anything else is done.

    Raises:
        SettingsError: it is in use, or not ours to take.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((settings.host, settings.port))
            listening.listen(128)
        except OSError as error:
            raise _port_error(settings, error) from None
        yield listening


def report_runs(settings: Settings, runs: list[Run]) -> None:
    """Say which engine failed, and what a refresh brought, a line for each source or site, or why the demo is shown."""
    for engine, reason in _failed_engines(runs).items():
        warn(f"enrich {engine} failed: {reason}")
    live = [run for run in runs if run.stage in ("ingest", "crawl") and run.subject != "demo"]
    done = [run for run in live if run.state is RunState.DONE]
    failed = [run for run in live if run.state is RunState.FAILED]
    is_demo = any(run.subject == "demo" for run in runs) and not any(run.counts.fetched for run in done)
    if is_demo:
        say(" ".join(["Serving the invented demo catalogue.", *_reasons(settings, failed)]))
        return
    for run in done:
        counts = run.counts
        told = f" {run.message.rstrip('.')}." if run.message else ""
        say(f"{run.subject}: {counts.new} new, {counts.updated} updated, {counts.unchanged} unchanged.{told}")
    for run in failed:
        warn(f"{run.subject}: {run.message}")


def warn(sentence: str) -> None:
    """Say on stderr what a person should know while the app goes on."""
    say(f"trending-now: {sentence}", err=True)


def leave_after_grace() -> None:
    """End the program soon, even if a slow service or reader of what it says keeps it; every stored batch is whole."""
    threading.Thread(target=_leave, daemon=True).start()


def _leave() -> None:
    threading.Event().wait(GRACE_SECONDS)
    os._exit(0)


def _reasons(settings: Settings, failed: list[Run]) -> list[str]:
    """Return why no source gave a title."""
    if not settings.sources:
        return [f"{PREFIX}SOURCES names no source."]
    names = ", ".join(run.subject for run in failed)
    reasons = [f"Nothing came from {names}: {failed[0].message}"] if failed else []
    return reasons + [f"{name}: no key in {setting}." for name, setting in missing_keys(settings).items()]


def _failed_engines(runs: list[Run]) -> dict[str, str]:
    """Return why engines failed last, by name: each was asked after every source."""
    return {run.subject: run.message for run in runs if run.stage == "enrich" and run.state is RunState.FAILED}


def _port_error(settings: Settings, error: OSError) -> SettingsError:
    place = f"{settings.host}:{settings.port}"
    advice = f"choose another with --port or {PREFIX}PORT"
    if error.errno == errno.EADDRINUSE:
        failure = SettingsError(f"Port {settings.port} is in use by another program; {advice}.")
    else:
        if error.errno not in OF_THE_PORT:
            advice = f"choose another address with --host or {PREFIX}HOST"
        failure = SettingsError(f"{place} cannot be listened on: {error.strerror or error}; {advice}.")
    failure.exit_code = 1
    return failure
