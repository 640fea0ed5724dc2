"""Serves the app on a socket, the refresh beside it, until the program is told to stop."""

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress

import uvicorn

from trending_now.settings import Settings
from trending_now.web.app import create_app
from trending_now.web.app_parts import WebParts
from trending_now.web.posters.desk import PosterDesk
from trending_now.web.verdict_desk import VerdictDesk, build_verdict_desk
from trending_now.web.visitors import Visitors
from trending_now.wiring.clock import utc_now
from trending_now.wiring.refresh import Refresh
from trending_now.wiring.viewing import build_day_keys, open_feedback, open_viewing

GRACE_SECONDS = 1


def serve(settings: Settings, listening: socket.socket, refresh: Refresh, leave: Callable[[], None]) -> None:
    """Serve until Ctrl-C or a SIGTERM; the refresh starts once pages are answered, and stops with them.

    `leave` is called then, and ends the program soon, whatever keeps it: what tells it so again is not heard any more,
    since that would only break off its end.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), open_parts(settings, refresh) as parts:
        server = build_server(parts)
        refresh.schedule.start()
        try:
            server.run(sockets=[listening])
        except KeyboardInterrupt:
            leave()
            for told_again in (signal.SIGINT, signal.SIGTERM):
                signal.signal(told_again, signal.SIG_IGN)
        finally:
            refresh.schedule.stop()


def build_server(parts: WebParts) -> uvicorn.Server:
    """Return the HTTP server of the app; it logs nothing of its own and does not name itself."""
    config = uvicorn.Config(
        create_app(parts),
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return uvicorn.Server(config)


@contextmanager
def open_parts(settings: Settings, refresh: Refresh | None) -> Iterator[WebParts]:
    """Open what the app works with; without a refresh it can only be looked at."""
    with ExitStack() as stack:
        viewing = stack.enter_context(open_viewing(settings))
        desk = PosterDesk(viewing.poster_shelf, viewing.poster_fetcher, utc_now, viewing.reader.shows_poster)
        posters = stack.enter_context(closing(desk))
        operator = refresh.operator if refresh else None
        verdicts = stack.enter_context(_open_verdicts(settings)) if refresh else None
        yield WebParts(settings, viewing.reader, posters, viewing.engines, operator, utc_now, verdicts)


@contextmanager
def _open_verdicts(settings: Settings) -> Iterator[VerdictDesk]:
    with open_feedback(settings) as book:
        yield build_verdict_desk(book, Visitors(build_day_keys(settings)), settings.feedback_per_minute)
