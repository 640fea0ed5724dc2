"""The address of a title's poster."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import Response

from trending_now.web.app_parts import Parts
from trending_now.web.openapi import documented
from trending_now.web.pages.addresses import POSTER
from trending_now.web.posters.desk import MAGIC
from trending_now.web.posters.drawing import draw_poster

router = APIRouter(tags=["catalogue"])

KEEP_SECONDS = 86_400
PICTURE: dict[str, Any] = {
    "description": "A picture",
    "content": {kind: {} for kind in ("image/svg+xml", *sorted(set(MAGIC.values())), "image/webp")},
}


@router.get(POSTER, response_class=Response, responses=documented(308, 404) | {200: PICTURE})
def show_poster(parts: Parts, title_id: Annotated[int, Path(description="The title's id.")]) -> Response:
    """Show a title's poster: the source's, kept as its policy allows, or a drawn one."""
    card = parts.reader.card(title_id)
    url = card.title.poster_url
    poster = parts.posters.poster(url, parts.reader.poster_retention(title_id)) if url else None
    if poster is not None:
        caching = {"Cache-Control": f"private, max-age={KEEP_SECONDS}"}
        return Response(poster.content, media_type=poster.media_type, headers=caching)
    leading = card.genres[0].genre if card.genres else None
    caching = {"Cache-Control": "no-store" if url else "no-cache"}  # a picture may come later: ask again
    return Response(draw_poster(card.title.name, card.title.kind, leading), media_type="image/svg+xml", headers=caching)
