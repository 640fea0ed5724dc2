"""The operator token: whether a client shows it, and how often a network may try a wrong one."""

import secrets

from fastapi import Request

from trending_now.settings import Settings
from trending_now.web.allowances import Allowance
from trending_now.web.visitors import network_of

WRONG_TOKENS_PER_MINUTE = 5


def build_wrong_tokens() -> Allowance:
    """Return how often a network may try a wrong operator token."""
    return Allowance(WRONG_TOKENS_PER_MINUTE, "Too many wrong operator tokens; wait a minute and try again.")


def shows_operator_token(request: Request, settings: Settings, given: str) -> bool:
    """Tell whether a client shows the operator token; whoever tried too many wrong ones waits, even with the right one.

    Raises:
        HTTPException: 429, the network's tries are used up.
    """
    if not given:
        return False
    wrong: Allowance = request.app.state.wrong_tokens
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
