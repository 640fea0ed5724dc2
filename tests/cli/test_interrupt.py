"""Ctrl-C ends a command with one sentence and the exit code that shells know; a closed stream is none to read from."""

import json
import signal
import subprocess
import sys
from pathlib import Path

from tests.cli.commands import PROGRAM, TrendingNow

# A test run in the background ignores the signal, and so would its children.
HEEDING = """
import signal
from trending_now.cli.main import main
signal.signal(signal.SIGINT, signal.default_int_handler)
main()
"""


def test_ctrl_c_is_told_in_one_sentence_and_what_was_answered_stays(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HEEDING, "classify", "--json"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=TrendingNow(tmp_path).environment({}),
    ) as running:  # fmt: skip
        assert running.stdin
        assert running.stdout
        running.stdin.write(b'{"id": 1, "text": "The sheriff rides."}\n')
        running.stdin.flush()
        assert json.loads(running.stdout.readline())["id"] == 1
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert err == b"trending-now: Stopped; what was reported done is kept.\n"


def test_a_stream_that_the_caller_has_closed_is_one_without_anything_in_it(tmp_path: Path) -> None:
    program = " ".join(PROGRAM)
    ended = subprocess.run(
        ["/bin/sh", "-c", f"{program} classify --file - --json <&-; {program} classify --json ghost >&-"],
        stderr=subprocess.PIPE, env=TrendingNow(tmp_path).environment({}), check=True,
    )  # fmt: skip
    assert ended.stderr.decode().startswith("trending-now: Standard input holds nothing to classify; ")
    assert ended.stderr.count(b"\n") == 1
