"""A premiere is kept apart from releases; a moment stands beside its day, and both come back as they were stored."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.invented import NOW, TODAY, HandClock, listing, policy, released
from trending_now.domain.run import RunCounts
from trending_now.domain.title import Listing, Release, ReleaseType
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.detail import TitleDetail
from trending_now.store.reading.title_query import TitleQuery

PREMIERE = Release(TODAY - timedelta(days=9), ReleaseType.PREMIERE, "FR", "Quay Festival")
IN_CINEMAS = released(TODAY - timedelta(days=20), "GB")
MOMENT = datetime(2031, 5, 19, 23, 30, tzinfo=UTC)


def on_air(at: datetime | None = MOMENT) -> Release:
    return Release(TODAY, ReleaseType.BROADCAST, "NZ", "Kauri", at)


def whole(*releases: Release, **said: Any) -> Listing:
    return listing(releases=releases, names_all_releases=True, **said)


def only_title(reader: CatalogueReader) -> TitleDetail:
    (card,) = reader.browse(TitleQuery()).cards
    return reader.title(card.title.id)


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_of_one_day_the_release_is_shown_of_which_most_is_known(
    writer: CatalogueWriter, reader: CatalogueReader, days: int
) -> None:
    day = TODAY + timedelta(days=days)
    vague = Release(day, ReleaseType.UNSPECIFIED, "US"), Release(day, ReleaseType.DIGITAL, "US"), released(day, None)
    writer.record([listing(releases=(*vague, released(day, "GB", "Cinemas")))], policy(), NOW)

    assert only_title(reader).card.release == released(day, "GB", "Cinemas")


def test_a_premiere_is_not_the_release_however_new_it_is(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    writer.record([listing(releases=(PREMIERE, IN_CINEMAS))], policy(), NOW)
    detail = only_title(reader)

    assert detail.card.release == IN_CINEMAS
    assert detail.releases == (IN_CINEMAS,)
    assert detail.premieres == (PREMIERE,)


def test_who_has_only_a_premiere_has_no_release_yet(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    writer.record([listing(releases=(PREMIERE,))], policy(), NOW)
    detail = only_title(reader)

    assert detail.card.release is None
    assert detail.sources[0].first_release is None


@pytest.mark.parametrize("asked", [{"region": "FR"}, {"platform": "Quay Festival"}, {"released_from": PREMIERE.date}])
def test_no_filter_finds_a_title_by_its_premiere(
    writer: CatalogueWriter, reader: CatalogueReader, asked: dict[str, object]
) -> None:
    writer.record([listing(releases=(PREMIERE, IN_CINEMAS))], policy(), NOW)

    assert reader.browse(TitleQuery(**asked)).cards == ()  # type: ignore[arg-type]
    assert reader.facets().regions == ("GB",)
    assert reader.facets().platforms == ()


def test_a_moment_stands_beside_the_day_where_it_is(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    writer.record([listing(releases=(on_air(),))], policy(), NOW)
    detail = only_title(reader)

    assert detail.card.release == detail.releases[0] == on_air()


def test_a_moment_that_is_put_off_is_put_right_and_never_lost(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    for at in (None, MOMENT, MOMENT - timedelta(hours=2), None):
        writer.record([listing(releases=(on_air(at),))], policy(), NOW)

    assert [release.at for release in only_title(reader).releases] == [MOMENT - timedelta(hours=2)]
    assert only_title(reader).card.release == on_air(MOMENT - timedelta(hours=2))


def test_of_two_sources_the_one_that_knows_the_moment_is_shown(
    writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    same = {"name": "Ebb", "year": 2031}
    writer.record([listing(releases=(on_air(None),), **same)], policy(), NOW)
    writer.record([listing("9", "second", releases=(on_air(),), **same)], policy("second"), NOW)

    assert only_title(reader).releases == (on_air(),)
    assert only_title(reader).card.release == on_air()


def test_an_answer_that_names_all_releases_takes_back_the_others(
    writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    postponed = released(TODAY + timedelta(days=90), "GB")
    writer.record([whole(IN_CINEMAS, released(TODAY, "GB", "Harbour+"))], policy(), NOW)
    counts = writer.record([whole(postponed)], policy(), NOW).counts

    assert counts == RunCounts(fetched=1, updated=1)
    assert only_title(reader).releases == (postponed,)
    assert only_title(reader).card.release == postponed
    assert reader.facets().platforms == ()
    assert writer.record([whole(postponed)], policy(), NOW).counts == RunCounts(fetched=1, unchanged=1)


def test_an_answer_that_is_changed_otherwise_too_takes_releases_back(
    writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    writer.record([whole(IN_CINEMAS)], policy(), NOW)
    writer.record([whole(released(TODAY), runtime_minutes=90)], policy(), NOW)

    assert only_title(reader).releases == (released(TODAY),)


@pytest.mark.parametrize("later", [whole(), listing(releases=(PREMIERE,))], ids=["none", "some"])
def test_an_answer_that_names_some_releases_or_none_takes_none_back(
    writer: CatalogueWriter, reader: CatalogueReader, later: Listing
) -> None:
    writer.record([whole(IN_CINEMAS)], policy(), NOW)
    writer.record([later], policy(), NOW)

    assert only_title(reader).releases == (IN_CINEMAS,)


BARE_DAY = Release(TODAY, ReleaseType.UNSPECIFIED)


@pytest.mark.parametrize(
    "answers", [[[BARE_DAY], [on_air()]], [[on_air()], [BARE_DAY]], [[BARE_DAY, on_air()], [BARE_DAY, on_air()]]]
)
def test_a_day_that_one_answer_only_names_is_told_as_another_tells_it(
    writer: CatalogueWriter, reader: CatalogueReader, answers: list[list[Release]]
) -> None:
    for releases in answers:
        writer.record([listing(releases=tuple(releases))], policy(), NOW)

    assert only_title(reader).releases == (on_air(),)


def test_a_bare_day_is_kept_as_long_as_no_answer_tells_more_of_it(
    writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    next_day = Release(TODAY + timedelta(days=1), ReleaseType.UNSPECIFIED)
    for releases in ([on_air()], [next_day], [next_day]):
        writer.record([listing(releases=tuple(releases))], policy(), NOW)

    assert set(only_title(reader).releases) == {on_air(), next_day}


def test_an_answer_that_names_all_releases_may_name_a_day_twice(
    writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    for releases in ([IN_CINEMAS], [BARE_DAY, on_air()], [BARE_DAY, on_air()]):
        writer.record([whole(*releases)], policy(), NOW)

    assert set(only_title(reader).releases) == {BARE_DAY, on_air()}


def test_a_release_that_is_taken_back_alone_is_shown_no_more(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    writer.record([whole(IN_CINEMAS, released(TODAY))], policy(), NOW)
    counts = writer.record([whole(IN_CINEMAS)], policy(), NOW).counts

    assert counts == RunCounts(fetched=1, updated=1)
    assert only_title(reader).card.release == IN_CINEMAS


def test_releases_of_another_listing_stay_when_one_takes_its_own_back(
    writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    same: dict[str, Any] = {"name": "Ebb", "year": 2031}
    writer.record([listing("9", "second", releases=(IN_CINEMAS,), **same)], policy("second"), NOW)
    for release in (IN_CINEMAS, released(TODAY)):
        writer.record([whole(release, **same)], policy(), NOW)

    assert set(only_title(reader).releases) == {IN_CINEMAS, released(TODAY)}


@pytest.mark.parametrize("seconds_between", [0, 1])
def test_answers_of_one_run_name_all_releases_together(
    writer: CatalogueWriter, reader: CatalogueReader, clock: HandClock, seconds_between: int
) -> None:
    for day in (TODAY, TODAY + timedelta(days=1)):
        clock.advance(hours=1)
        began = clock()
        clock.advance(seconds=1)
        for region in ("GB", "FR"):
            writer.record([whole(released(day, region))], policy(), clock(), began)
            clock.advance(seconds=seconds_between)

    tomorrow = TODAY + timedelta(days=1)
    assert set(only_title(reader).releases) == {released(tomorrow, "GB"), released(tomorrow, "FR")}
