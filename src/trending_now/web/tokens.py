"""The tokens that requests show: `Authorization: Bearer …`, and the operator token."""

import secrets

from fastapi import HTTPException, Request
from fastapi.security import HTTPBearer
from fastapi.security.utils import get_authorization_scheme_param

from trending_now.settings import PREFIX, Settings
from trending_now.web.rate_limits import RateLimit
from trending_now.web.visitors import network_of

WRONG_TOKENS_PER_MINUTE = 5
operator_bearer = HTTPBearer(
    auto_error=False, scheme_name="OperatorToken", description=f"The setting {PREFIX}OPERATOR_TOKEN."
)


def bearer_token(request: Request) -> str:
    """Return the token, or nothing; the scheme's name may be in any letters (RFC 9110, section 11.1)."""
    scheme, token = get_authorization_scheme_param(request.headers.get("authorization"))
    return token if scheme.lower() == "bearer" else ""


def require_operator_token(request: Request, settings: Settings) -> None:
    """Let a program pass that shows the operator token.

    Raises:
        HTTPException: 401 without the right token, 429 after too many wrong ones.
    """
    if not shows_operator_token(request, settings, bearer_token(request)):
        raise HTTPException(
            401,
            f"Send the operator token as `Authorization: Bearer …`; it is the setting {PREFIX}OPERATOR_TOKEN.",
            headers={"WWW-Authenticate": "Bearer"},
        )


def build_wrong_tokens() -> RateLimit:
    """Return how often a network may try a wrong operator token."""
    return RateLimit(WRONG_TOKENS_PER_MINUTE, "Too many wrong operator tokens; wait a minute and try again.")


def shows_operator_token(request: Request, settings: Settings, given: str) -> bool:
    """Tell whether a client shows the operator token; whoever tried too many wrong ones waits, even with the right one.

    Raises:
        HTTPException: 429, the network's tries are used up.
    """
    if not given:
        return False
    wrong: RateLimit = request.app.state.wrong_tokens
    wrong.check(network_of(request))
    is_right = _is_operator_token(settings, given)
    if not is_right:
        wrong.take(network_of(request))
    return is_right


def _is_operator_token(settings: Settings, given: str) -> bool:
    """Compare in a time that does not tell how much of the token is right."""
    token = settings.operator_token
    wanted = token.get_secret_value() if token else ""
    return bool(wanted) and secrets.compare_digest(given.encode("utf-8", "replace"), wanted.encode())
