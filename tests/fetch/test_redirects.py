"""Redirects are followed by hand: each is checked against the services of the settings, and none takes our key away."""

import httpx2
import pytest

from tests.fetch.fetchers import quick_fetcher
from tests.loopback import Loopback, as_json, redirect
from trending_now.errors import FetchRefused
from trending_now.fetch.addresses import AllowedHosts
from trending_now.fetch.client import MOST_REDIRECTS

GOOD = as_json({"good": True})
KEY = {"Authorization": "Bearer read-token"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_on_the_same_service_is_followed(status: int) -> None:
    with Loopback({"/a": redirect("/b", status), "/b": GOOD}) as server, quick_fetcher(server) as fetcher:
        answer = fetcher.get(server.url + "/a", headers=KEY)

        assert answer.url == server.url + "/b"
        assert server.asked[1].headers["authorization"] == KEY["Authorization"]


def test_endless_redirects_end() -> None:
    with Loopback({"/a": redirect("/a")}) as server, quick_fetcher(server) as fetcher:
        with pytest.raises(FetchRefused, match=f"/a redirects more than {MOST_REDIRECTS} times"):
            fetcher.get(server.url + "/a")

        assert len(server.asked) == MOST_REDIRECTS + 1
        assert fetcher.counts.by_host["127.0.0.1"].refused == 1


def test_a_redirect_to_a_host_that_no_setting_names_is_not_followed() -> None:
    with Loopback({"/": GOOD}) as stranger, Loopback({"/a": redirect(stranger.url + "/")}) as server:
        with quick_fetcher(server) as fetcher, pytest.raises(FetchRefused, match="not among the services"):
            fetcher.get(server.url + "/a", headers=KEY)

        assert not stranger.asked


def test_a_redirect_to_another_service_of_the_settings_leaves_the_key_behind() -> None:
    with Loopback({"/b": GOOD}) as other, Loopback({"/a": redirect(other.url + "/b")}) as server:
        with quick_fetcher(server, other) as fetcher:
            fetcher.get(server.url + "/a", headers=KEY)

        assert "authorization" in server.asked[0].headers
        assert "authorization" not in other.asked[0].headers


@pytest.mark.parametrize("location", ["file:///etc/hostname", "http://[", "gopher://127.0.0.1/"])
def test_a_redirect_to_something_that_cannot_be_asked_is_refused(location: str) -> None:
    with Loopback({"/a": redirect(location)}) as server, quick_fetcher(server) as fetcher:
        with pytest.raises(FetchRefused, match=r"is not asked|is not a URL"):
            fetcher.get(server.url + "/a")

        assert len(server.asked) == 1


@pytest.mark.parametrize(
    "address",
    [
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:22/",
        "http://[::1]/",
        "http://api.example.org/",
        "https://api.example.org:8443/",
        "https://api.example.org.evil.example/",
        "https://someone:secret@api.example.org/",
        "ftp://api.example.org/",
    ],
)
def test_only_the_services_of_the_settings_are_asked(address: str) -> None:
    with pytest.raises(FetchRefused, match="is not asked") as caught:
        AllowedHosts(["https://api.example.org/v3"]).check(httpx2.URL(address))

    assert "secret" not in str(caught.value)


def test_a_service_is_known_by_any_way_to_write_its_address() -> None:
    allowed = AllowedHosts(["https://api.example.org/v3"])

    for same in ("https://API.example.org/v3/movie/1", "https://api.example.org:443/other"):
        allowed.check(httpx2.URL(same))
