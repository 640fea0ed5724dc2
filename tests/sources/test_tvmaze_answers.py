"""What TVmaze's answers mean."""

from datetime import UTC, date, datetime

import pytest

from tests.fetch.fetchers import idle_fetcher
from tests.invented import TODAY, HandClock
from tests.sources.invented_answers import answer, broadcast, link, show, stream
from trending_now.domain.episode import FIRST_OF_ALL, SPECIAL, Episode
from trending_now.domain.genre import SourceTag
from trending_now.domain.run import Violation
from trending_now.domain.title import ExternalId, Kind, Listing, Namespace, Popularity, Release, ReleaseType
from trending_now.sources.tvmaze import TvMaze

SCHEDULE = "https://api.tvmaze.com/schedule?country=GB&date=2031-05-20"
SHOW = "https://api.tvmaze.com/shows/7"


def parse(content: object, url: str = SCHEDULE) -> list[Listing | Violation]:
    source = TvMaze(idle_fetcher(), "https://api.tvmaze.com", ("GB",), HandClock())
    return list(source.parse(answer(content, url, "tvmaze")))


def test_a_show_becomes_a_listing_with_all_that_is_said_of_it() -> None:
    (listing,) = parse(show(), SHOW)

    assert isinstance(listing, Listing)
    assert (listing.source, listing.source_key, listing.name, listing.kind) == (
        "tvmaze",
        "7",
        "Harbour Lights",
        Kind.TV,
    )
    assert (listing.year, listing.language, listing.countries, listing.runtime_minutes) == (2029, "da", ("DK",), 48)
    assert listing.url == "https://www.tvmaze.com/shows/7/harbour-lights"
    assert listing.poster_url == "https://static.tvmaze.com/o/7.jpg"
    assert set(listing.external_ids) == {
        ExternalId(Namespace.TVMAZE, "7"),
        ExternalId(Namespace.IMDB, "tt9900071"),
        ExternalId(Namespace.TVDB, "4021"),
    }


def test_genres_and_the_type_of_show_are_tags_of_their_own_vocabularies() -> None:
    (listing,) = parse(show(), SHOW)

    assert isinstance(listing, Listing)
    assert listing.tags == (
        SourceTag("tvmaze", "Drama"),
        SourceTag("tvmaze", "Science-Fiction"),
        SourceTag("tvmaze/type", "Scripted"),
    )


def test_a_summary_loses_its_markup_and_keeps_its_words() -> None:
    (listing,) = parse(show(), SHOW)

    assert isinstance(listing, Listing)
    assert listing.plots[0].text == "Harbour Lights follows a pilot who hears ships that sank & sail."


def test_a_summary_that_only_says_that_there_is_none_is_no_plot() -> None:
    (listing,) = parse(show() | {"summary": "<p>No summary available.</p>"}, SHOW)

    assert isinstance(listing, Listing)
    assert listing.plots == ()


def test_attention_is_dated_by_the_day_of_the_answer() -> None:
    (listing,) = parse(show(), SHOW)

    assert isinstance(listing, Listing)
    assert set(listing.popularity) == {
        Popularity("tvmaze", "weight", TODAY, 88.0),
        Popularity("tvmaze", "rating", TODAY, 7.5),
    }


def test_a_schedule_gives_each_show_once_with_the_days_it_is_on() -> None:
    (listing,) = parse([broadcast(), broadcast(day="2031-05-21"), broadcast()])

    assert isinstance(listing, Listing)
    assert [release.date for release in listing.releases] == [date(2029, 1, 15), TODAY, date(2031, 5, 21)]
    assert {(x.type, x.region, x.platform) for x in listing.releases[1:]} == {
        (ReleaseType.BROADCAST, "DK", "Fjord One")
    }


def test_a_web_schedule_gives_digital_releases_of_the_web_channel() -> None:
    web = show(network=None, webChannel={"id": 9, "name": "Lumen+", "country": None})
    (listing,) = parse([stream(web)])

    assert isinstance(listing, Listing)
    assert {(x.type, x.region, x.platform) for x in listing.releases[1:]} == {(ReleaseType.DIGITAL, None, "Lumen+")}


def test_the_channel_of_today_is_not_said_to_be_the_one_a_show_began_on() -> None:
    (before,) = parse([broadcast()])
    (on_that_day,) = parse([broadcast(show(premiered="2031-05-20"))])

    assert isinstance(before, Listing)
    assert before.releases[0] == Release(date(2029, 1, 15), ReleaseType.UNSPECIFIED, episode=FIRST_OF_ALL)
    assert isinstance(on_that_day, Listing)
    assert on_that_day.releases == (Release(TODAY, ReleaseType.BROADCAST, "DK", "Fjord One", episode=Episode(3, 2)),)


