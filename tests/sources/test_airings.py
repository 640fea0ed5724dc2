"""Days that travel in an address come back as they were, and no address grows too long for an index."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.invented import TODAY
from trending_now.domain.episode import FIRST_OF_ALL, SPECIAL, Episode
from trending_now.sources.airings import Airing, Airings, add_airing, airings_of, with_airings

SHOW = "https://api.tvmaze.com/shows/7"
MOMENT = datetime(2031, 5, 20, 18, 30, tzinfo=UTC)
AIRINGS = (
    Airing(MOMENT, Episode(99_999, 99_999)),
    Airing(),
    Airing(MOMENT),
    Airing(None, FIRST_OF_ALL),
    Airing(MOMENT, SPECIAL),
)


@pytest.mark.parametrize("days", [0, 1, 30, 31, 366])
def test_days_come_back_as_they_were_from_addresses_that_an_index_takes(days: int) -> None:
    airings: Airings = {TODAY + timedelta(days=number): AIRINGS[number % len(AIRINGS)] for number in range(days)}
    addresses = list(with_airings(SHOW, airings))
    told = [airings_of(address) for address in addresses]

    assert {day: airing for some in told for day, airing in some.items()} == airings
    assert sum(map(len, told)) == days
    assert all(address.startswith(SHOW) and len(address) < 2_000 for address in addresses)


@pytest.mark.parametrize(
    "fragment", ["", "#", "#soon=", "#2031-05-20=later", "#9999-99-99=", "#2031-05-20=later~2.5", "#=2031-05-20"]
)
def test_what_is_no_day_in_an_address_tells_nothing(fragment: str) -> None:
    assert airings_of(SHOW + fragment) == {}


def test_an_address_of_the_version_before_tells_its_days_without_episodes() -> None:
    assert airings_of(f"{SHOW}#2031-05-20=2031-05-20T18%3A30%3A00%2B00%3A00") == {TODAY: Airing(MOMENT)}


@pytest.mark.parametrize("numbers", ["~", "~.", "~1.", "~x.1", "~1.123456", "~-1.1", "~²."])
def test_numbers_that_name_no_episode_make_none(numbers: str) -> None:
    assert {airing.episode for airing in airings_of(f"{SHOW}#2031-05-20={numbers}").values()} <= {None}


def test_of_one_days_airings_the_first_moment_and_the_greatest_event_count() -> None:
    airings: Airings = {}
    for airing in (Airing(MOMENT, Episode(2, 10)), Airing(None, Episode(3, 1)), Airing(MOMENT - timedelta(hours=1))):
        add_airing(airings, TODAY, airing)

    assert airings == {TODAY: Airing(MOMENT - timedelta(hours=1), Episode(3, 1))}
