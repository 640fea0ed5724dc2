"""Tells visitors apart for a day without knowing who they are, and guards the forms they send."""

import hashlib
import hmac
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from fastapi import Request

from trending_now.store.verdicts.day_keys import DayKeys

ID_DIGITS = 32
IPV6_PREFIX = 64  # what one household or phone is given: within it, addresses change by the hour


@dataclass(frozen=True, slots=True)
class Visitors:
    """Makes ids and form tokens from a client's address and browser with keys that last a day; no cookie is set."""

    keys: DayKeys

    def id_of(self, request: Request) -> str:
        """Return the visitor's id of today; tomorrow its key is gone, and nobody can make the same id again."""
        return _digest(self.keys.current().visitor, "visitor", *_traits(request))

    def form_token(self, request: Request, title_id: int) -> str:
        """Return the token that this visitor's forms on a title's page carry."""
        return _digest(self.keys.current().form, "form", str(title_id), *_traits(request))

    def is_own_form(self, request: Request, title_id: int, token: str) -> bool:
        """Tell whether a token is this visitor's for this title: today's, or yesterday's shortly after midnight."""
        keys = self.keys.current()
        good = [_digest(key, "form", str(title_id), *_traits(request)) for key in (keys.form, keys.earlier_form) if key]
        return any(hmac.compare_digest(token.encode("utf-8", "replace"), one.encode()) for one in good)


def network_of(request: Request) -> str:
    """Return the client's address as far as it tells visitors apart: whole for IPv4, the first 64 bits for IPv6."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((address, IPV6_PREFIX), strict=False))


def is_from_elsewhere(request: Request) -> bool:
    """Tell whether the browser says that a page of another origin sends this; one that says nothing is not accused."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None and site != "same-origin":
        return True
    return origin is not None and _host_of(origin) != request.headers.get("host", "").lower()


def _host_of(origin: str) -> str | None:
    """Return an origin's host and port; None if it is none at all."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None


def _traits(request: Request) -> tuple[str, str]:
    return network_of(request), request.headers.get("user-agent", "")


def _digest(key: bytes, *parts: str) -> str:
    """Return HMAC-SHA256 of the parts, each with its length, as hexadecimal digits."""
    message = b"".join(len(part := text.encode("utf-8", "replace")).to_bytes(4, "big") + part for text in parts)
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:ID_DIGITS]
