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
    report to their maker over the network that they were loaded. OpenVINO does without where they are missing, and
    None in `sys.modules` is how Python is told that a module is missing; whoever wants them later can still import
    them.

    An array is handed over once in here, since OpenVINO looks for NumPy with the first one: two threads that do so at
    the same time wait for each other for good.
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
