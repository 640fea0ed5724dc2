"""The token that a request shows as `Authorization: Bearer …`."""

from fastapi import Request
from fastapi.security.utils import get_authorization_scheme_param


def bearer_token(request: Request) -> str:
    """Return the token, or nothing; the scheme's name may be in any letters (RFC 9110, section 11.1)."""
    scheme, token = get_authorization_scheme_param(request.headers.get("authorization"))
    return token if scheme.lower() == "bearer" else ""
