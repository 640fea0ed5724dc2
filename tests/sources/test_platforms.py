"""A streaming service has one name, however a source writes it."""

import pytest

from tests.fetch.fetchers import idle_fetcher
from tests.invented import HandClock, nothing_known
from tests.sources.invented_answers import answer, series, show, stream
from trending_now.domain.title import Listing
from trending_now.sources.platforms import service_name
from trending_now.sources.tmdb import Tmdb
from trending_now.sources.tvmaze import TvMaze


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Disney Plus", "Disney+"),
        ("Disney+", "Disney+"),
        ("Amazon Prime Video", "Prime Video"),
        ("Prime Video", "Prime Video"),
        ("Amazon Prime Video with Ads", "Prime Video"),
        ("Netflix Standard with Ads", "Netflix"),
        ("Paramount Plus Apple TV Channel ", "Paramount+"),
        ("Paramount+ Amazon Channel", "Paramount+"),
        ("Max Amazon Channel", "HBO Max"),
        ("Lumen with  Ads Amazon Channel", "Lumen"),
        ("Channel Nine", "Channel Nine"),
        ("Amazon Channel", "Amazon Channel"),
        (" ", ""),
    ],
)
def test_the_names_of_a_service_are_one(written: str, name: str) -> None:
    assert service_name(written) == name
    assert service_name(name) == name


def test_tmdb_and_tvmaze_name_a_service_alike() -> None:
    tmdb = Tmdb(idle_fetcher(), "https://api.example.org/3", "token", ("GB",), nothing_known, HandClock())
    tvmaze = TvMaze(idle_fetcher(), "https://api.tvmaze.com", ("GB",), HandClock())
    offers = {"results": {"GB": {"flatrate": [{"provider_name": "Disney Plus"}]}}}
    networks = [{"name": "Disney Plus", "origin_country": ""}]
    details = series(networks=networks, **{"watch/providers": offers})
    on_the_web = stream(show(network=None, webChannel={"id": 287, "name": "Disney+", "country": None}))
    said = [*tmdb.parse(answer(details, "https://api.example.org/3/tv/41", "tmdb"))]
    said += tvmaze.parse(answer([on_the_web], "https://api.tvmaze.com/schedule/web?date=2031-05-20", "tvmaze"))

    listings = [each for each in said if isinstance(each, Listing)]
    assert len(listings) == 2
    assert {x.platform for each in listings for x in each.releases if x.platform} == {"Disney+"}
