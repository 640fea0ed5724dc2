"""Gives up a host for the rest of a run when one address after the other fails for the host's own reason."""

import threading

from trending_now.errors import FetchFailed

MOST_IN_A_ROW = 10  # a week that is too much for a query service is asked about in up to five parts


class Outages:
    """Counts the addresses in a row that a host failed on every try, within a run; safe to share between threads.

    After `MOST_IN_A_ROW` of them the host is asked no more, until the next run begins. Before the first run begins, as
    where there are no runs, no host is given up.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_run = False
        self._in_a_row: dict[str, int] = {}
        self._given_up: dict[str, str] = {}

    def begin_run(self) -> None:
        """Ask every host again."""
        with self._lock:
            self._is_run = True
            self._in_a_row.clear()
            self._given_up.clear()

    def check(self, host: str) -> None:
        """Make sure that a host was not given up.

        Raises:
            FetchFailed: it was; says why.
        """
        with self._lock:
            if (reason := self._given_up.get(host)) is not None:
                raise FetchFailed(reason)

    def answered(self, host: str) -> None:
        """Count anew: the host works, whatever it answers."""
        with self._lock:
            self._in_a_row.pop(host, None)
            self._given_up.pop(host, None)  # an answer that was on its way when it was given up

    def failed(self, host: str, reason: str) -> None:
        """Count an address that the host failed on every try, and why the last try failed."""
        with self._lock:
            count = self._in_a_row[host] = self._in_a_row.get(host, 0) + 1
            if self._is_run and count >= MOST_IN_A_ROW:
                told = (
                    f"{host} is asked no more in this run, since {count} addresses in a row failed (the last: {reason})"
                )
                self._given_up.setdefault(host, f"{told}. The next run asks it again.")
