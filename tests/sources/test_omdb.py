"""OMDb: titles are asked for by their IMDb ids, and what it says in text becomes values."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.fetch.fetchers import idle_fetcher, quick_fetcher
from tests.invented import NOW, TODAY, WINDOW, HandClock, imdb
from tests.loopback import Loopback, Reply, as_json
from tests.sources.invented_open_answers import PLOT, omdb_work
from trending_now.domain.genre import SourceTag
from trending_now.domain.review import KnownTitle
from trending_now.domain.run import RawRecord, Violation
from trending_now.domain.title import Kind, Listing, Popularity, Release, ReleaseType, TitleId
from trending_now.errors import KeyRefused
from trending_now.sources.omdb import Omdb

EBB = KnownTitle(TitleId(1), "The Ebb", external_ids=(imdb(77),))


def omdb(fetcher: Any = None, url: str = "https://omdb.example/", *titles: KnownTitle) -> Omdb:
    return asking_in_turn(titles, {}, fetcher, url)


def asking_in_turn(
    titles: Sequence[KnownTitle],
    answered: Mapping[str, datetime],
    fetcher: Any = None,
    url: str = "https://omdb.example/",
) -> Omdb:
    return Omdb(fetcher or idle_fetcher(), url, "key", lambda _: titles, HandClock(), lambda: answered)


def read(content: object) -> list[Listing | Violation]:
    return list(omdb().parse(RawRecord("omdb", "https://omdb.example/?i=tt0000077", as_json(content).body, NOW)))


def test_a_film_is_read_whole() -> None:
    (found,) = read(omdb_work())

    assert isinstance(found, Listing)
    assert (found.source_key, found.name, found.kind, found.year) == ("tt0000077", "The Ebb", Kind.MOVIE, 2031)
    assert (found.language, found.runtime_minutes, found.directors) == ("fr", 104, ("Ada Vale", "Bo Lund"))
    assert found.tags == (SourceTag("omdb", "Drama"), SourceTag("omdb", "Sci-Fi"), SourceTag("omdb", "Mumblegore"))
    assert found.plots[0].text == PLOT
    assert found.popularity == (Popularity("omdb", "rating", TODAY, 7.4),)
    assert found.releases == (
        Release(date(2031, 5, 14), ReleaseType.UNSPECIFIED),
        Release(date(2031, 9, 2), ReleaseType.PHYSICAL),
    )
    assert found.names_all_releases


def test_what_omdb_does_not_know_is_none() -> None:
    nothing = dict.fromkeys(
        ("Released", "DVD", "Runtime", "Genre", "Director", "Plot", "Language", "imdbRating"), "N/A"
    )
    (found,) = read(omdb_work(**nothing, Year="2029–2031", Type="series"))

    assert isinstance(found, Listing)
    assert (found.kind, found.year, found.runtime_minutes, found.language) == (Kind.TV, 2029, None, None)
    assert found.tags == found.plots == found.releases == found.popularity == found.directors == ()


def test_a_day_that_cannot_be_is_none_and_does_not_cost_the_title() -> None:
    (found,) = read(omdb_work(Released="01 Jan 0001"))

    assert isinstance(found, Listing)
    assert [release.date.year for release in found.releases] == [2031]


def test_a_plot_that_says_that_there_is_none_is_none() -> None:
    (found,) = read(omdb_work(Plot="Plot unknown."))

    assert isinstance(found, Listing)
    assert found.plots == ()


def test_markup_in_a_plot_becomes_text() -> None:
    (found,) = read(omdb_work(Plot="<p>Tom &amp; Ada <i>dig</i>.</p>"))

    assert isinstance(found, Listing)
    assert found.plots[0].text == "Tom & Ada dig."


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("104 min", 104), ("1 h 44 min", 104), ("2 h", 120), ("1,440 min", 1440), ("0 min", None), ("4 seasons", None)],
)
def test_a_running_time_is_read_in_each_of_its_forms(written: str, minutes: int | None) -> None:
    (found,) = read(omdb_work(Runtime=written))

    assert isinstance(found, Listing)
    assert found.runtime_minutes == minutes


@pytest.mark.parametrize("content", [{"Response": "False", "Error": "Incorrect IMDb ID."}, omdb_work(Type="episode")])
def test_an_unknown_id_and_an_episode_give_nothing(content: object) -> None:
    assert read(content) == []


@pytest.mark.parametrize(
    "content", [{}, [], omdb_work(Title=" "), omdb_work(Title="N/A"), omdb_work(imdbID="N/A"), {"Title": 3}]
)
def test_a_malformed_answer_is_a_violation(content: object) -> None:
    (found,) = read(content)

    assert isinstance(found, Violation)


def test_each_title_with_an_imdb_id_is_asked_for_once_and_the_key_is_not_kept() -> None:
    with Loopback({"/": as_json(omdb_work())}) as server, quick_fetcher(server) as fetcher:
        source = omdb(fetcher, server.url + "/", EBB, EBB, KnownTitle(TitleId(2), "No id"))
        (record,) = source.fetch(WINDOW)

    assert isinstance(record, RawRecord)
    assert server.asked[0].query == {"i": "tt0000077", "plot": "full", "apikey": "key"}
    assert "key" not in record.url


def test_titles_take_turns_and_none_is_asked_about_twice_a_day() -> None:
    titles = [KnownTitle(TitleId(n), f"Ebb {n}", external_ids=(imdb(n),), released=TODAY) for n in range(250)]
    first = ids_asked(titles, {})
    today = {f"https://omdb.example/?i={one}&plot=full": NOW for one in first}
    second = ids_asked(titles, today)
    yesterday = {url: NOW - timedelta(days=1) for url in today}

    assert (len(first), len(second), first & second) == (200, 50, set())
    assert second < ids_asked(titles, yesterday)


def test_what_is_out_is_asked_about_before_what_is_to_come() -> None:
    day_after, day_before = (TODAY + timedelta(days=days) for days in (1, -1))
    to_come = [KnownTitle(TitleId(n), "Ebb", external_ids=(imdb(n),), released=day_after) for n in range(200)]
    out = [KnownTitle(TitleId(n), "Ebb", external_ids=(imdb(n),), released=day_before) for n in range(200, 210)]

    assert {imdb(n).value for n in range(200, 210)} < ids_asked([*to_come, *out], {})


def ids_asked(titles: Sequence[KnownTitle], answered: Mapping[str, datetime]) -> set[str]:
    with Loopback({"/": as_json(omdb_work())}) as server, quick_fetcher(server) as fetcher:
        list(asking_in_turn(titles, answered, fetcher, server.url + "/").fetch(WINDOW))
    return {asked.query["i"] for asked in server.asked}


def test_an_answer_that_omdb_failed_to_give_is_told() -> None:
    (found,) = read({"Response": "False", "Error": "Error getting data."})

    assert isinstance(found, Violation)
    assert (found.rule, found.message) == ("answer is an error", "OMDb gave no answer: Error getting data.")


def test_a_refused_key_says_which_setting_to_mend() -> None:
    server = Loopback({"/": Reply(status=401)})
    with server, quick_fetcher(server) as fetcher, pytest.raises(KeyRefused, match="TRENDING_NOW_OMDB_KEY"):
        list(omdb(fetcher, server.url + "/", EBB).fetch(WINDOW))
