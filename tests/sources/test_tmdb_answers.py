"""What TMDb's details and list entries mean."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.fetch.fetchers import idle_fetcher
from tests.invented import NOW, TODAY, HandClock, nothing_known
from tests.sources.invented_answers import _region, answer, film, listed, review, series
from trending_now.domain.episode import FIRST_OF_ALL, Episode
from trending_now.domain.genre import SourceTag
from trending_now.domain.policy import TrainUse
from trending_now.domain.run import Violation
from trending_now.domain.title import ExternalId, Kind, Listing, Namespace, Popularity, Release, ReleaseType, Withdrawal
from trending_now.sources.tmdb import POLICY, Tmdb

FILM, SERIES = "https://api.example.org/3/movie/41", "https://api.example.org/3/tv/41"


def parse(
    content: object, url: str = FILM, regions: tuple[str, ...] = ("US", "GB")
) -> list[Listing | Withdrawal | Violation]:
    base_url, images = "https://api.example.org/3", "https://img.example/t/p/"
    source = Tmdb(idle_fetcher(), base_url, "token", regions, nothing_known, HandClock(), images)
    return list(source.parse(answer(content, url, "tmdb")))


def listing_of(content: object, url: str = FILM, regions: tuple[str, ...] = ("US", "GB")) -> Listing:
    (listing,) = parse(content, url, regions)
    assert isinstance(listing, Listing)
    return listing


def test_a_film_becomes_a_listing_with_all_that_is_said_of_it() -> None:
    listing = listing_of(film())

    assert (listing.source, listing.source_key, listing.kind) == ("tmdb", "movie/41", Kind.MOVIE)
    assert (listing.name, listing.original_name) == ("The Glass Orchard", "Le Verger de verre")
    assert (listing.year, listing.language, listing.countries) == (2031, "fr", ("FR", "BE"))
    assert listing.runtime_minutes == 101
    assert listing.url == "https://www.themoviedb.org/movie/41"
    assert listing.poster_url == "https://img.example/t/p/w342/orchard.jpg"
    assert listing.plots[0].text == "A glassblower grows a garden nobody may touch."
    assert listing.popularity == (
        Popularity("tmdb", "popularity", TODAY, 12.5),
        Popularity("tmdb", "rating", TODAY, 6.8),
    )


def test_a_show_becomes_a_listing_with_all_that_is_said_of_it() -> None:
    listing = listing_of(series(), SERIES)

    assert (listing.source_key, listing.kind, listing.name) == ("tv/41", Kind.TV, "Night Ferry")
    assert (listing.original_name, listing.year, listing.runtime_minutes) == (None, 2031, 52)
    assert (
        Release(date(2031, 4, 1), ReleaseType.BROADCAST, "GB", "Channel Nine", episode=FIRST_OF_ALL) in listing.releases
    )
    assert Release(date(2031, 5, 13), ReleaseType.BROADCAST, "GB", "Channel Nine") in listing.releases


def test_the_next_episode_of_a_show_is_a_release_to_come() -> None:
    episode = {"id": 9, "air_date": "2031-05-27", "season_number": 2, "episode_number": 1}
    next_one = Release(date(2031, 5, 27), ReleaseType.BROADCAST, "GB", "Channel Nine", episode=Episode(2, 1))
    listing = listing_of(series(next_episode_to_air=episode), SERIES)

    assert next_one in listing.releases


@pytest.mark.parametrize("wrong", [None, "soon", [], {}, {"air_date": None}, {"air_date": "2031-99-99"}])
def test_a_show_without_a_next_episode_has_the_days_that_were(wrong: object) -> None:
    listing = listing_of(series(next_episode_to_air=wrong, **{"watch/providers": {}}), SERIES)

    assert [x.date for x in listing.releases] == [date(2031, 4, 1), date(2031, 5, 13)]


@pytest.mark.parametrize(
    ("country", "kind", "region"),
    [("", ReleaseType.DIGITAL, None), ("DK", ReleaseType.BROADCAST, "DK"), (None, ReleaseType.BROADCAST, "GB")],
)
def test_a_network_of_no_one_country_streams_and_another_is_on_in_its_own(
    country: str | None, kind: ReleaseType, region: str | None
) -> None:
    network = {"id": 2739, "name": "Lumen+", "origin_country": country}
    listing = listing_of(series(networks=[network], **{"watch/providers": {}}), SERIES)

    assert {(x.type, x.region, x.platform) for x in listing.releases} == {(kind, region, "Lumen+")}


def test_an_overview_that_says_that_there_is_none_is_none() -> None:
    assert listing_of(film(overview="No overview available.")).plots == ()


def test_markup_in_an_overview_becomes_text() -> None:
    assert listing_of(film(overview="<p>Tom &amp; Ada <i>dig</i>.</p>")).plots[0].text == "Tom & Ada dig."


def test_films_and_shows_of_one_number_have_ids_of_their_own() -> None:
    a_film, a_show = listing_of(film(41)), listing_of(series(41), SERIES)

    assert a_film.source_key != a_show.source_key
    assert ExternalId(Namespace.TMDB_MOVIE, "41") in a_film.external_ids
    assert ExternalId(Namespace.TMDB_TV, "41") in a_show.external_ids
    assert not set(a_film.external_ids) & set(a_show.external_ids)


def test_other_catalogues_ids_are_kept() -> None:
    assert set(listing_of(film()).external_ids) == {
        ExternalId(Namespace.TMDB_MOVIE, "41"),
        ExternalId(Namespace.IMDB, "tt9900041"),
        ExternalId(Namespace.WIKIDATA, "Q990041"),
    }
    assert ExternalId(Namespace.TVDB, "88001") in listing_of(series(), SERIES).external_ids


@pytest.mark.parametrize("wrong", ["", "nm0000001", "tt", "tt²²²²²²²", 900041, None])
def test_an_id_of_another_form_is_left_out(wrong: object) -> None:
    listing = listing_of(film(imdb_id=wrong, external_ids={"imdb_id": wrong, "wikidata_id": wrong, "tvdb_id": wrong}))

    assert {x.namespace for x in listing.external_ids} <= {Namespace.TMDB_MOVIE, Namespace.TVDB}


def test_genres_are_tags_of_the_kind_they_belong_to() -> None:
    assert listing_of(film()).tags == (SourceTag("tmdb/movie", "Drama"), SourceTag("tmdb/movie", "Science Fiction"))
    assert listing_of(series(), SERIES).tags[0] == SourceTag("tmdb/tv", "Sci-Fi & Fantasy")


def test_a_list_entry_gives_its_genres_as_numbers() -> None:
    listing = listing_of(listed("tv", 41, genre_ids=[10765, True, "18"]), SERIES + "?from=list")

    assert listing.tags == (SourceTag("tmdb/tv", "10765"),)


def test_each_release_of_each_region_is_kept_with_its_type() -> None:
    releases = listing_of(film(), regions=()).releases

    assert releases == (
        Release(date(2031, 5, 2), ReleaseType.THEATRICAL, "FR", "Cinemas"),
        Release(date(2031, 5, 16), ReleaseType.DIGITAL, "US", None),
    )


def test_a_film_that_is_shown_elsewhere_long_after_it_came_out_is_not_new() -> None:
    days = {"US": [(3, "2029-05-01")], "HU": [(3, "2030-04-30"), (6, "2031-05-19")], "GB": [(4, "2031-05-01")]}
    regions = [_region(code, *told) for code, told in days.items()]
    releases = listing_of(film(release_dates={"results": regions}, **{"watch/providers": {}})).releases

    assert [(x.date.isoformat(), x.region) for x in releases] == [
        ("2029-05-01", "US"),
        ("2030-04-30", "HU"),
        ("2031-05-01", "GB"),
    ]


def test_a_premiere_long_before_is_no_first_release() -> None:
    regions = [_region("FR", (1, "2028-01-01"), (3, "2031-05-01")), _region("HU", (3, "2031-06-01"))]
    releases = listing_of(film(release_dates={"results": regions}, **{"watch/providers": {}})).releases

    assert [x.date.year for x in releases] == [2028, 2031, 2031]


def test_details_name_all_releases_and_a_list_entry_does_not() -> None:
    assert listing_of(film()).names_all_releases
    assert listing_of(series(), SERIES).names_all_releases
    assert not listing_of(listed("tv", 41), SERIES + "?from=list").names_all_releases
    assert listing_of(listed("tv", 41), SERIES + "?from=list").is_partial
    assert not listing_of(series(), SERIES).is_partial


def test_a_film_without_regional_releases_has_its_first_day_and_no_invented_cinema() -> None:
    releases = listing_of(film(release_dates={"results": []}), regions=()).releases

    assert releases == (Release(date(2031, 5, 2), ReleaseType.UNSPECIFIED, None, None),)


def test_who_streams_a_film_is_a_release_of_the_region_on_its_digital_day() -> None:
    assert Release(date(2031, 5, 16), ReleaseType.DIGITAL, "US", "Lumen+") in listing_of(film()).releases


def test_who_streams_a_show_is_a_release_from_its_first_day_on() -> None:
    streamed = Release(date(2031, 4, 1), ReleaseType.DIGITAL, "GB", "Channel Nine Player", episode=FIRST_OF_ALL)

    assert streamed in listing_of(series(), SERIES).releases


def test_each_day_of_a_show_has_the_episode_that_is_told_of_it() -> None:
    seasons = [
        {"season_number": 0, "air_date": "2031-05-13"},
        {"season_number": 1, "air_date": "2031-04-01"},
        {"season_number": 2, "air_date": "2031-05-27"},
        {"season_number": 3, "air_date": None},
        "no season",
    ]
    told = series(
        seasons=seasons,
        last_episode_to_air={"air_date": "2031-05-13", "season_number": 1, "episode_number": 7},
        next_episode_to_air={"air_date": "2031-05-27", "season_number": 2, "episode_number": 4},
    )
    episodes = {x.date.isoformat(): x.episode for x in listing_of(told, SERIES).releases}

    assert episodes == {"2031-04-01": Episode(1, 1), "2031-05-13": Episode(1, 7), "2031-05-27": Episode(2, 1)}


@pytest.mark.parametrize(
    ("said", "episode"),
    [
        ({"season_number": 0, "episode_number": 3}, Episode(0, 3)),
        ({"season_number": 2, "episode_number": None}, None),
        ({"season_number": None, "episode_number": 1}, None),
        ({"season_number": "two", "episode_number": 10**9}, None),
        ({"air_date": "2031-05-12", "season_number": 2, "episode_number": 2}, None),
    ],
)
def test_an_episode_that_is_not_told_whole_of_the_day_is_none(said: dict[str, Any], episode: Episode | None) -> None:
    listing = listing_of(series(last_episode_to_air={"air_date": "2031-05-13"} | said), SERIES)

    assert {x.episode for x in listing.releases if x.date == date(2031, 5, 13)} == {episode}


def test_a_film_has_no_episodes_whatever_an_answer_says() -> None:
    listing = listing_of(film(first_air_date="2031-05-16", seasons=[{"season_number": 1, "air_date": "2031-05-16"}]))

    assert {x.episode for x in listing.releases} == {None}


def test_streams_of_regions_that_nobody_asked_for_and_shops_are_left_out() -> None:
    offers = {"US": {"buy": [_provider("Shop")], "rent": [_provider("Shop")]}, "DE": {"flatrate": [_provider("Fern")]}}
    listing = listing_of(film(**{"watch/providers": {"results": offers}}))

    assert {release.platform for release in listing.releases} == {"Cinemas", None}


def test_reviews_keep_author_day_and_rating() -> None:
    (kept,) = listing_of(film()).reviews

    assert (kept.site, kept.author, kept.rating10) == ("TMDB", "orla_reads", 9.0)
    assert (kept.published, kept.url) == (date(2031, 5, 4), "https://www.themoviedb.org/review/66aa")


@pytest.mark.parametrize(
    "wrong", [review(content=""), review(content=None), review(author_details="none"), 5, None, []]
)
def test_a_review_that_says_nothing_is_left_out(wrong: object) -> None:
    listing = listing_of(film(reviews={"results": [wrong, review(author_details={"rating": 11})]}))

    assert [(kept.author, kept.rating10) for kept in listing.reviews] == [("orla_reads", None)]


@pytest.mark.parametrize("url", [FILM, FILM + "?from=list"])
def test_a_film_for_adults_only_is_not_to_be_shown(url: str) -> None:
    kept = listing_of(film())
    assert parse(film(adult=True), url) == [Withdrawal("tmdb", kept.source_key, "It is for adults only.")]


@pytest.mark.parametrize(
    "block",
    [
        "release_dates", "watch/providers", "reviews", "external_ids", "genres", "production_countries", "overview",
        "poster_path", "popularity", "vote_average", "runtime", "release_date", "original_language",
    ],
)  # fmt: skip
@pytest.mark.parametrize("wrong", [None, 5, "x", True, [], {}, {"results": 5}, {"results": {"US": 5}}, [5]])
def test_a_part_of_another_shape_does_not_lose_the_film(block: str, wrong: Any) -> None:
    assert listing_of(film(**{block: wrong})).name == "The Glass Orchard"


@pytest.mark.parametrize(
    ("content", "rule", "reason"),
    [
        (film(id=0), "entry is malformed", "id"),
        (film(id="41"), "entry is malformed", "id"),
        (film(title="", original_title=" "), "name is missing", "41 has no name"),
        ([film()], "entry is malformed", "the entry"),
        (b"<html>Busy</html>", "answer is not JSON", "an HTML page"),
        (b'{"id": 41, "title": "The Gl', "answer is not JSON", "no whole JSON"),
    ],
)
def test_a_malformed_answer_is_a_violation_that_says_why(content: object, rule: str, reason: str) -> None:
    (violation,) = parse(content)

    assert isinstance(violation, Violation)
    assert (violation.rule, violation.subject) == (rule, FILM)
    assert reason in violation.message


def test_an_address_with_tv_in_it_does_not_make_films_shows() -> None:
    assert listing_of(film(), "https://gateway.example/tv/3/movie/41").kind is Kind.MOVIE


def test_its_texts_are_never_trained_on_nor_sent_to_a_model_and_expire_within_six_months() -> None:
    assert POLICY.train is TrainUse.NO
    assert not POLICY.send_to_llm
    expiry = POLICY.expires_at(NOW)
    assert expiry is not None
    assert expiry <= NOW + timedelta(days=181)
    assert "TMDB" in POLICY.credit.text
    assert "JustWatch" in POLICY.credit.text


def _provider(name: str) -> dict[str, object]:
    return {"provider_id": 1, "provider_name": name, "logo_path": None}