@pytest.mark.parametrize(
    ("said", "episode"),
    [
        ({}, Episode(3, 2)),
        ({"type": "regular"}, Episode(3, 2)),
        ({"season": "3", "number": "2"}, Episode(3, 2)),
        ({"season": 2031, "number": 1}, Episode(2031, 1)),
        ({"type": "significant_special", "number": None}, SPECIAL),
        ({"type": "insignificant_special", "season": 1, "number": 1}, SPECIAL),
        ({"number": None}, None),
        ({"season": None, "number": 2}, Episode(None, 2)),
        ({"season": [3], "number": True}, None),
        ({"season": 10**9, "number": -1}, None),
        ({"season": "3rd", "number": 2.5}, None),
    ],
)
def test_an_entry_says_which_episode_it_is(said: dict[str, object], episode: Episode | None) -> None:
    (listing,) = parse([broadcast(**said)])

    assert isinstance(listing, Listing)
    assert listing.releases[-1].episode == episode


def test_of_a_season_that_comes_in_one_day_its_beginning_is_told() -> None:
    (listing,) = parse([broadcast(number=number) for number in (3, 1, 2)])

    assert isinstance(listing, Listing)
    assert [release.episode for release in listing.releases] == [FIRST_OF_ALL, Episode(3, 1)]


@pytest.mark.parametrize(("number", "episode"), [(1, FIRST_OF_ALL), (2, Episode(2031, 2))])
def test_a_show_that_counts_seasons_by_years_begins_on_its_first_day(number: int, episode: Episode) -> None:
    (listing,) = parse([broadcast(show(premiered="2031-05-20"), season=2031, number=number)])

    assert isinstance(listing, Listing)
    assert [release.episode for release in listing.releases] == [episode]


def test_a_show_that_was_linked_has_the_episodes_of_the_schedule() -> None:
    (listing,) = parse(show(), SHOW + "#2031-05-20=~4.1")

    assert isinstance(listing, Listing)
    assert [release.episode for release in listing.releases] == [FIRST_OF_ALL, Episode(4, 1)]


def test_a_show_of_which_only_id_and_name_are_known_is_a_listing() -> None:
    (listing,) = parse({"id": 8, "name": "Bare Bones"}, "https://api.tvmaze.com/shows/8")

    assert isinstance(listing, Listing)
    assert (listing.name, listing.year, listing.tags, listing.plots, listing.releases) == (
        "Bare Bones",
        None,
        (),
        (),
        (),
    )


@pytest.mark.parametrize(
    "missing", ["genres", "rating", "network", "externals", "image", "summary", "premiered", "language", "type", "url"]
)
def test_what_is_null_is_as_good_as_missing(missing: str) -> None:
    (listing,) = parse(show(**{missing: None}), SHOW)

    assert isinstance(listing, Listing)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"id": 0}, "id"),
        ({"id": True}, "id"),
        ({"id": "7"}, "id"),
        ({"name": ""}, "name"),
        ({"name": " \n "}, "a show needs a name"),
        ({"name": None}, "name"),
        ({"genres": "Drama"}, "genres"),
        ({"network": "Fjord One"}, "network"),
    ],
)
def test_a_malformed_show_is_a_violation_that_says_why(said: dict[str, object], reason: str) -> None:
    (violation,) = parse(show(**said), SHOW)

    assert isinstance(violation, Violation)
    assert violation.rule == "entry is malformed"
    assert reason in violation.message
    assert violation.excerpt


def test_a_malformed_entry_does_not_stop_the_others() -> None:
    first, second, third = parse([broadcast(show(0)), {"name": "No show at all"}, broadcast(show(9))])

    assert isinstance(first, Violation)
    assert first.subject == f"{SCHEDULE} episode 901"
    assert isinstance(second, Violation)
    assert second.rule == "entry has no show"
    assert isinstance(third, Listing)
    assert third.source_key == "9"


