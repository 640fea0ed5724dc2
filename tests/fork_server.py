"""The one server that tests fork processes from: an interpreter knows one list of what it loads, the last."""

import multiprocessing

SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(
    ["tests.pipeline.killed_llm_run", "tests.pipeline.killed_run", "tests.pipeline.killed_snapshot"]
)
