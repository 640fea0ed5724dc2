"""The program in a folder of its own, empty or with a catalogue."""

import shutil
from pathlib import Path

import pytest

from tests.cli.commands import TrendingNow

FILMS = """title,overview,listed_in,release_year
The Tin Sheriff,A sheriff of tin hunts the outlaws of a paper town.,"Western, International",2030
Lamps at Sea,Two lamplighters fall in love on a lonely ship.,"Romance, Nautical whimsy",2031
"""


@pytest.fixture
def trending_now(tmp_path: Path) -> TrendingNow:
    """Return the program without any state."""
    return TrendingNow(tmp_path)


@pytest.fixture(scope="session")
def two_films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home whose catalogue holds two films, to be copied."""
    program = TrendingNow(tmp_path_factory.mktemp("two-films"))
    outcome = program("import", program.write("films.csv", FILMS))
    assert outcome.exit_code == 0, outcome
    return program.home


@pytest.fixture
def stocked(trending_now: TrendingNow, two_films: Path) -> TrendingNow:
    """Return the program with two films in its catalogue."""
    shutil.copytree(two_films, trending_now.home)
    return trending_now
