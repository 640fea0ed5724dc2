"""How values read on a page."""

from itertools import product
from string import ascii_uppercase

import pytest

from trending_now.domain.countries import is_country
from trending_now.web.pages import wording
from trending_now.wiring.sites import site_policies
from trending_now.wiring.sources import SOURCES


@pytest.mark.parametrize(("code", "name"), [("us", "United States"), ("SU", "Soviet Union"), ("XC", "Czechoslovakia")])
def test_a_region_is_named_and_so_is_a_country_that_is_no_more(code: str, name: str) -> None:
    assert wording.region(code) == name


def test_every_country_that_a_source_may_tell_has_a_name() -> None:
    codes = [code for code in map("".join, product(ascii_uppercase, repeat=2)) if is_country(code)]
    assert len(codes) > 240
    assert [code for code in codes if wording.region(code) == code] == []


def test_a_region_that_nobody_knows_keeps_its_code() -> None:
    assert wording.region("QQ") == "QQ"


def test_every_source_and_review_site_has_a_name_for_readers() -> None:
    names = {name: wording.source(name) for name in (*SOURCES, *site_policies())}
    assert [name for name, words in names.items() if words == name] == []


@pytest.mark.parametrize(
    ("name", "words"), [("tmdb", "TMDb"), ("import:my films", "my films (imported)"), ("elsewhere", "elsewhere")]
)
def test_a_source_is_called_what_readers_call_it_and_a_file_by_its_own_name(name: str, words: str) -> None:
    assert wording.source(name) == words
