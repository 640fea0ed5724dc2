"""Keeps the two random keys of a day, from which visitors' ids and the tokens of forms are made."""

import json
import os
import secrets
import threading
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from trending_now.domain.ports import Clock
from trending_now.logs import logger
from trending_now.store.sql.in_use import in_turn

KEY_BYTES = 32
GRACE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of a day (UTC); `earlier_form` is the day before's, for forms opened before midnight."""

    day: date
    visitor: bytes
    form: bytes
    earlier_form: bytes | None = None


class DayKeys:
    """Makes new keys every day and forgets the old ones.

    They are in a file of the home folder that only its owner may read, so that several processes and a restart use the
    same keys; if it cannot be written, they are kept in memory. The visitors' key ends with its day, the forms' key an
    hour later. The first caller after that, or a refresh, removes them.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._lock = threading.Lock()
        self._known: Keys | None = None

    def current(self) -> Keys:
        """Return today's keys."""
        now = self._clock().astimezone(UTC)
        with self._lock:
            if self._known is None or not _is_fresh(self._known, now):
                self._known = self._renewed(now)
            return self._known

    def _renewed(self, now: datetime) -> Keys:
        """Return today's keys, made by another process meanwhile or made now."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with in_turn(self._path.parent):
                stored = _read(self._path)
                keys = _follow(stored or self._known, now)
                if keys != stored:
                    _write(self._path, keys)
                return keys
        except OSError as error:
            logger(__name__).warning("day keys are kept in memory only", path=str(self._path), reason=error.strerror)
            return _follow(self._known, now)


def _is_fresh(keys: Keys, now: datetime) -> bool:
    return keys.day == now.date() and (keys.earlier_form is None or _is_early(now))


def _is_early(now: datetime) -> bool:
    """Tell whether it is within the hour after midnight."""
    return now - GRACE < datetime(now.year, now.month, now.day, tzinfo=UTC)


def _follow(last: Keys | None, now: datetime) -> Keys:
    """Return today's keys, given the last ones: the same while their day lasts, else new ones.

    Keys of tomorrow are used as they are, since another machine's clock may be ahead.
    """
    today = now.date()
    if last is not None and today <= last.day <= today + timedelta(days=1):
        return last if last.day > today or _is_early(now) else replace(last, earlier_form=None)
    is_yesterdays = last is not None and last.day == today - timedelta(days=1)
    earlier = last.form if last is not None and is_yesterdays and _is_early(now) else None
    return Keys(today, secrets.token_bytes(KEY_BYTES), secrets.token_bytes(KEY_BYTES), earlier)


def _read(path: Path) -> Keys | None:
    """Return the stored keys; None if there are none, or they cannot be read."""
    try:
        stored = json.loads(path.read_text("utf-8"))
        earlier = stored["earlier_form"]
        return Keys(
            date.fromisoformat(stored["day"]),
            bytes.fromhex(stored["visitor"]),
            bytes.fromhex(stored["form"]),
            bytes.fromhex(earlier) if earlier else None,
        )
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _write(path: Path, keys: Keys) -> None:
    """Replace the file, so that a reader sees either the old keys or the new ones."""
    content = {
        "day": keys.day.isoformat(),
        "visitor": keys.visitor.hex(),
        "form": keys.form.hex(),
        "earlier_form": keys.earlier_form.hex() if keys.earlier_form else None,
    }
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file)
    partial.replace(path)
