"""The keys of a day: the same for every process, gone when their day is over."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.invented import HandClock
from trending_now.store.verdicts.day_keys import DayKeys

MIDNIGHT = datetime(2031, 5, 21, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "visitor-keys.json"


def test_every_process_and_a_restart_find_the_same_keys_within_a_day(path: Path) -> None:
    clock = HandClock()
    first = DayKeys(path, clock).current()
    clock.advance(hours=11)
    assert DayKeys(path, clock).current() == first


def test_only_their_owner_may_read_them(path: Path) -> None:
    DayKeys(path, HandClock()).current()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_new_day_has_new_keys_and_nothing_is_left_of_the_old_visitors_key(path: Path) -> None:
    clock = HandClock()
    keys = DayKeys(path, clock)
    old = keys.current()
    clock.advance(days=1)
    new = keys.current()
    assert {new.visitor, new.form} & {old.visitor, old.form} == set()
    assert old.visitor.hex() not in path.read_text()
    assert old.form.hex() not in path.read_text()


def test_the_old_key_of_forms_lives_an_hour_longer_and_the_visitors_does_not(path: Path) -> None:
    clock = HandClock(MIDNIGHT.replace(day=20, hour=23))
    keys = DayKeys(path, clock)
    old = keys.current()
    clock.now = MIDNIGHT.replace(minute=59)
    assert keys.current().earlier_form == old.form
    assert old.visitor.hex() not in path.read_text()
    clock.now = MIDNIGHT.replace(hour=1)
    assert keys.current().earlier_form is None
    assert old.form.hex() not in path.read_text()


def test_keys_of_days_ago_are_not_kept_for_forms(path: Path) -> None:
    clock = HandClock(MIDNIGHT)
    keys = DayKeys(path, clock)
    keys.current()
    clock.advance(days=3)
    assert keys.current().earlier_form is None


def test_a_process_whose_clock_is_behind_follows_the_one_that_is_ahead(path: Path) -> None:
    ahead, behind = HandClock(MIDNIGHT), HandClock(MIDNIGHT.replace(day=20, hour=23))
    slow = DayKeys(path, behind)
    slow.current()
    new = DayKeys(path, ahead).current()
    assert DayKeys(path, behind).current() == new
    behind.now = MIDNIGHT
    assert slow.current() == new


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"day": 7}', '{"day": "x", "earlier_form": null}', "\0"])
def test_a_broken_file_is_replaced(path: Path, content: str) -> None:
    path.parent.mkdir()
    path.write_text(content)
    keys = DayKeys(path, HandClock()).current()
    assert DayKeys(path, HandClock()).current() == keys


def test_what_a_killed_process_left_half_written_is_in_nobodys_way(path: Path) -> None:
    path.parent.mkdir()
    path.with_suffix(".partial").write_text("{")
    keys = DayKeys(path, HandClock()).current()
    assert DayKeys(path, HandClock()).current() == keys


def test_without_a_folder_to_write_they_are_kept_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    clock = HandClock()
    keys = DayKeys(tmp_path / "file" / "visitor-keys.json", clock)
    old = keys.current()
    assert keys.current() == old
    clock.advance(days=1)
    assert keys.current().visitor != old.visitor
