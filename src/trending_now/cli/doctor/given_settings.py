"""What the environment and `.env` set, and which of their names no setting has."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from trending_now.cli.doctor.finding import CheckVerdict, Finding
from trending_now.settings import ENV_ENCODING, ENV_FILE, MEANT_WHEN_EMPTY, PREFIX, Settings

ENVIRONMENT = "environment"
OF_TESTS = f"{PREFIX}TEST_"


@dataclass(frozen=True, slots=True)
class Given:
    """A value as it was written, and where."""

    value: str
    origin: str


def given_settings() -> dict[str, Given]:
    """Return what is set under our prefix by its name in capitals; the environment comes first."""
    given = {name.upper(): Given(value or "", ENV_FILE) for name, value in _in_env_file().items()}
    given |= {name.upper(): Given(value, ENVIRONMENT) for name, value in os.environ.items()}
    return {name: value for name, value in given.items() if name.startswith(PREFIX)}


def is_set(field: str, value: str) -> bool:
    """Tell whether a value says something of a setting: an empty one means the default of most."""
    return bool(value) or field in MEANT_WHEN_EMPTY


def check_names() -> Iterator[Finding]:
    """Find the names that look like settings and are none, whose values count for nothing."""
    known = [field.upper() for field in Settings.model_fields]
    for name, given in given_settings().items():
        own = name.removeprefix(PREFIX)
        if own not in known and not name.startswith(OF_TESTS):
            alike = get_close_matches(own, known, n=1)
            advice = f"is {PREFIX}{alike[0]} meant?" if alike else "take it out."
            place = ENV_FILE if given.origin == ENV_FILE else f"the {given.origin}"
            said = f"there is no such setting, and its value in {place} counts for nothing; {advice}"
            yield Finding(name, CheckVerdict.NOTE, said)


def _in_env_file() -> dict[str, str | None]:
    from dotenv import dotenv_values

    return dotenv_values(ENV_FILE, encoding=ENV_ENCODING) if Path(ENV_FILE).is_file() else {}
