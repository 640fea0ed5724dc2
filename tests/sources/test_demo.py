"""The demo catalogue is what a first visitor sees: enough of everything, dated around today, and labelled invented."""

import json
from collections import Counter
from datetime import date, timedelta
from importlib import resources

import pytest

from tests.invented import NOW, TODAY, WINDOW, HandClock
from trending_now.domain.attention import series_of, trend_of
from trending_now.domain.episode import Event
from trending_now.domain.genre import Genre
from trending_now.domain.policy import TrainUse
from trending_now.domain.run import RawRecord, Violation
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.domain.title import Kind, Listing, Release
from trending_now.sources import demo_catalogue
from trending_now.sources.demo import FILES, Demo


def titles(clock: HandClock | None = None) -> list[Listing]:
    demo = Demo(clock or HandClock())
    records = [record for record in demo.fetch(WINDOW) if isinstance(record, RawRecord)]
    return [title for record in records for title in demo.parse(record) if isinstance(title, Listing)]


def test_there_are_sixty_to_eighty_titles_films_and_shows_alike() -> None:
    kinds = Counter(title.kind for title in titles())

    assert 60 <= kinds.total() <= 80
    assert min(kinds[Kind.MOVIE], kinds[Kind.TV]) >= 20


def test_every_name_and_key_is_there_once() -> None:
    assert max(Counter(title.source_key for title in titles()).values()) == 1
    assert max(Counter(title.name.casefold() for title in titles()).values()) == 1


@pytest.mark.parametrize("genre", Genre)
def test_every_genre_has_three_titles_or_more(genre: Genre) -> None:
    taxonomy = load_taxonomy()
    votes = [vote for title in titles() for tag in title.tags if (vote := taxonomy.vote(tag))]

    assert sum(genre in vote.genres for vote in votes) >= 3


def test_every_tag_is_known_to_the_taxonomy() -> None:
    taxonomy = load_taxonomy()

    assert [tag for title in titles() for tag in title.tags if not taxonomy.knows(tag)] == []
    assert all(title.tags for title in titles())


def test_regions_languages_and_platforms_are_many() -> None:
    releases = [release for title in titles() for release in title.releases]

    assert len({release.region for release in releases}) >= 6
    assert len({title.language for title in titles()}) >= 5
    assert len({release.platform for release in releases}) >= 5


def test_every_plot_has_a_hundred_to_two_hundred_words() -> None:
    lengths = {title.name: len(plot.text.split()) for title in titles() for plot in title.plots}

    assert len(lengths) == len(titles())
    assert {name: length for name, length in lengths.items() if not 100 <= length <= 200} == {}


def test_every_title_has_three_to_six_reviews_by_different_people() -> None:
    for title in titles():
        assert 3 <= len(title.reviews) <= 6, title.name
        assert len({review.author for review in title.reviews}) == len(title.reviews), title.name


def test_reviews_come_from_many_sites_in_no_fixed_number_or_order() -> None:
    reviews = [title.reviews for title in titles()]
    ratings = [[review.rating10 for review in each if review.rating10] for each in reviews]
    sites = Counter(review.site for each in reviews for review in each)
    lengths = [len(review.text.split()) for each in reviews for review in each]

    assert sum(len(each) > 3 for each in reviews) >= 20
    assert sum(each == sorted(each, reverse=True) for each in ratings) < len(reviews) / 3
    assert sites.most_common(1)[0][1] < len(reviews) / 2
    assert min(lengths) < 6
    assert max(lengths) > 45


def test_no_title_has_two_reviews_of_one_site() -> None:
    assert [x.name for x in titles() if len({review.site for review in x.reviews}) < len(x.reviews)] == []


def test_reviewers_differ_in_their_opinion_of_every_title() -> None:
    for title in titles():
        ratings = [review.rating10 for review in title.reviews if review.rating10 is not None]
        assert max(ratings) - min(ratings) >= 2, title.name
        assert all(1 <= rating <= 10 for rating in ratings), title.name


def test_no_plot_or_review_is_there_twice() -> None:
    texts = Counter(text.text for title in titles() for text in (*title.plots, *title.reviews))

    assert max(texts.values()) == 1


def test_dates_are_relative_to_the_clock() -> None:
    later = HandClock(NOW + timedelta(days=400))

    moved = [
        after.date - before.date for before, after in zip(_releases(titles()), _releases(titles(later)), strict=True)
    ]

    assert set(moved) == {timedelta(days=400)}


