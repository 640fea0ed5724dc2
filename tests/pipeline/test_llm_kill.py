"""Killed at any moment and run again, the LLM engine loses no title and buys no received answer twice."""

import multiprocessing
import random
import shutil
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.fork_server import SERVER
from tests.invented import NOW, listing, policy
from tests.llm_engines import ledger_rows
from tests.llm_provider import GOOD, Call, Fault, LlmProvider
from tests.pipeline.killed_llm_run import CONCURRENCY, enrich
from tests.pipeline.killed_run import wait_for
from tests.served import settings_for
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.domain.text import Plot
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.journal_tables import EnrichmentRow
from trending_now.wiring.database import open_database

TITLES = 24
SEED = 20_310_521
BUDGET_USD = 9.0


@dataclass(frozen=True, slots=True)
class Spent:
    """What the account says in the end."""

    unknown: Counter[str]
    usd: float


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home folder whose catalogue holds titles that nobody has read yet."""
    home = tmp_path_factory.mktemp("stocked")
    plots = [f"A sheriff rides out at dawn after outlaw number {number}." for number in range(TITLES)]
    with closing(open_database(settings_for(home), writable=True)) as database:
        listings = [listing(str(number), plots=(Plot(text, "en"),)) for number, text in enumerate(plots)]
        CatalogueWriter(database, load_taxonomy(), lambda: NOW).record(listings, policy(), NOW)
    return home


@pytest.fixture(scope="module")
def steps_of_a_clean_run(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> int:
    home = copy_of(stocked, tmp_path_factory.mktemp("clean"))
    with LlmProvider(latency_seconds=0.02) as provider:
        return run(home, provider)


@pytest.mark.parametrize("number", range(20))
def test_a_killed_run_goes_on_where_it_was(
    number: int, stocked: Path, steps_of_a_clean_run: int, tmp_path: Path
) -> None:
    home = copy_of(stocked, tmp_path)
    with LlmProvider(latency_seconds=0.02) as provider:
        run(home, provider, kill_at=point(number, 20, steps_of_a_clean_run))
        run(home, provider)
        assert_all_is_well(home, provider, kills=1)


def test_killed_again_and_again_among_faults_it_still_arrives(
    stocked: Path, steps_of_a_clean_run: int, tmp_path: Path
) -> None:
    def plan(call: Call) -> Fault:
        return (GOOD, Fault(content="no JSON"), GOOD, Fault(status=500), GOOD)[call.number % 5]

    home = copy_of(stocked, tmp_path)
    with LlmProvider(plan, latency_seconds=0.02) as provider:
        for number in range(5):
            run(home, provider, kill_at=point(number, 10, steps_of_a_clean_run))
        run(home, provider)
        assert_all_is_well(home, provider, kills=5, calls_a_title=2)


def test_a_kill_does_not_let_the_budget_be_exceeded(stocked: Path, steps_of_a_clean_run: int, tmp_path: Path) -> None:
    home = copy_of(stocked, tmp_path)
    budget_usd = 0.06
    with LlmProvider(latency_seconds=0.02) as provider:
        for number in range(4):
            run(home, provider, kill_at=point(number, 12, steps_of_a_clean_run), budget_usd=budget_usd)
        run(home, provider, budget_usd=budget_usd)
    assert account_of(home).usd <= budget_usd
    assert answered_titles(home) == TITLES


def assert_all_is_well(home: Path, provider: LlmProvider, kills: int, calls_a_title: int = 1) -> None:
    """Each title has an answer, and each answer that was bought twice was on its way when the process was killed."""
    account = account_of(home)
    assert answered_titles(home) == TITLES
    assert sum(account.unknown.values()) <= CONCURRENCY * kills
    for mark, answers in provider.answered.items():
        assert answers <= calls_a_title + account.unknown[mark], mark
    assert account.usd <= BUDGET_USD


def run(home: Path, provider: LlmProvider, kill_at: int | None = None, budget_usd: float = BUDGET_USD) -> int:
    """Enrich in a process of its own, to the end or to the step where it is killed; returns how many steps it took."""
    ours, theirs = multiprocessing.Pipe()
    process = SERVER.Process(target=enrich, args=(home, provider.url, budget_usd, theirs))
    process.start()
    theirs.close()
    steps = wait_for(ours, kill_at)
    if kill_at is None:
        ours.send_bytes(b"go")
    else:
        process.kill()
    process.join()
    ours.close()
    return steps


def point(number: int, of: int, steps: int) -> int:
    """Return a random step in the `number`th part of the run; the seed is fixed."""
    first, last = number * steps // of, (number + 1) * steps // of
    return random.Random(f"{SEED} {number}").randint(max(first, 1), max(last - 2, first + 1))


def account_of(home: Path) -> Spent:
    rows = ledger_rows(home)
    unknown = Counter(row.document_digest[:12] for row in rows if row.outcome == "unknown")
    assert not [row for row in rows if row.outcome == "in_flight"]
    return Spent(unknown, sum(row.reserved_usd if row.cost_usd is None else row.cost_usd for row in rows))


def answered_titles(home: Path) -> int:
    with closing(Database(settings_for(home).catalogue_url, writable=False)) as database, database.read() as connection:
        return len(set(connection.scalars(select(EnrichmentRow.title_id))))


def copy_of(home: Path, folder: Path) -> Path:
    return Path(shutil.copytree(home, folder / "home"))
