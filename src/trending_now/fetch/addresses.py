"""Which addresses may be asked, and how an address is written without its secrets."""

from collections.abc import Iterable

import httpx2

from trending_now.errors import FetchRefused

SECRET_PARAMETERS = frozenset({"api_key", "apikey", "api-key", "key", "token", "access_token"})


class AllowedHosts:
    """The hosts that settings name, each with its scheme and port; no other is asked."""

    def __init__(self, base_urls: Iterable[str]) -> None:
        self._origins = {origin_of(httpx2.URL(url)) for url in base_urls}

    def check(self, url: httpx2.URL) -> None:
        """Make sure that a URL may be asked.

        Raises:
            FetchRefused: it may not; says why.
        """
        if url.scheme not in ("http", "https"):
            raise FetchRefused(f"{without_secrets(url)} is not asked: only http and https are.")
        if url.userinfo:
            raise FetchRefused(f"{without_secrets(url)} is not asked: it carries a user name or password.")
        if origin_of(url) not in self._origins:
            raise FetchRefused(
                f"{without_secrets(url)} is not asked: {url.host} is not among the services of the settings."
            )


def parse_url(url: str) -> httpx2.URL:
    """Parse a URL.

    Raises:
        FetchRefused: it is none.
    """
    try:
        return httpx2.URL(url)
    except (httpx2.InvalidURL, ValueError, TypeError):
        raise FetchRefused(f"{url.partition('?')[0][:200]!r} is not a URL.") from None


def without_secrets(url: httpx2.URL) -> str:
    """Return a URL as it may be shown, logged and stored: without credentials and keys."""
    kept = [(name, value) for name, value in url.params.multi_items() if name.casefold() not in SECRET_PARAMETERS]
    bare = url.copy_with(username=None, password=None) if url.userinfo else url
    return str(bare.copy_with(params=kept) if kept else bare.copy_with(query=None))


def origin_of(url: httpx2.URL) -> tuple[str, str, int]:
    """Return a URL's scheme, host and port: what keys may be sent to."""
    port = url.port or {"http": 80, "https": 443}.get(url.scheme, 0)
    return url.scheme, url.host, port
