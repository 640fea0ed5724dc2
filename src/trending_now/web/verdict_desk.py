"""Takes viewers' verdicts on genres: tells the visitors apart, keeps to the rate limits, has them written down."""

from dataclasses import dataclass

from fastapi import HTTPException, Request

from trending_now.domain.genre import Genre
from trending_now.errors import StoreError, TitleNotFound
from trending_now.logs import logger
from trending_now.store.verdicts.feedback import FeedbackBook
from trending_now.web.rate_limits import RateLimit
from trending_now.web.visitors import Visitors, is_from_elsewhere, network_of

VISITORS_OF_A_NETWORK = 10
WAIT = {"Retry-After": "60"}


@dataclass(frozen=True, slots=True)
class VerdictDesk:
    """Where a visitor's verdict arrives; a whole network may send ten times what one visitor may."""

    book: FeedbackBook
    visitors: Visitors
    each_visitor: RateLimit
    each_network: RateLimit

    def give(self, request: Request, title_id: int, genre: Genre, *, holds: bool | None) -> None:
        """Note what the visitor says of a title's genre; None takes it back.

        Raises:
            HTTPException: 403 when another site's page sends it, 429 when it is too much, 503 when it fails.
            TitleNotFound: there is no such title.
        """
        require_own_site(request)
        visitor = self.visitors.id_of(request)
        self.each_visitor.take(visitor)
        self.each_network.take(network_of(request))
        try:
            self.book.give(title_id, genre, visitor, holds=holds)
        except TitleNotFound:
            raise
        except StoreError as error:
            logger(__name__).warning("a verdict was not noted", reason=str(error))
            raise HTTPException(503, "Your answer could not be noted; try again in a minute.", WAIT) from error

    def require_own_form(self, request: Request, title_id: int, token: str) -> None:
        """Let a form pass that this visitor was given on a title's page.

        Raises:
            HTTPException: 403, it comes from elsewhere or carries the wrong token.
        """
        require_own_site(request)
        if not self.visitors.is_own_form(request, title_id, token):
            raise HTTPException(
                403,
                "This form was not made for you today: the page was open for too long, or your connection has changed. "
                "Open the title again and repeat your answer.",
            )


def build_verdict_desk(book: FeedbackBook, visitors: Visitors, per_minute: int) -> VerdictDesk:
    """Build the desk; each visitor may give so many verdicts a minute."""
    sentence = f"You may give {per_minute} verdicts a minute; wait a moment and go on."
    crowded = "Very many verdicts come from your network; wait a minute and go on."
    each_network = RateLimit(per_minute * VISITORS_OF_A_NETWORK, crowded)
    return VerdictDesk(book, visitors, RateLimit(per_minute, sentence), each_network)


def require_own_site(request: Request) -> None:
    """Let a request pass unless the browser says that another site's page sends it.

    Raises:
        HTTPException: 403, another site's page sends it.
    """
    if is_from_elsewhere(request):
        raise HTTPException(403, "This was sent by a page of another site; open the title here and answer on its page.")
