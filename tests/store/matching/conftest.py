"""Fixtures of the tests of matching."""

import pytest

from trending_now.store.database import Database
from trending_now.store.matching.match_book import MatchBook


@pytest.fixture
def book(database: Database) -> MatchBook:
    return MatchBook(database)
