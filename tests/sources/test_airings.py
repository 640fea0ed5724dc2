"""Days that travel in an address come back as they were, and no address grows too long for an index."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.invented import TODAY
from trending_now.sources.airings import Airings, airings_of, with_airings

SHOW = "https://api.tvmaze.com/shows/7"


@pytest.mark.parametrize("days", [0, 1, 30, 31, 366])
def test_days_come_back_as_they_were_from_addresses_that_an_index_takes(days: int) -> None:
    moments = (datetime(2031, 5, 20, 18, 30, tzinfo=UTC), None)
    airings: Airings = {TODAY + timedelta(days=number): moments[number % 2] for number in range(days)}
    addresses = list(with_airings(SHOW, airings))
    told = [airings_of(address) for address in addresses]

    assert {day: moment for some in told for day, moment in some.items()} == airings
    assert sum(map(len, told)) == days
    assert all(address.startswith(SHOW) and len(address) < 2_000 for address in addresses)


@pytest.mark.parametrize("fragment", ["", "#", "#soon=", "#2031-05-20=later", "#9999-99-99=", "#=2031-05-20"])
def test_what_is_no_day_in_an_address_tells_nothing(fragment: str) -> None:
    assert airings_of(SHOW + fragment) == {}
