"""Visitors are told apart by network and browser, for a day, and by nothing else."""

from pathlib import Path

import pytest
from starlette.requests import Request

from tests.invented import HandClock
from trending_now.store.verdicts.day_keys import DayKeys
from trending_now.web.visitors import Visitors, is_from_elsewhere, network_of


def request(address: str = "192.0.2.7", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return Request({"type": "http", "client": (address, 4711), "headers": raw})


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def visitors(tmp_path: Path, clock: HandClock) -> Visitors:
    return Visitors(DayKeys(tmp_path / "keys.json", clock))


def test_the_same_network_and_browser_are_one_visitor_for_a_day(visitors: Visitors, clock: HandClock) -> None:
    first = visitors.id_of(request(user_agent="one"))
    clock.advance(hours=11)
    assert visitors.id_of(request(user_agent="one")) == first
    clock.advance(hours=2)
    assert visitors.id_of(request(user_agent="one")) != first


def test_another_network_or_browser_is_another_visitor(visitors: Visitors) -> None:
    seen = [
        request(user_agent="one"),
        request("192.0.2.8", user_agent="one"),
        request(user_agent="two"),
        request("2001:db8:0:1::1", user_agent="one"),
        request("2001:db8:0:2::1", user_agent="one"),
        request("192.0.2.7one"),
        request(),
    ]
    assert len({visitors.id_of(one) for one in seen}) == len(seen)


def test_an_id_and_a_token_are_never_the_same_and_tell_nothing(visitors: Visitors) -> None:
    asked = request(user_agent="one")
    made = [visitors.id_of(asked), visitors.form_token(asked, 1), visitors.form_token(asked, 2)]
    assert len(set(made)) == 3
    assert all(len(one) == 32 and int(one, 16) >= 0 for one in made)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("a name", "a name"),
        ("", ""),
    ],
)
def test_an_address_counts_as_far_as_it_is_one_household(address: str, network: str) -> None:
    assert network_of(request(address)) == network


@pytest.mark.parametrize(
    ("headers", "elsewhere"),
    [
        ({"host": "films.example"}, False),
        ({"host": "films.example", "origin": "https://films.example"}, False),
        ({"host": "Films.example:8000", "origin": "http://films.example:8000"}, False),
        ({"host": "films.example", "origin": "https://Films.example"}, False),
        ({"host": "films.example", "origin": "https://films.example.evil.example"}, True),
        ({"host": "films.example", "origin": "https://films.example:444"}, True),
        ({"host": "films.example", "origin": "null"}, True),
        ({"host": "films.example", "origin": ""}, True),
        ({"host": "films.example", "origin": "http://["}, True),
        ({"host": "films.example", "sec_fetch_site": "same-origin"}, False),
        ({"host": "films.example", "sec_fetch_site": "same-site"}, True),
    ],
    ids=str,
)
def test_a_page_of_another_origin_is_known_by_its_headers(headers: dict[str, str], elsewhere: bool) -> None:
    assert is_from_elsewhere(request(**headers)) is elsewhere
