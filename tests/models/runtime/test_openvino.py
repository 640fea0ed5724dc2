"""OpenVINO as the encoder loads it."""

import subprocess
import sys

import pytest

AT_ONCE = """
import sys
from threading import Barrier, Thread

import numpy as np

from trending_now.models.runtime.openvino import load_openvino

openvino = load_openvino()
from openvino import opset13

sys.setswitchinterval(1e-6)
rows = opset13.parameter([-1, 4], np.float32)
model = openvino.Core().compile_model(openvino.Model([opset13.relu(rows)], [rows], "positive"), "CPU")
requests = [model.create_infer_request() for _ in range(4)]
start = Barrier(len(requests))


def ask(request):
    start.wait()
    request.infer({0: np.ones((2, 4), np.float32)})


threads = [Thread(target=ask, args=(request,)) for request in requests]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


@pytest.mark.parametrize("attempt", range(3))
def test_threads_that_ask_first_at_the_same_time_are_answered(attempt: int) -> None:
    """Without the array that `load_openvino` hands over, four of five such programs hang."""
    subprocess.run([sys.executable, "-c", AT_ONCE], check=True, timeout=60)
