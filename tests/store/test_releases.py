"""A premiere is kept apart from releases; a moment stands beside its day, and both come back as they were stored."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.invented import NOW, TODAY, listing, policy, released
from trending_now.domain.title import Release, ReleaseType
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.reader import CatalogueReader
from trending_now.store.shown import TitleDetail, TitleQuery

PREMIERE = Release(TODAY - timedelta(days=9), ReleaseType.PREMIERE, "FR", "Quay Festival")
IN_CINEMAS = released(TODAY - timedelta(days=20), "GB")
MOMENT = datetime(2031, 5, 19, 23, 30, tzinfo=UTC)


def on_air(at: datetime | None = MOMENT) -> Release:
    return Release(TODAY, ReleaseType.BROADCAST, "NZ", "Kauri", at)


def only_title(reader: CatalogueReader) -> TitleDetail:
    (card,) = reader.browse(TitleQuery()).cards
    return reader.title(card.title.id)


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
