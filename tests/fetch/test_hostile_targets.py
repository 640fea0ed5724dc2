"""No target, however it is written, leads the fetcher into a private network; each is refused with its reason."""

import httpx2
import pytest

from tests.fetch.fetchers import quick_fetcher
from tests.loopback import Loopback, Reply, as_json, compressed, in_turn, redirect
from trending_now.errors import AnswerTooLarge, FetchError, FetchFailed, FetchRefused
from trending_now.fetch.addresses import AllowedHosts
from trending_now.fetch.client import DEFAULT_CAP_BYTES
from trending_now.fetch.resolving import Resolve, is_public, system_addresses

SITE = "http://reviews.example"
# Listed as a site file could list them, and still refused: by where they lead, not by their letters alone.
LISTED = {
    "decimal": ("http://2130706433", "leads to 127.0.0.1"),
    "octal": ("http://0177.0.0.1", "is not a URL"),
    "hexadecimal": ("http://0x7f000001", "leads to 127.0.0.1"),
    "two parts": ("http://127.1", "leads to 127.0.0.1"),
    "nothing": ("http://0", "leads to 0.0.0.0"),
    "any address": ("http://0.0.0.0", "leads to 0.0.0.0"),
    "mapped IPv6": ("http://[::ffff:127.0.0.1]", "not an address of the public network"),
    "unspecified IPv6": ("http://[::]", "not an address of the public network"),
    "private A": ("http://10.0.0.1", "leads to 10.0.0.1"),
    "private B": ("http://172.16.0.1", "leads to 172.16.0.1"),
    "private C": ("http://192.168.1.1", "leads to 192.168.1.1"),
    "cloud metadata": ("http://169.254.169.254", "leads to 169.254.169.254"),
    "carrier's network": ("http://100.64.0.1", "leads to 100.64.0.1"),
    "unique local IPv6": ("http://[fd00::1]", "leads to fd00::1"),
    "link-local IPv6": ("http://[fe80::1]", "leads to fe80::1"),
    "NAT64 to loopback": ("http://[64:ff9b::7f00:1]", "not an address of the public network"),
    "6to4 to a private network": ("http://[2002:a00:1::]", "not an address of the public network"),
    "multicast": ("http://224.0.0.1", "leads to 224.0.0.1"),
    "broadcast": ("http://255.255.255.255", "leads to 255.255.255.255"),
    "another port": ("http://reviews.example:22", "only ports 80 and 443"),
    "a database's port": ("https://reviews.example:5432", "only ports 80 and 443"),
}
UNLISTED = {
    "loopback by name": ("http://localhost/", "not among the services"),
    "loopback by number": ("http://127.0.0.1/", "not among the services"),
    "loopback in IPv6": ("http://[::1]/", "not among the services"),
    "a file": ("file:///etc/passwd", "only http and https"),
    "another protocol": ("gopher://reviews.example/", "only http and https"),
    "ftp": ("ftp://reviews.example/", "only http and https"),
    "credentials": ("http://someone:secret@reviews.example/", "user name or password"),
    "a look-alike": ("http://reviews.example.evil.example/", "not among the services"),
    "another scheme": ("https://reviews.example/", "not among the services"),
    "no URL": ("http://[::", "is not a URL"),
}


def always(*addresses: str) -> Resolve:
    """Return a resolver that gives every host these addresses."""
    return lambda *_: addresses


def refusal(base: str, url: str, resolve: Resolve = system_addresses) -> str:
    """Return why a URL is refused by a fetcher whose only service is `base`."""
    with pytest.raises(FetchRefused) as caught, quick_fetcher(base_urls=AllowedHosts([base], resolve)) as fetcher:
        fetcher.get(url)
    assert "secret" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(("base", "reason"), [pytest.param(*target, id=name) for name, target in LISTED.items()])
def test_a_listed_host_that_leads_into_a_private_network_is_refused(base: str, reason: str) -> None:
    assert reason in refusal(base, base + "/review")