@pytest.mark.parametrize(
    ("entry", "days"),
    [
        (broadcast(show(0), "2031-05-21"), [TODAY, date(2031, 5, 21)]),
        (broadcast(show(0), "soon"), [TODAY]),
        ({"name": "No show at all"}, [TODAY]),
        ("no entry", [TODAY]),
    ],
)
def test_a_malformed_entry_tells_which_days_it_may_be_about(entry: object, days: list[date]) -> None:
    (violation,) = parse([entry])

    assert isinstance(violation, Violation)
    assert sorted(violation.days) == days


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        (broadcast(show(12, name="")), "episode 901"),
        (broadcast(show(12, name=""), id="x"), "show 12"),
        (stream(show(12, name="")) | {"id": None}, "show 12"),
        (broadcast(show(True), id=-1), "entry 2"),
        ({"_embedded": "none"}, "entry 2"),
        ("no entry", "entry 2"),
    ],
)
def test_a_malformed_entry_is_called_by_an_id_where_it_has_one(entry: object, name: str) -> None:
    found = parse([link(12), entry])

    assert [violation.subject for violation in found if isinstance(violation, Violation)] == [f"{SCHEDULE} {name}"]


def test_a_malformed_show_that_was_linked_tells_when_it_is_on() -> None:
    (violation,) = parse(show(name=""), SHOW + "#2031-05-21=")

    assert isinstance(violation, Violation)
    assert (violation.subject, violation.days) == (SHOW, (date(2031, 5, 21),))


def test_an_entry_that_links_to_its_show_is_no_violation() -> None:
    assert parse([link(12)]) == []


@pytest.mark.parametrize(
    ("body", "rule", "reason"),
    [
        (b'[{"id": 1, ', "answer is not JSON", "no whole JSON"),
        (b"", "answer is not JSON", "no whole JSON"),
        (b"<!DOCTYPE html><title>Busy</title>", "answer is not JSON", "an HTML page"),
        (b"\xff\xfe\x00", "answer is not JSON", "no whole JSON"),
        (b'{"error": 1}', "answer has another shape", "a list"),
    ],
)
def test_an_answer_that_is_no_schedule_is_one_violation(body: bytes, rule: str, reason: str) -> None:
    (violation,) = parse(body)

    assert isinstance(violation, Violation)
    assert (violation.rule, violation.subject) == (rule, SCHEDULE)
    assert reason in violation.message


def test_addresses_that_are_not_https_become_no_links() -> None:
    (listing,) = parse(show(url="javascript:alert(1)"), SHOW)

    assert isinstance(listing, Listing)
    assert listing.url is None
    assert listing.plots[0].url is None


def test_impossible_days_are_left_out() -> None:
    (listing,) = parse(show(premiered="0001-01-01"), SHOW)

    assert isinstance(listing, Listing)
    assert (listing.year, listing.releases) == (None, ())


@pytest.mark.parametrize(
    ("airtime", "airstamp", "moment"),
    [
        ("21:00", "2031-05-20T21:00:00+02:00", datetime(2031, 5, 20, 19, tzinfo=UTC)),
        ("00:30", "2031-05-21T00:30:00-11:00", datetime(2031, 5, 21, 11, 30, tzinfo=UTC)),
        ("", "2031-05-20T12:00:00+00:00", None),  # TVmaze fills in noon where it knows no time
        ("21:00", "2031-05-20T21:00:00", None),
        ("21:00", "soon", None),
    ],
)
def test_a_moment_is_taken_only_where_its_hour_and_zone_are_known(
    airtime: str, airstamp: str, moment: datetime | None
) -> None:
    (listing,) = parse([broadcast(airtime=airtime, airstamp=airstamp)])

    assert isinstance(listing, Listing)
    assert [(x.date, x.at) for x in listing.releases if x.date == TODAY] == [(TODAY, moment)]


def test_of_two_episodes_on_a_day_the_first_counts() -> None:
    late, early = (broadcast(airstamp=f"2031-05-20T{hour}:00:00+00:00") for hour in (22, 21))
    (listing,) = parse([late, early])

    assert isinstance(listing, Listing)
    assert [x.at.hour for x in listing.releases if x.at] == [21]


def test_a_show_with_a_network_and_a_web_channel_streams_by_the_schedule_of_the_web() -> None:
    both = show(network=_channel("Fjord One", "DK"), webChannel=_channel("Fjord Play", None))
    (aired,) = parse([broadcast(both)])
    (streamed,) = parse([stream(both)], "https://api.tvmaze.com/schedule/web?date=2031-05-20")

    assert isinstance(aired, Listing)
    assert isinstance(streamed, Listing)
    assert (aired.releases[-1].type, aired.releases[-1].platform) == (ReleaseType.BROADCAST, "Fjord One")
    assert streamed.releases[-1] == Release(TODAY, ReleaseType.DIGITAL, None, "Fjord Play")
    assert aired.countries == streamed.countries == ("DK",)


def _channel(name: str, code: str | None) -> dict[str, object]:
    return {"id": 3, "name": name, "country": {"name": "Denmark", "code": code} if code else None}
