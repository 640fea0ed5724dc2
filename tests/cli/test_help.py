"""Help comes at once, because nothing heavy is loaded for it, and says what every command does."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from tests.cli.commands import TrendingNow
from trending_now import __version__
from trending_now.cli.main import app
from trending_now.cli.usage_line import first_clauses
from trending_now.wiring.engines import ENGINES

COMMANDS_OF = {
    "match": ("review", "say", "join", "split"),
    "snapshot": ("list", "show", "diff"),
    "prompts": ("list", "show", "promote", "rollback", "eval", "compare", "calibrate", "flagged", "trial", "board"),
    "llm": ("serve",),
    "data": ("fetch", "remote", "push", "pull", "checkout"),
    "quarantine": ("list", "show", "retry", "drop"),
}
COMMANDS = (
    "up", "ingest", "import", "crawl", "policy", "enrich", "classify", "evaluate", "train", "doctor", "check",
    "backup", "restore", "match", "snapshot", "prompts", "llm", "data", "quarantine",
)  # fmt: skip
EVERY = [[name] for name in COMMANDS] + [[group, name] for group, names in COMMANDS_OF.items() for name in names]
HEAVY = {
    "pydantic", "pydantic_settings", "sqlalchemy", "alembic", "polars", "httpx2", "fastapi", "starlette", "uvicorn",
    "numpy", "scipy", "sklearn", "rich", "structlog", "fsspec", "apscheduler", "asyncio", "jinja2", "torch", "mlflow",
}  # fmt: skip
LOADED = """
import json, sys
from trending_now.cli.main import main
sys.argv = ["trending-now", *sys.argv[1:]]
try:
    main()
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize("arguments", [["--help"], *([*command, "--help"] for command in EVERY)], ids=" ".join)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, "-c", LOADED, *arguments], capture_output=True, check=True, text=True)
    assert "Usage: trending-now" in done.stdout
    assert HEAVY & set(json.loads(done.stderr)) == set()


def test_an_import_loads_no_more_than_it_needs(trending_now: TrendingNow) -> None:
    (trending_now.folder / "one.csv").write_text(
        "name,plot\nThe Tin Harbour,A lamplighter counts the ships.\n", "utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-c", LOADED, "import", "one.csv"],
        capture_output=True,
        check=True,
        text=True,
        cwd=trending_now.folder,
        env=trending_now.environment({}),
    )
    loaded = set(json.loads(done.stderr.splitlines()[-1]))
    assert {"structlog", "rich", "alembic", "fastapi", "uvicorn", "numpy", "httpx2", "apscheduler"} & loaded == set()


def test_every_command_is_listed_with_what_it_does() -> None:
    listed = CliRunner().invoke(app, ["--help"]).output.partition("Commands:")[2].strip().splitlines()
    assert [line.split()[0] for line in listed] == list(COMMANDS)
    assert all(len(line.split()) > 3 for line in listed)


@pytest.mark.parametrize("group", COMMANDS_OF)
def test_every_command_of_a_group_is_listed_with_what_it_does(group: str) -> None:
    listed = CliRunner().invoke(app, [group, "--help"]).output.partition("Commands:")[2].strip().splitlines()
    assert [line.split()[0] for line in listed] == list(COMMANDS_OF[group])


@pytest.mark.parametrize("group", [[], *([name] for name in COMMANDS_OF)], ids=" ".join)
def test_what_a_command_does_is_told_in_whole_clauses(group: list[str]) -> None:
    listed = CliRunner().invoke(app, [*group, "--help"]).output.partition("Commands:")[2].strip().splitlines()
    assert listed
    assert all(line.endswith(".") and not line.endswith("...") and len(line) <= 80 for line in listed), listed


@pytest.mark.parametrize(
    ("limit", "told"),
    [(40, "Count the ships, name them; go home."), (30, "Count the ships, name them."), (16, "Count the ships.")],
)
def test_a_sentence_without_room_ends_with_a_clause(limit: int, told: str) -> None:
    assert first_clauses("Count the ships, name them;\n    go home.\n\nMore.", limit) == told


@pytest.mark.parametrize("command", EVERY, ids=" ".join)
def test_every_option_of_a_command_is_explained(command: list[str]) -> None:
    both = [CliRunner().invoke(app, [*command, flag]).output for flag in ("--help", "-h")]
    assert both[0] == both[1]
    lines = both[0].partition("Options:")[2].partition("Commands:")[0].strip().splitlines()
    assert all(len(line.split()) > 3 for line in lines if line.strip().startswith("-"))


@pytest.mark.parametrize("command", EVERY, ids=" ".join)
def test_what_a_command_takes_is_named_for_people(command: list[str]) -> None:
    shown = CliRunner().invoke(app, [*command, "--help"]).output
    assert [sign for sign in ("{", "[[", "<str>", "<list", "range>") if sign in shown.partition("Arguments:")[0]] == []
    assert [sign for sign in ("<str>", "<list", "range>") if sign in shown.partition("Options:")[2]] == []


@pytest.mark.parametrize("command", ["classify", "enrich", "evaluate"])
def test_the_help_names_the_engines_to_choose_from(command: str) -> None:
    shown = " ".join(CliRunner().invoke(app, [command, "--help"]).output.split())
    assert f"--engine NAME {', '.join(ENGINES)}; default: the setting ENGINE." in shown


def test_a_word_that_is_no_choice_is_told_without_the_names_of_our_tools(trending_now: TrendingNow) -> None:
    outcome = trending_now("match", "say", "1", "maybe")
    assert outcome.failed_with(2, "'WORD': 'maybe' is not one of 'same', 'different'")


def test_the_version_is_told() -> None:
    assert CliRunner().invoke(app, ["--version"]).output == f"trending-now {__version__}\n"


def test_no_command_at_all_shows_the_help_and_is_wrong_use() -> None:
    shown = CliRunner().invoke(app, [])
    assert shown.exit_code == 2
    assert shown.output.startswith("Usage: trending-now")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "No such command 'nonsense'; `trending-now --help` shows how it is used."),
        (["clasify"], "No such command 'clasify'. Did you mean 'classify'? `trending-now --help` shows"),
        (["import"], "Missing argument 'FILE'; `trending-now import --help` shows how it is used."),
        (["classify", "--nonsense"], "No such option: --nonsense; `trending-now classify --help`"),
        (["up", "--port", "99999"], "Invalid value for '--port'"),
        (["evaluate", "x", "--limit", "0"], "Invalid value for '--limit'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_use_is_one_sentence_that_says_where_help_is(
    trending_now: TrendingNow, arguments: list[str], said: str
) -> None:
    assert trending_now(*arguments).failed_with(2, said, "--help` shows how it is used")
