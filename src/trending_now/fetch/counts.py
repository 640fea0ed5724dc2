"""Counts the requests to each host and their outcomes."""

import threading
from collections import defaultdict
from dataclasses import dataclass, replace


@dataclass(slots=True)
class HostCounts:
    """The counts of one host since the program started."""

    requests: int = 0
    retries: int = 0
    received_bytes: int = 0
    refused: int = 0
    failed: int = 0


class FetchCounts:
    """The counts of every host, safe to add to from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._whole: FetchCounts | None = None
        self.by_host: defaultdict[str, HostCounts] = defaultdict(HostCounts)

    def count_in(self, whole: "FetchCounts") -> None:
        """Add what comes from now on to the counts of a whole, too."""
        self._whole = whole

    def add(self, host: str, **amounts: int) -> None:
        """Add to a host's counts, by their names."""
        with self._lock:
            counts = self.by_host[host]
            for name, amount in amounts.items():
                setattr(counts, name, getattr(counts, name) + amount)
        if self._whole is not None:
            self._whole.add(host, **amounts)

    def told(self) -> dict[str, HostCounts]:
        """Return the counts as they are now, by host."""
        with self._lock:
            return {host: replace(counts) for host, counts in self.by_host.items()}
