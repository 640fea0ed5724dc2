"""Connects only to an address that was checked, since resolving a name again may give another one."""

import threading

import httpx2

from trending_now.fetch.addresses import AllowedHosts, origin_of
from trending_now.fetch.certificates import authorities


class PinnedTransport(httpx2.BaseTransport):
    """Resolves a request's host once, has the addresses checked, and connects to one of them by its number.

    The server is still asked for by name, in the `Host` header and in TLS. Each origin has connections of its own, so
    that two names at one address never share one.
    """

    def __init__(self, allowed: AllowedHosts) -> None:
        self._allowed = allowed
        self._transports: dict[tuple[str, str, int], httpx2.HTTPTransport] = {}
        self._lock = threading.Lock()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request to the first of the host's addresses that takes it.

        Raises:
            FetchRefused: an address of the host is not in the public network.
            httpx2.TransportError: the host has no address, or none of them answers.
        """
        transport = self._transport_to(origin_of(request.url))
        failure = httpx2.ConnectError(f"{request.url.host} has no address")
        for address in self._addresses(request.url):
            try:
                return transport.handle_request(_pinned(request, address))
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                failure = httpx2.ConnectError(str(error))
        raise failure

    def close(self) -> None:
        """Close all connections."""
        for transport in self._transports.values():
            transport.close()

    def _transport_to(self, origin: tuple[str, str, int]) -> httpx2.HTTPTransport:
        """Return an origin's own connections."""
        with self._lock:
            if origin not in self._transports:
                verify = authorities(trust_env=False)
                self._transports[origin] = httpx2.HTTPTransport(verify=verify, trust_env=False)
            return self._transports[origin]

    def _addresses(self, url: httpx2.URL) -> tuple[str, ...]:
        try:
            return self._allowed.addresses(url)
        except (OSError, UnicodeError) as error:
            raise httpx2.ConnectError(str(error)) from error


def _pinned(request: httpx2.Request, address: str) -> httpx2.Request:
    """Return the request as one to a numbered address; its headers, `Host` among them, stay as they are."""
    return httpx2.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions=dict(request.extensions) | {"sni_hostname": request.url.host},
    )
