"""What a release of a show is to its viewers follows from the numbers of its episode."""

import pytest

from trending_now.domain.episode import FIRST_OF_ALL, SPECIAL, Episode, Event, episode_of, greatest, rank


@pytest.mark.parametrize(
    ("season", "number", "event"),
    [
        (1, 1, Event.NEW_SERIES),
        (None, 1, Event.NEW_SERIES),
        (2, 1, Event.NEW_SEASON),
        (2031, 1, Event.NEW_SEASON),
        (1, 2, Event.EPISODE),
        (8, 5, Event.EPISODE),
        (None, 7_000, Event.EPISODE),
        (3, 0, Event.EPISODE),
        (0, 1, Event.SPECIAL),
        (0, None, Event.SPECIAL),
    ],
)
def test_the_event_follows_from_season_and_number(season: int | None, number: int | None, event: Event) -> None:
    assert Episode(season, number).event is event
    assert Episode(season, number).begins is (event in (Event.NEW_SERIES, Event.NEW_SEASON))


@pytest.mark.parametrize(("season", "number"), [(None, None), (1, None), (8, None)])
def test_without_a_number_only_a_special_is_an_episode(season: int | None, number: int | None) -> None:
    assert episode_of(season, number) is None
    assert episode_of(0, None) == SPECIAL


def test_of_several_the_greatest_event_counts_then_the_lowest_numbers() -> None:
    later, begins, special = Episode(2, 10), Episode(3, 1), SPECIAL

    assert greatest((later, None, special, begins)) == begins
    assert greatest((special, Episode(2, 11), later)) == later
    assert greatest((Episode(2, 3), Episode(1, 12), Episode(1, 14))) == Episode(1, 12)
    assert greatest((FIRST_OF_ALL, Episode(1, 1), begins)) == Episode(1, 1)
    assert greatest((Episode(0, 1), special)) == special
    assert greatest((None, special)) == special
    assert greatest((None,)) is None


def test_what_is_not_known_stands_behind_every_event() -> None:
    assert sorted((None, SPECIAL, Episode(1, 2), Episode(2, 1), FIRST_OF_ALL), key=rank)[-1] is None
