"""Wikidata, Wikipedia and Wikimedia pageviews: what is asked in their documented forms, and what is read."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.fetch.fetchers import idle_fetcher, quick_fetcher
from tests.invented import NOW, TODAY, WINDOW, HandClock, imdb, nothing_known
from tests.loopback import Asked, Loopback, Reply, as_json, unreachable
from tests.sources.invented_open_answers import PLOT, ROUTES, article, article_row, html_of, row, sparql, views
from trending_now.domain.genre import SourceTag
from trending_now.domain.ports import Clock, KnownTitles
from trending_now.domain.review import KnownTitle
from trending_now.domain.run import RawRecord, Violation, Window
from trending_now.domain.title import ExternalId, Kind, Listing, Namespace, Popularity, Release, ReleaseType, TitleId
from trending_now.errors import FetchFailed, FetchTimedOut
from trending_now.fetch.retries import Patience
from trending_now.sources.article_sections import bare_title, plot_in
from trending_now.sources.pageviews import Pageviews
from trending_now.sources.query_service import PATIENCE, weeks_of
from trending_now.sources.subjects import Subject, subject_of, with_subject
from trending_now.sources.wikidata import Wikidata
from trending_now.sources.wikipedia import MOST_ARTICLES, Wikipedia

Q77 = ExternalId(Namespace.WIKIDATA, "Q77")
EBB = KnownTitle(
    TitleId(1), "The Ebb", (), Kind.MOVIE, 2031, (), (Q77, imdb(77)), TODAY, ("https://en.wikipedia.org/wiki/The_Ebb",)
)


def wikidata(url: str = "https://query.example/sparql", fetcher: Any = None, past_days: int = 0) -> Wikidata:
    return Wikidata(fetcher or idle_fetcher(), url, HandClock(), past_days)


def wikipedia(
    url: str, fetcher: Any = None, known: KnownTitles = nothing_known, clock: Clock | None = None
) -> Wikipedia:
    return Wikipedia(fetcher or idle_fetcher(), url + "/sparql", {"en": url}, known, clock or HandClock(), 0)


def read(rows: bytes, kind: str = "movie") -> list[Listing | Violation]:
    return list(wikidata().parse(RawRecord("wikidata", f"https://query.example/sparql#{kind}/2031-05-14", rows, NOW)))


def test_a_row_of_wikidata_becomes_a_listing() -> None:
    (found,) = read(sparql(row()))

    assert isinstance(found, Listing)
    assert (found.source_key, found.name, found.original_name) == ("Q77", "The Ebb", "La Marée")
    assert (found.kind, found.year, found.language, found.countries) == (Kind.MOVIE, 2031, "fr", ("FR", "BE"))
    assert found.external_ids == (Q77, imdb(77), ExternalId(Namespace.TMDB_MOVIE, "771"))
    assert found.tags[0] == SourceTag("wikipedia", "drama film")
    assert found.directors == ("Ada Vale", "Bo Lund")
    assert found.releases == (
        Release(date(2031, 5, 14), ReleaseType.UNSPECIFIED, "FR"),
        Release(date(2031, 5, 21), ReleaseType.UNSPECIFIED),
    )


def test_an_answer_of_as_many_rows_as_were_asked_for_is_told() -> None:
    told = [x for x in read(sparql(*([row()] * 1_000))) if isinstance(x, Violation)]
    assert [violation.rule for violation in told] == ["answer is cut off"]
    assert not [x for x in read(sparql(*([row()] * 999))) if isinstance(x, Violation)]


def test_the_year_is_that_of_the_first_release_not_of_the_one_in_the_week() -> None:
    again, before = read(sparql(row(firstYear="2029"), row(firstYear="?")))

    assert isinstance(again, Listing)
    assert isinstance(before, Listing)
    assert (again.year, before.year) == (2029, 2031)


def test_a_day_at_a_festival_is_a_premiere() -> None:
    (found,) = read(
        sparql(row(releases="2031-05-14T00:00:00Z FR premiere|2031-05-10T00:00:00Z  premiere|2031-05-21T00:00:00Z FR"))
    )

    assert isinstance(found, Listing)
    assert [(x.date.day, x.type, x.region) for x in found.releases] == [
        (14, ReleaseType.PREMIERE, "FR"),
        (10, ReleaseType.PREMIERE, None),
        (21, ReleaseType.UNSPECIFIED, "FR"),
    ]


def test_a_title_without_a_name_in_the_languages_asked_for_has_its_own() -> None:
    (found,) = read(sparql(row(label="")))

    assert isinstance(found, Listing)
    assert (found.name, found.original_name) == ("La Marée", None)


NAMELESS = row(label=" ", originalName=" ")


@pytest.mark.parametrize("broken", [{}, {"item": 7}, {"item": {"value": "x"}}, 3, NAMELESS, row(item="Q77")])
def test_a_malformed_row_is_a_violation_and_the_next_is_read(broken: object) -> None:
    first, second = read(sparql(broken, row()))

    assert isinstance(first, Violation)
    assert isinstance(second, Listing)


def test_a_row_without_a_name_says_which_days_it_may_have_named() -> None:
    (told,) = read(sparql(NAMELESS))

    assert isinstance(told, Violation)
    assert sorted(told.days) == [date(2031, 5, 14), date(2031, 5, 21)]


def test_ids_of_another_form_are_left_out() -> None:
    (found,) = read(sparql(row(imdb="nm1", tmdbmovie="0", tvdb="x")))

    assert isinstance(found, Listing)
    assert found.external_ids == (Q77,)


def test_wikidata_is_asked_a_week_and_a_kind_at_a_time() -> None:
    with Loopback({"/sparql": Reply(sparql())}) as server, quick_fetcher(server) as fetcher:
        list(wikidata(server.url + "/sparql", fetcher).fetch(Window(date(2031, 5, 1), date(2031, 5, 10))))

    queries = [asked.query["query"] for asked in server.asked]
    assert len(queries) == 4
    assert '"2031-05-04T00:00:00Z"^^xsd:dateTime <= ?day' in queries[0]
    assert all(asked.query["format"] == "json" for asked in server.asked)
    assert ["Q11424" in query for query in queries] == [True, False, True, False]


def asked_within(longest_days: int) -> tuple[list[str], list[RawRecord | Violation]]:
    """Return the days that a service is asked about films of a week which answers so many days at most in its time."""

    def reply(asked: Asked) -> Reply:
        first, last = days_in(asked.query["query"])
        return Reply(sparql(row())) if (last - first).days < longest_days else Reply(b"TimeoutException", 500)

    with Loopback({"/sparql": reply}) as server, quick_fetcher(server) as fetcher:
        outcomes = list(wikidata(server.url + "/sparql", fetcher).fetch(Window(TODAY - timedelta(days=13), TODAY)))
    films = [asked.query["query"] for asked in server.asked if "Q11424" in asked.query["query"]]
    return ["{:%d}-{:%d}".format(*days_in(query)) for query in films], outcomes


def days_in(query: str) -> tuple[date, date]:
    first, last = re.findall(r'"(\d{4}-\d\d-\d\d)T', query)[:2]
    return date.fromisoformat(first), date.fromisoformat(last)


def test_a_week_that_takes_the_query_service_too_long_is_asked_about_in_parts() -> None:
    asked, outcomes = asked_within(longest_days=4)

    assert asked == ["14-20", "14-20", "17-20", "14-16", "07-13", "07-13", "10-13", "07-09"]
    assert len({outcome.url for outcome in outcomes if isinstance(outcome, RawRecord)}) == len(outcomes) == 8


def test_a_query_service_that_is_slow_whatever_it_is_asked_is_not_asked_on_and_on() -> None:
    asked, outcomes = asked_within(longest_days=0)

    assert asked == [*["14-20"] * 2, *["17-20"] * 2, *["19-20"] * 2, *["17-18"] * 2, *["14-16"] * 2, *["07-13"] * 2]
    assert {type(outcome) for outcome in outcomes} == {Violation}


def test_wikidata_is_waited_for_as_long_as_it_may_work_and_asked_twice_at_most() -> None:
    slow = Reply(sparql(), pause_seconds=0.4)
    with Loopback({"/sparql": slow}) as server, quick_fetcher(server, timeout_seconds=0.1, attempts=4) as fetcher:
        patient = Wikidata(fetcher, server.url + "/sparql", HandClock(), 0, Patience(20.0, 2))
        assert len(list(patient.fetch(Window(TODAY, TODAY)))) == 2
        counts = fetcher.counts.by_host["127.0.0.1"]  # a busy server may not have noted yet what was given up
        asked = counts.requests
        with pytest.raises(FetchTimedOut):
            list(
                Wikidata(fetcher, server.url + "/sparql", HandClock(), 0, Patience(0.1, 2)).fetch(Window(TODAY, TODAY))
            )

    assert (PATIENCE.timeout_seconds, PATIENCE.attempts, counts.requests - asked) == (65.0, 2, 2)


def test_wikidata_is_asked_about_what_came_out_before_a_short_window_too() -> None:
    with Loopback({"/sparql": Reply(sparql())}) as server, quick_fetcher(server) as fetcher:
        list(wikidata(server.url + "/sparql", fetcher, past_days=30).fetch(Window(TODAY, TODAY)))

    first = TODAY - timedelta(days=30)
    assert f'"{first}T00:00:00Z"^^xsd:dateTime <= ?day' in server.asked[-1].query["query"]


def test_of_too_many_articles_those_of_no_known_title_are_asked_for_first_and_the_rest_take_turns() -> None:
    addresses = [f"https://en.wikipedia.org/wiki/Ebb_{n}" for n in range(MOST_ARTICLES + 200)]
    known = replace(EBB, articles=tuple(addresses[:400]))
    clock = HandClock()

    today = articles_asked_for(addresses, known, clock)
    clock.advance(days=1)
    tomorrow = articles_asked_for(addresses, known, clock)

    assert len(today) == len(tomorrow) == MOST_ARTICLES
    assert {f"Ebb_{n}" for n in range(400, 500)} <= today & tomorrow
    assert len(today | tomorrow) > MOST_ARTICLES + 50


def articles_asked_for(addresses: list[str], known: KnownTitle, clock: HandClock) -> set[str]:
    answers = {"/sparql": Reply(sparql(*(article_row(article=one) for one in addresses))), "*": Reply(b"", status=404)}
    with Loopback(answers) as server, quick_fetcher(server) as fetcher:
        list(wikipedia(server.url, fetcher, known=lambda _: [known], clock=clock).fetch(Window(TODAY, TODAY)))
    return {asked.path.split("/")[-2] for asked in server.asked if "/page/" in asked.path}


def test_an_article_whose_name_is_broken_does_not_keep_the_others_from_being_asked_for() -> None:
    addresses = [f"https://en.wikipedia.org/wiki/{name}" for name in ("Ebb\ud800", "Flow")]

    assert articles_asked_for(addresses, EBB, HandClock()) == {"Ebb%3F", "Flow"}


def test_the_weeks_of_a_window_cover_it_without_overlap() -> None:
    weeks = list(weeks_of(WINDOW))
    days = [day for week in weeks for day in range(week.first.toordinal(), week.last.toordinal() + 1)]

    assert sorted(days) == list(range(WINDOW.first.toordinal(), WINDOW.last.toordinal() + 1))


def test_an_article_gives_its_plot_with_the_revision_it_was_read_in() -> None:
    with Loopback(ROUTES) as server, quick_fetcher(server) as fetcher:
        source = wikipedia(server.url, fetcher)
        records = [x for x in source.fetch(WINDOW) if isinstance(x, RawRecord)]
        (found,) = [x for record in records for x in source.parse(record)]

    assert isinstance(found, Listing)
    assert (found.source_key, found.name) == ("en:Q77", "The Ebb")
    assert (found.kind, found.year) == (Kind.MOVIE, 2031)
    assert found.external_ids == (Q77,)
    (plot,) = found.plots
    assert plot.text == f"{PLOT}\n\nThe lamp & the tide return."
    assert plot.url == "https://en.wikipedia.org/w/index.php?title=The_Ebb_%28film%29&oldid=987654"
    assert len([asked for asked in server.asked if "The_Ebb" in asked.path]) == 1


def test_an_article_on_an_older_work_keeps_its_year() -> None:
    answer = Reply(sparql(article_row(firstYear="2029")))
    with Loopback(ROUTES | {"/sparql": answer}) as server, quick_fetcher(server) as fetcher:
        source = wikipedia(server.url, fetcher)
        records = [x for x in source.fetch(Window(TODAY, TODAY)) if isinstance(x, RawRecord)]

    assert [x.year for each in records for x in source.parse(each) if isinstance(x, Listing)] == [2029]


@pytest.mark.parametrize(
    ("html", "language", "expected"),
    [
        (html_of("Handlung"), "de", True),
        (html_of("Synopsis"), "en", True),
        (html_of("Reception"), "en", False),
        ("<h2>Plot<p>unclosed", "en", False),
        ("", "en", False),
    ],
)
def test_the_plot_is_found_under_its_heading(html: str, language: str, expected: bool) -> None:
    assert (PLOT in plot_in(html, language)) is expected


def test_a_broken_line_of_a_plot_is_two_words_and_a_note_is_no_part_of_its_heading() -> None:
    html = (
        "<h2>Plot<sup>[a]</sup></h2><p>The tide<br/>turns<sup>[1]</sup>.<br>Nobody sees it.</p><h2>Cast</h2><p>Ada</p>"
    )

    assert plot_in(html, "en") == "The tide turns. Nobody sees it."


@pytest.mark.parametrize(
    ("title", "name"),
    [("The_Ebb_(2031_film)", "The Ebb"), ("(500) Days of Rain", "(500) Days of Rain"), ("Ebb", "Ebb")],
)
def test_what_tells_an_article_from_others_is_no_part_of_the_name(title: str, name: str) -> None:
    assert bare_title(title) == name


def test_an_article_without_a_plot_is_still_a_listing() -> None:
    source = Wikipedia(
        idle_fetcher(), "https://query.example", {"en": "https://en.wikipedia.org"}, nothing_known, HandClock(), 0
    )
    url = with_subject("https://en.wikipedia.org/w/rest.php/v1/page/X/with_html", Subject("The Ebb", Kind.MOVIE, 2031))
    content = as_json(article("<p>Nothing</p>")).body
    (found,) = source.parse(RawRecord("wikipedia", url, content, NOW))

    assert isinstance(found, Listing)
    assert found.plots == ()
    assert found.url == "https://en.wikipedia.org/wiki/The_Ebb_%28film%29"


@pytest.mark.parametrize("url", ["https://als.wikipedia.org", "https://mirror.example/als"])
def test_an_article_is_of_the_language_whose_wikipedia_was_asked(url: str) -> None:
    wikis = {"en": "https://en.wikipedia.org", "als": url}
    source = Wikipedia(idle_fetcher(), "https://query.example", wikis, nothing_known, HandClock(), 0)
    asked = with_subject(f"{url}/w/rest.php/v1/page/X/with_html", Subject("Ebb", Kind.MOVIE, 2031))
    (found,) = source.parse(RawRecord("wikipedia", asked, as_json(article(html_of("Plot"))).body, NOW))

    assert isinstance(found, Listing)
    assert found.source_key.startswith("als:")
    assert found.url == "https://als.wikipedia.org/wiki/The_Ebb_%28film%29"
    assert [plot.language for plot in found.plots] == ["als"]


def test_an_article_that_is_renamed_is_still_the_same_listing() -> None:
    subject = Subject("Ebb", Kind.MOVIE, 2031, (Q77,))
    url = with_subject("https://en.wikipedia.org/w/rest.php/v1/page/X/with_html", subject)
    contents = [as_json(article(html_of(), key=key)).body for key in ("The_Ebb_(film)", "The_Ebb_(2031_film)")]
    source = Wikipedia(
        idle_fetcher(), "https://q.example", {"en": "https://en.wikipedia.org"}, nothing_known, HandClock(), 0
    )
    found = [next(iter(source.parse(RawRecord("wikipedia", url, content, NOW)))) for content in contents]

    assert {one.source_key for one in found if isinstance(one, Listing)} == {"en:Q77"}
    assert found[0] != found[1]


def test_pageviews_become_a_series_of_the_title_that_they_were_asked_for() -> None:
    path = "/metrics/pageviews/per-article/en.wikipedia/all-access/user/The_Ebb/daily/2031051300/2031052000"
    answer = as_json(views(("2031051900", 120), ("2031052000", 340), ("bad", 1), ("2031052100", None)))
    with Loopback({path: answer}) as server, quick_fetcher(server) as fetcher:
        source = Pageviews(fetcher, server.url, lambda _: [replace(EBB, name="As another calls it")], HandClock(), 0)
        (record,) = source.fetch(WINDOW)
        assert isinstance(record, RawRecord)
        (found,) = source.parse(record)

    assert isinstance(found, Listing)
    assert (found.source_key, found.name, found.external_ids) == ("en.wikipedia:The_Ebb", "The Ebb", (Q77,))
    assert found.popularity == (
        Popularity("pageviews", "pageviews", date(2031, 5, 19), 120.0),
        Popularity("pageviews", "pageviews", date(2031, 5, 20), 340.0),
    )


def test_days_that_come_late_are_asked_for_again_in_a_short_window() -> None:
    with Loopback({"*": as_json(views())}) as server, quick_fetcher(server) as fetcher:
        source = Pageviews(fetcher, server.url, lambda _: [EBB], HandClock(), past_days=30)
        list(source.fetch(Window(TODAY - timedelta(days=1), TODAY)))
        list(source.fetch(Window(TODAY - timedelta(days=60), TODAY)))

    assert [asked.path.split("/")[-2] for asked in server.asked] == ["2031042000", "2031032100"]


def test_an_article_whose_address_is_encoded_is_asked_for_by_its_name() -> None:
    titles = [replace(EBB, articles=("https://en.wikipedia.org/wiki/La_Mar%C3%A9e_%282031_film%29",))]
    with Loopback({"*": as_json(views())}) as server, quick_fetcher(server) as fetcher:
        list(Pageviews(fetcher, server.url, lambda _: titles, HandClock(), 0).fetch(WINDOW))

    assert server.asked[0].path.split("/")[7] == "La_Mar%C3%A9e_%282031_film%29"


@pytest.mark.parametrize("languages", [("en", "de"), ("de", "en"), ()])
def test_the_readers_of_the_english_article_are_counted_whichever_was_stored_first(languages: tuple[str, ...]) -> None:
    assert wiki_asked(("de", "fr", "en"), languages) == "en.wikipedia"


def test_without_an_english_article_the_first_language_of_the_settings_is_counted() -> None:
    assert wiki_asked(("it", "de", "fr"), ("en", "fr", "de")) == "fr.wikipedia"
    assert wiki_asked(("it",), ("en", "fr")) == "it.wikipedia"


def wiki_asked(stored: tuple[str, ...], languages: tuple[str, ...]) -> str:
    titles = [replace(EBB, articles=tuple(f"https://{code}.wikipedia.org/wiki/The_Ebb" for code in stored))]
    with Loopback({"*": as_json(views())}) as server, quick_fetcher(server) as fetcher:
        list(Pageviews(fetcher, server.url, lambda _: titles, HandClock(), 0, languages).fetch(WINDOW))
    (asked,) = server.asked
    return asked.path.split("/")[4]


def test_an_article_that_nobody_read_is_passed_over_and_one_without_an_article_is_not_asked() -> None:
    with Loopback({}) as server, quick_fetcher(server) as fetcher:
        titles = [EBB, replace(EBB, articles=()), replace(EBB, articles=("https://elsewhere.example/wiki/X",))]
        assert list(Pageviews(fetcher, server.url, lambda _: titles, HandClock(), 0).fetch(WINDOW)) == []

        assert len(server.asked) == 1


@pytest.mark.parametrize(
    "build",
    [
        lambda url, fetcher: Wikidata(fetcher, url, HandClock(), 0),
        wikipedia,
        lambda url, fetcher: Pageviews(fetcher, url, lambda _: [EBB], HandClock(), 0),
    ],
    ids=["wikidata", "wikipedia", "pageviews"],
)
def test_a_service_that_cannot_be_reached_is_told(build: Callable[[str, Any], Any]) -> None:
    with unreachable() as url, quick_fetcher(url) as fetcher, pytest.raises(FetchFailed):
        list(build(url, fetcher).fetch(WINDOW))


def test_what_an_answer_is_about_stands_in_its_address_and_comes_back() -> None:
    subject = Subject("Ebb & Flow #2", Kind.TV, 2031, (imdb(77), Q77))

    assert subject_of(with_subject("https://example.org/a?b=c", subject)) == subject
    assert subject_of("https://example.org/a") is None
    assert subject_of("https://example.org/a#kind=opera&name=x") is None