def test_some_titles_are_out_and_some_are_still_to_come() -> None:
    days = [release.date for release in _releases(titles())]

    assert all(TODAY - timedelta(days=60) <= day <= TODAY + timedelta(days=30) for day in days)
    assert min(days) < TODAY < max(days)


def test_a_first_visitor_sees_series_and_seasons_begin_and_episodes_between() -> None:
    newest = [max(title.releases, key=lambda x: (x.date <= TODAY, x.date)) for title in titles()]
    events = Counter(release.episode.event if release.episode else None for release in newest)

    assert min(events[event] for event in (Event.NEW_SERIES, Event.NEW_SEASON, Event.EPISODE)) >= 4
    assert events[None] == sum(title.kind is Kind.MOVIE for title in titles())


def test_of_what_came_out_in_one_place_the_later_episode_came_later() -> None:
    for title in titles():
        for place in {(release.region, release.platform) for release in title.releases}:
            there = [release for release in title.releases if (release.region, release.platform) == place]
            told = [x.episode for x in sorted(there, key=lambda release: release.date) if x.episode]
            numbers = [(episode.season or 0, episode.number or 0) for episode in told]
            assert numbers == sorted(set(numbers)), title.name


def test_every_title_has_an_invented_popularity_of_three_weeks_up_to_today() -> None:
    for title in titles():
        days = [measured.day for measured in title.popularity]
        assert days == [TODAY - timedelta(days=days_ago) for days_ago in reversed(range(21))], title.name
        assert all(0 < measured.value <= 100 for measured in title.popularity), title.name


def test_popularity_ends_at_what_the_catalogue_says() -> None:
    lines = [resources.files(demo_catalogue).joinpath(name).read_text("utf-8").splitlines() for name in FILES]
    said = {entry["key"]: entry["popularity"] for of_file in lines for entry in map(json.loads, of_file)}

    assert {title.source_key: title.popularity[-1].value for title in titles()} == said


def test_some_titles_rise_some_fall_and_some_stay() -> None:
    trends = [trend_of(series_of(title.popularity), TODAY) for title in titles()]

    assert sum(trend > 0.03 for trend in trends) >= 10
    assert sum(trend < -0.03 for trend in trends) >= 10
    assert sum(abs(trend) < 0.01 for trend in trends) >= 5


def test_popularity_moves_with_the_clock_as_releases_do() -> None:
    later = titles(HandClock(NOW + timedelta(days=400)))

    for before, after in zip(titles(), later, strict=True):
        assert [x.value for x in before.popularity] == [x.value for x in after.popularity]
        assert after.popularity[0].day - before.popularity[0].day == timedelta(days=400)


def test_no_review_is_older_than_the_release_or_newer_than_today() -> None:
    for title in titles():
        first = min(release.date for release in title.releases)
        for review in title.reviews:
            assert isinstance(review.published, date), title.name
            assert first - timedelta(days=45) <= review.published <= TODAY, title.name


def test_the_demo_is_the_same_all_day() -> None:
    morning, evening = HandClock(NOW.replace(hour=1)), HandClock(NOW.replace(hour=23))

    contents = [
        [x.content for x in Demo(clock).fetch(WINDOW) if isinstance(x, RawRecord)] for clock in (morning, evening)
    ]

    assert contents[0] == contents[1]


def test_everything_is_labelled_invented_and_no_model_learns_from_it() -> None:
    assert {title.source for title in titles()} == {"demo"}
    assert "invented" in Demo.policy.credit.text.lower()
    assert Demo.policy.train is TrainUse.NO
    assert not any(title.external_ids or title.url for title in titles())


def test_a_damaged_line_is_a_violation_and_the_others_are_read() -> None:
    demo = Demo(HandClock())
    whole = next(record for record in demo.fetch(WINDOW) if isinstance(record, RawRecord))
    damaged = RawRecord("demo", whole.url, b'{"key": "x"}\n' + whole.content, NOW)

    first, *rest = demo.parse(damaged)

    assert isinstance(first, Violation)
    assert first.subject == whole.url + " line 1"
    assert all(isinstance(title, Listing) for title in rest)


def _releases(of: list[Listing]) -> list[Release]:
    return [release for title in of for release in title.releases]
