"""Decides which URLs may be requested, and writes URLs without their secrets."""

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import unquote_plus

import httpx2

from trending_now.errors import FetchRefused
from trending_now.fetch.resolving import Resolve, is_loopback, is_public, system_addresses

SECRET_PARAMETERS = frozenset({"api_key", "apikey", "api-key", "key", "token", "access_token"})
LONGEST_QUERY = 200
PORTS = {"http": 80, "https": 443}


class AllowedHosts:
    """The hosts that settings or site files name, each with its scheme and port; no other is asked.

    A host must be in the public network, on port 80 or 443. Only a base URL that names this machine, by a loopback
    address or as "localhost", may have any port, and it may lead nowhere else.
    """

    def __init__(self, base_urls: Iterable[str], resolve: Resolve = system_addresses) -> None:
        self._origins = {origin_of(parse_url(url)) for url in base_urls}
        self._resolve = resolve

    def check(self, url: httpx2.URL) -> None:
        """Check that a URL may be requested, as far as its text tells; nothing is resolved.

        Raises:
            FetchRefused: it may not; says why.
        """
        if url.scheme not in PORTS:
            raise FetchRefused(f"{in_messages(url)} is not asked: only http and https are.")
        if url.userinfo:
            raise FetchRefused(f"{in_messages(url)} is not asked: it carries a user name or password.")
        if origin_of(url) not in self._origins:
            raise FetchRefused(
                f"{in_messages(url)} is not asked: {url.host} is not among the services of the settings."
            )
        if not _names_this_machine(url.host) and origin_of(url)[2] not in PORTS.values():
            raise FetchRefused(f"{in_messages(url)} is not asked: only ports 80 and 443 are.")

    def addresses(self, url: httpx2.URL) -> tuple[str, ...]:
        """Return the addresses that a URL's host has now, every one of them safe to connect to.

        Raises:
            FetchRefused: one of them is not in the public network.
            OSError: the host has no address.
        """
        found = self._resolve(url.host, origin_of(url)[2])
        is_safe = is_loopback if _names_this_machine(url.host) else is_public
        for address in found:
            if not is_safe(address):
                raise FetchRefused(
                    f"{in_messages(url)} is not asked: {url.host} leads to {address}, "
                    "which is not an address of the public network."
                )
        return found


def parse_url(url: str) -> httpx2.URL:
    """Parse a URL.

    Raises:
        FetchRefused: it is not a URL.
    """
    try:
        return httpx2.URL(url)
    except (httpx2.InvalidURL, ValueError, TypeError):
        raise FetchRefused(f"{url.partition('?')[0][:200]!r} is not a URL.") from None


def without_secrets(url: httpx2.URL) -> str:
    """Return a URL as it may be shown, logged and stored: unchanged, but without credentials and keys."""
    bare = url.copy_with(username=None, password=None) if url.userinfo else url
    said = bare.query.split(b"&")
    kept = [part for part in said if not _is_secret(part)]
    return str(bare if kept == said else bare.copy_with(query=b"&".join(kept) or None))


def in_messages(url: httpx2.URL) -> str:
    """Return a URL for a message: without secrets, and with a long query cut.

    Queries to Wikidata are a page long.
    """
    whole = without_secrets(url)
    path, mark, query = whole.partition("?")
    return whole if len(query) <= LONGEST_QUERY else f"{path}{mark}{query[: LONGEST_QUERY - 1]}…"


def carries_secret(url: httpx2.URL) -> bool:
    """Tell whether a URL's query contains a key."""
    return any(map(_is_secret, url.query.split(b"&")))


def origin_of(url: httpx2.URL) -> tuple[str, str, int]:
    """Return a URL's scheme, host and port: what keys may be sent to."""
    port = url.port or PORTS.get(url.scheme, 0)
    return url.scheme, url.host, port


def _is_secret(parameter: bytes) -> bool:
    return unquote_plus(parameter.partition(b"=")[0].decode()).casefold() in SECRET_PARAMETERS


def _names_this_machine(host: str) -> bool:
    """Tell whether a host is "localhost" or a loopback address in its usual notation; others do not count."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
