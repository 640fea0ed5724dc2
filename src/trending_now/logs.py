"""The program's log: structlog, loaded when a line is to be written, since it takes longer than many a command."""

import logging
import os
import sys
from contextlib import suppress
from typing import Any

_wanted: list[str] = ["debug"]


def set_level(level: str) -> None:
    """Log what is at least of this level ("debug", "info", "warning", "error"), to stderr."""
    _wanted[:] = [level]
    if "structlog" in sys.modules:
        _configure()


def logger(name: str) -> Any:
    """Return structlog's logger of a module."""
    import structlog

    _configure()
    return structlog.get_logger(name)


def _configure() -> None:
    """Tell structlog the level that was set before it was loaded, and to show no values beside a traceback.

    Its own choice prints every local variable: an operator's token, a visitor's address.
    """
    import structlog

    if not _wanted:
        return
    level = logging.getLevelNamesMapping()[_wanted.pop().upper()]
    colors = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    plain = structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(
        processors=[*structlog.get_config()["processors"][:-1], plain],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.PrintLogger(_STDERR),  # type: ignore[arg-type] # all that it asks of a file
    )


class _Stderr:
    """Stderr as it is now. A line that it does not take is lost: that ends no work that is worth a line."""

    def write(self, text: str) -> None:
        with suppress(OSError):
            sys.stderr.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            sys.stderr.flush()


_STDERR = _Stderr()
