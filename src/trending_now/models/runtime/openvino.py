"""OpenVINO, loaded without its conversion tools, which nothing here needs."""

import sys
from threading import Lock
from types import ModuleType

import numpy as np

CONVERSION_TOOLS = "openvino.tools.ovc"

_lock = Lock()


def load_openvino() -> ModuleType:
    """Import OpenVINO.

    The conversion tools take as long to import as all the rest of it, write an identifier into the home folder and
    report over the network that they were loaded. OpenVINO works without them, and None in `sys.modules` makes Python
    treat them as missing; afterwards they can be imported as usual.

    One array is passed in under the lock, since OpenVINO imports NumPy with the first one, and two threads that do so
    at the same time would deadlock.
    """
    with _lock:
        hidden = CONVERSION_TOOLS not in sys.modules
        if hidden:
            sys.modules[CONVERSION_TOOLS] = None  # type: ignore[assignment]
        try:
            import openvino
        finally:
            if hidden:
                del sys.modules[CONVERSION_TOOLS]
        _ = openvino.Tensor(np.zeros(1)).data
    return openvino  # type: ignore[no-any-return]
