"""The engines that a running app reads titles with, run after run."""

from contextlib import closing
from pathlib import Path

from trending_now.pipeline.prompts.versions import Label
from trending_now.settings import Settings
from trending_now.wiring.database import open_database
from trending_now.wiring.engines import Readers
from trending_now.wiring.llm import build_prompt_shelf

LLM = {"engine": "llm", "llm_model": "openai:gpt-5-mini", "llm_api_key": "no-key"}


def _settings(home: Path, **more: str) -> Settings:
    return Settings(_env_file=None, home=home, **more)  # type: ignore[call-arg, arg-type]


def test_the_next_run_asks_with_the_prompt_that_was_promoted_meanwhile(tmp_path: Path) -> None:
    settings = _settings(tmp_path, **LLM)
    readers = Readers(settings, lambda _: None)
    quick, slow = readers()

    with closing(open_database(settings, writable=True)) as database:
        build_prompt_shelf(settings, database).promote("enrich-v1", Label.PRODUCTION)
    quick_again, promoted = readers()

    assert (quick.name, slow.name, promoted.name) == ("boosted", "llm", "llm")
    assert quick_again is quick
    assert "enrich-v1" not in str(slow.version)
    assert "enrich-v1" in str(promoted.version)


def test_a_malformed_prompt_leaves_the_engine_as_it_was_and_is_told(tmp_path: Path) -> None:
    told: list[str] = []
    readers = Readers(_settings(tmp_path, **LLM), told.append)
    before = readers()
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "mine.md").write_text("no front matter", "utf-8")

    assert readers() == before
    assert len(told) == 1
    assert "mine.md" in told[0]
    assert told[0].endswith("The engine llm goes on as it was.")


def test_an_engine_that_reads_at_once_stays_the_same(tmp_path: Path) -> None:
    readers = Readers(_settings(tmp_path, engine="rules"), lambda _: None)

    assert [engine.name for engine in readers()] == ["rules"]
    assert readers() == readers()
