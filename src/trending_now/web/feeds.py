"""The newest releases as a feed that readers subscribe to: Atom (RFC 4287), narrowed as the home page is."""

import re
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from trending_now.store.reading.cards import TitleCard
from trending_now.web.app_parts import Parts
from trending_now.web.filters import Filters
from trending_now.web.openapi import documented
from trending_now.web.pages.rendering import written
from trending_now.web.pages.wording import filter_label

router = APIRouter(tags=["catalogue"])

ATOM = "application/atom+xml"
ENTRIES = 50
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2


class AtomResponse(Response):
    """An Atom document; signs that XML cannot hold are left out."""

    media_type = ATOM

    def render(self, content: str) -> bytes:
        """Return the document's bytes."""
        return NOT_IN_XML.sub("", content).encode()


@router.get("/feed.xml", response_class=AtomResponse, responses=documented())
def show_feed(request: Request, parts: Parts, filters: Annotated[Filters, Query()]) -> Response:
    """Show the 50 newest titles that are out, or of the days asked for, as an Atom feed.

    A title without a day is none of them: nothing says that it is new.
    """
    today = parts.clock().date()
    query = replace(filters.to_query(), limit=ENTRIES)
    if query.released_to is None and (query.released_from is None or query.released_from <= today):
        query = replace(query, released_to=today)
    entries = [(card, _day_of(card)) for card in parts.reader.browse(query).cards if card.release]
    pairs = list(request.query_params.multi_items())
    context = {
        "entries": entries,
        "updated": max((day for _, day in entries), default=datetime.combine(today, time(), UTC)),
        "query": f"?{urlencode(pairs)}" if pairs else "",
        "narrowed": [filter_label(name, value) for name, value in pairs if name != "sort"],
    }
    return AtomResponse(written(request, "feed.xml", context))


def _day_of(card: TitleCard) -> datetime:
    """Return when a title came out: the moment where one is known, else the beginning of its day."""
    release = card.release
    assert release is not None  # noqa: S101 (those without are left out)
    return release.at or datetime.combine(release.date, time(), UTC)
