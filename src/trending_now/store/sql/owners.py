"""Names the process that works on a row, and tells whether it is still alive."""

import os
import socket
from pathlib import Path


def this_process() -> str:
    """Return the name of this process: machine, number, and start time, since numbers are used again."""
    return f"{socket.gethostname()}:{os.getpid()}:{_began(os.getpid())}"


def is_process_alive(owner: str) -> bool | None:
    """Tell whether the process of that name is alive; None if it is on another machine, which cannot be asked."""
    host, pid, began = owner.rsplit(":", 2)
    if host != socket.gethostname():
        return None
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return began == _began(int(pid))


def _began(pid: int) -> str:
    """Return when a process began, in clock ticks since Linux started."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
