"""What an exception of a request means: whether it may pass, what it may have cost, and whose failing it is."""

from collections.abc import Iterator
from dataclasses import dataclass

from trending_now.domain.llm import Tokens

TIMEOUT, MALFORMED, CONNECTION, TOO_MANY = "timeout", "malformed_answer", "connection", "http_429"
OF_THE_MODEL = frozenset({TIMEOUT, MALFORMED})
UNSENT = frozenset({"ConnectError", "ConnectTimeout"})  # by name: not every provider's library uses the same client


class NoChoice(Exception):
    """The server answered, but gave no choice; `tokens` is what it counted, None if it counted nothing."""

    def __init__(self, tokens: Tokens | None) -> None:
        super().__init__("The answer holds no choice.")
        self.tokens = tokens


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a request brought nothing, whether it may pass, and whether it may have cost something.

    `error` names a class of errors; `tokens` were counted although there is no answer.
    """

    error: str
    may_pass: bool
    may_have_cost: bool
    retry_after_seconds: float | None = None
    is_refused_key: bool = False
    tokens: Tokens | None = None

    @property
    def is_outage(self) -> bool:
        """Tell whether the provider, or the way to it, failed, and not the model."""
        return self.error not in OF_THE_MODEL


def failure_of(error: Exception) -> Failure:
    """Return what kind of failure an exception of a request tells."""
    from pydantic_ai.exceptions import ModelAPIError, ModelHTTPError, UnexpectedModelBehavior

    if isinstance(error, ModelHTTPError):
        return _of_status(error.status_code, error.retry_after)
    if isinstance(error, TimeoutError):
        return Failure(TIMEOUT, may_pass=True, may_have_cost=True)
    if isinstance(error, ModelAPIError):
        return _of_connection(error)
    if isinstance(error, NoChoice):
        return Failure(MALFORMED, may_pass=True, may_have_cost=True, tokens=error.tokens)
    if isinstance(error, UnexpectedModelBehavior | IndexError):  # the library looks for a choice where there is none
        return Failure(MALFORMED, may_pass=True, may_have_cost=True)
    return Failure(type(error).__name__, may_pass=False, may_have_cost=True)


def _of_status(status: int, retry_after_seconds: float | None) -> Failure:
    return Failure(
        f"http_{status}",
        may_pass=status in (408, 409, 425, 429) or status >= 500,
        may_have_cost=False,
        retry_after_seconds=retry_after_seconds,
        is_refused_key=status in (401, 403),
    )


def _of_connection(error: Exception) -> Failure:
    """Return what became of a request without an answer: led elsewhere, never sent, or lost on its way."""
    causes = list(_causes(error))
    for cause in causes:
        status = getattr(cause, "status_code", None)
        if isinstance(status, int):
            return _of_status(status, None)
    was_sent = not any(type(cause).__name__ in UNSENT for cause in causes)
    return Failure(CONNECTION, may_pass=True, may_have_cost=was_sent)


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause = error.__cause__
    while cause is not None:
        yield cause
        cause = cause.__cause__