@pytest.mark.parametrize(("url", "reason"), [pytest.param(*target, id=name) for name, target in UNLISTED.items()])
def test_a_target_that_is_not_listed_is_refused(url: str, reason: str) -> None:
    assert reason in refusal(SITE, url)


@pytest.mark.parametrize("name", ["reviews.example", "LOCALHOST.reviews.example"])
def test_a_public_name_with_a_private_address_is_refused(name: str) -> None:
    reason = refusal(f"http://{name}", f"http://{name}/", always("127.0.0.1"))

    assert "leads to 127.0.0.1, which is not an address of the public network" in reason


def test_a_name_with_one_private_address_among_public_ones_is_refused() -> None:
    assert "leads to 10.1.2.3" in refusal(SITE, SITE, always("192.0.66.2", "10.1.2.3"))


def test_a_name_that_is_bound_anew_between_two_requests_is_refused_at_the_second() -> None:
    answers = iter([("192.168.0.9",)])
    with Loopback({"*": as_json({})}) as server:
        asked: list[str] = []

        def resolve(host: str, port: int) -> tuple[str, ...]:
            asked.append(host)
            return ("127.0.0.1",) if len(asked) == 1 else next(answers)

        with quick_fetcher(base_urls=AllowedHosts([server.url], resolve)) as fetcher:
            fetcher.get(server.url + "/first")
            with pytest.raises(FetchRefused, match=r"leads to 192\.168\.0\.9"):
                fetcher.get(server.url + "/second")

        assert [request.path for request in server.asked] == ["/first"]
        assert len(asked) == 2, "a request resolves its host once: what was checked is what is connected to"


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    with Loopback({"*": as_json({})}) as server:
        base = f"http://localhost:{server.port}"  # the resolver's word counts, not the system's
        with quick_fetcher(base_urls=AllowedHosts([base], always("127.0.0.1"))) as fetcher:
            fetcher.get(base + "/a")

        assert server.asked[0].headers["host"] == f"localhost:{server.port}"


def test_the_next_address_is_tried_where_the_first_does_not_answer() -> None:
    with Loopback({"*": as_json({})}) as server:
        base = f"http://localhost:{server.port}"
        with quick_fetcher(base_urls=AllowedHosts([base], always("127.9.9.9", "127.0.0.1"))) as fetcher:
            assert fetcher.get(base + "/a").status == 200


def test_a_base_url_that_names_this_machine_leads_nowhere_else() -> None:
    assert "leads to 192.0.66.2" in refusal("http://localhost:9", "http://localhost:9/", always("192.0.66.2"))


@pytest.mark.parametrize("location", ["http://169.254.169.254/latest", "file:///etc/passwd", "http://[::1]:80/"])
def test_a_redirect_into_a_private_network_is_refused(location: str) -> None:
    with Loopback({"/a": redirect(location)}) as server, quick_fetcher(server) as fetcher:
        with pytest.raises(FetchRefused, match="is not asked"):
            fetcher.get(server.url + "/a")

        assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        pytest.param(compressed(b"0" * 50 * DEFAULT_CAP_BYTES), AnswerTooLarge, id="a bomb"),
        pytest.param(Reply(b"not gzip at all", headers={"Content-Encoding": "gzip"}), FetchFailed, id="no gzip at all"),
    ],
)
def test_a_bomb_is_not_unpacked_beyond_the_cap(reply: Reply, kind: type[FetchError]) -> None:
    with Loopback({"/a": in_turn([reply])}) as server, quick_fetcher(server) as fetcher, pytest.raises(kind):
        fetcher.get(server.url + "/a")


def test_an_address_of_a_site_is_not_public() -> None:
    assert not is_public("fec0::1")


@pytest.mark.parametrize("address", ["1.1.1.1", "192.0.66.2", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_addresses_of_the_public_network_are_asked(address: str) -> None:
    assert is_public(address)
    AllowedHosts([SITE], always(address)).addresses(httpx2.URL(SITE))
