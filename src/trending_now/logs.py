"""The program's log: structlog, loaded when a line is to be written, since it takes longer than many a command."""

import logging
import sys
from typing import Any

_wanted: list[str] = []


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
    """Tell structlog the level that was set before it was loaded."""
    import structlog

    if _wanted:
        level = logging.getLevelNamesMapping()[_wanted.pop().upper()]
        structlog.configure(
            wrapper_class=structlog.make_filtering_bound_logger(level),
            logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        )
