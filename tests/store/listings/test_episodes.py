"""The episode that a release brings stands beside it, decides which release is shown, and makes none new."""

from datetime import datetime, timedelta

import pytest

from tests.invented import NOW, TODAY, listing, policy, released
from trending_now.domain.episode import FIRST_OF_ALL, SPECIAL, Episode
from trending_now.domain.run import RunCounts
from trending_now.domain.title import Kind, Listing, Release, ReleaseType
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.detail import TitleDetail
from trending_now.store.reading.title_query import TitleQuery

OPENS, SECOND = Episode(2, 1), Episode(2, 2)


def on_air(episode: Episode | None, channel: str = "Kauri", at: datetime | None = None, days: int = 0) -> Release:
    return Release(TODAY + timedelta(days), ReleaseType.BROADCAST, "NZ", channel, at, episode)


def show(*releases: Release, key: str = "1", source: str = "first") -> Listing:
    return listing(key, source, name="Ebb", kind=Kind.TV, releases=releases)


def only_title(reader: CatalogueReader) -> TitleDetail:
    (card,) = reader.browse(TitleQuery()).cards
    return reader.title(card.title.id)


@pytest.mark.parametrize("episode", [OPENS, SECOND, FIRST_OF_ALL, SPECIAL, Episode(None, 7), None], ids=str)
def test_an_episode_comes_back_as_it_was_stored(
    writer: CatalogueWriter, reader: CatalogueReader, episode: Episode | None
) -> None:
    writer.record([show(on_air(episode))], policy(), NOW)
    (drawn,) = reader.chart(TitleQuery()).titles

    assert only_title(reader).card.release == on_air(episode)
    assert only_title(reader).releases == (on_air(episode),)
    assert drawn.episode == episode


def test_of_one_days_episodes_on_one_channel_the_greatest_event_is_the_release(
    writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    writer.record([show(on_air(SECOND), on_air(OPENS), on_air(Episode(1, 10)))], policy(), NOW)

    assert only_title(reader).releases == (on_air(OPENS),)


def test_of_one_days_releases_the_greater_event_is_shown(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    others = (on_air(SECOND, "Wharf"), on_air(None, "Zenith"), on_air(SPECIAL, "Yard"))
    somewhere = Release(TODAY, ReleaseType.BROADCAST, episode=OPENS)
    writer.record([show(*others, somewhere)], policy(), NOW)

    assert only_title(reader).card.release == somewhere


def test_a_greater_event_of_an_earlier_day_is_not_shown_in_place_of_the_newest(
    writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    writer.record([show(on_air(OPENS, days=-7), on_air(SECOND))], policy(), NOW)

    assert only_title(reader).card.release == on_air(SECOND)


def test_a_number_that_is_put_right_is_an_update_and_no_new_release(
    writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    counts = [writer.record([show(on_air(episode))], policy(), NOW).counts for episode in (SECOND, OPENS, OPENS)]

    assert counts[1:] == [RunCounts(fetched=1, updated=1), RunCounts(fetched=1, unchanged=1)]
    assert only_title(reader).releases == (on_air(OPENS),)
    assert only_title(reader).card.release == on_air(OPENS)


@pytest.mark.parametrize("episode", [OPENS, SPECIAL, Episode(None, 7)], ids=str)
def test_what_a_later_answer_leaves_unsaid_stays_as_it_was_told(
    writer: CatalogueWriter, reader: CatalogueReader, episode: Episode
) -> None:
    for release in (on_air(None, at=NOW), on_air(episode), on_air(None)):
        writer.record([show(release)], policy(), NOW)

    assert only_title(reader).releases == (on_air(episode, at=NOW),)


def test_of_two_sources_one_tells_the_moment_and_the_other_the_episode(
    writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    writer.record([show(on_air(None, at=NOW))], policy(), NOW)
    writer.record([show(on_air(OPENS), key="9", source="second")], policy("second"), NOW)

    assert only_title(reader).releases == (on_air(OPENS, at=NOW),)


def test_what_is_new_leaves_out_later_episodes_and_specials_alone(
    writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    shows: dict[str, Episode | None] = {
        "Series": Episode(1, 1),
        "First": FIRST_OF_ALL,
        "Season": OPENS,
        "Unsaid": None,
        "Later": SECOND,
        "Daily": Episode(None, 700),
        "Special": SPECIAL,
        "Numbered special": Episode(0, 1),
    }
    told = [listing(x, name=x, kind=Kind.TV, releases=(on_air(episode),)) for x, episode in shows.items()]
    writer.record([*told, listing("film", name="Film"), listing("none", name="None", releases=())], policy(), NOW)
    query = TitleQuery(is_new=True)

    names = {card.title.name for card in reader.browse(query).cards}
    assert names == {"Series", "First", "Season", "Unsaid", "Film", "None"}
    assert {title.name for title in reader.chart(query).titles} == names
    assert reader.tally(query).titles == len(names)


@pytest.mark.parametrize(("days", "is_new"), [(30, True), (31, False)])
def test_a_series_that_began_within_a_month_is_new_though_later_episodes_came(
    writer: CatalogueWriter, reader: CatalogueReader, days: int, is_new: bool
) -> None:
    began = Release(TODAY - timedelta(days=days), ReleaseType.UNSPECIFIED, episode=FIRST_OF_ALL)
    writer.record([show(began, on_air(SECOND))], policy(), NOW)

    assert only_title(reader).card.release == on_air(SECOND)
    assert len(reader.browse(TitleQuery(is_new=True)).cards) == is_new


def test_a_release_of_the_version_before_gets_its_episode_with_the_next_answer(
    writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    film = listing("film", name="Film", releases=(released(),))
    for episode in (None, SECOND):
        counts = writer.record([show(on_air(episode)), film], policy(), NOW).counts

    assert counts == RunCounts(fetched=2, updated=1, unchanged=1)
    assert len(reader.browse(TitleQuery(is_new=True)).cards) == 1
