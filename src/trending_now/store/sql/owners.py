"""Which process owns a row that is being worked on, and whether it still lives."""

import os
import socket
from pathlib import Path


def this_process() -> str:
    """Return the name of this process: machine, number, and when it began, since numbers are given again."""
    return f"{socket.gethostname()}:{os.getpid()}:{_began(os.getpid())}"


def is_process_alive(owner: str) -> bool | None:
    """Tell whether the process of that name lives; None where it is another machine's, which cannot be asked."""
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
    """Return when a process began, in Linux's own count."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
