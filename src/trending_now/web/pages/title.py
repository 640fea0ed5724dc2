"""The page of one title, and its poster."""

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response

from trending_now.domain.enrichment import GenreScore
from trending_now.domain.genre import Genre
from trending_now.domain.policy import Credit
from trending_now.domain.text import TextRole
from trending_now.store.shown import ShownEnrichment, TitleDetail
from trending_now.web.drawn_poster import draw_poster
from trending_now.web.pages.evidence import passages, quotes, words_of
from trending_now.web.pages.locks import has_lock_form
from trending_now.web.pages.rendering import render
from trending_now.web.pages.verdicts import verdicts_shown
from trending_now.web.parts import Parts

router = APIRouter(include_in_schema=False)

KEEP_SECONDS = 86_400
PERSONAL = {"Cache-Control": "private, no-cache"}  # it shows what this visitor said, and carries their forms


@router.get("/titles/{title_id:int}")
def show_title(request: Request, parts: Parts, title_id: int) -> Response:
    """Show all that is known of a title, its evidence marked."""
    detail = parts.reader.title(title_id)
    answer = _answer_shown(detail)
    scores = _evidenced(detail, answer)
    summary = answer and answer.review_summary
    context = {
        "detail": detail,
        "card": detail.card,
        "answer": answer,
        "scores": scores,
        "words": {score.genre: words_of(score) for score in scores},
        "credits": {role: _credits(detail, role) for role in TextRole},
        "marked": {text.id: passages(text.id, text.content, scores) for text in detail.texts},
        "plots": [text for text in detail.texts if text.role is TextRole.PLOT],
        "reviews": [text for text in detail.texts if text.role is TextRole.REVIEW],
        "praise": quotes(summary.praise, detail.texts) if summary else [],
        "criticism": quotes(summary.criticism, detail.texts) if summary else [],
        "verdicts": verdicts_shown(request, parts, detail),
        "has_lock_form": has_lock_form(parts),
        "all_genres": list(Genre),
    }
    return render(request, "title.html", context, headers=PERSONAL)


@router.get("/posters/{title_id:int}")
def show_poster(parts: Parts, title_id: int) -> Response:
    """Show a title's poster: the source's, kept as its policy allows, or a drawn one."""
    card = parts.reader.title(title_id).card
    url = card.title.poster_url
    poster = parts.posters.poster(url, parts.reader.poster_retention(title_id)) if url else None
    if poster is not None:
        caching = {"Cache-Control": f"private, max-age={KEEP_SECONDS}"}
        return FileResponse(poster.path, media_type=poster.media_type, headers=caching)
    leading = card.genres[0].genre if card.genres else None
    caching = {"Cache-Control": "no-store" if url else "no-cache"}  # a picture may come later: ask again
    return Response(draw_poster(card.title.name, card.title.kind, leading), media_type="image/svg+xml", headers=caching)


def _answer_shown(detail: TitleDetail) -> ShownEnrichment | None:
    """Return the stored answer that the shown genres come from."""
    return next((answer for answer in detail.enrichments if answer.engine == detail.card.engine), None)


def _credits(detail: TitleDetail, role: TextRole) -> list[Credit]:
    """Return whom the texts of a kind are owed to, each once."""
    return list(dict.fromkeys(text.credit for text in detail.texts if text.role is role))


def _evidenced(detail: TitleDetail, answer: ShownEnrichment | None) -> list[GenreScore]:
    """Return the genres shown, each with the evidence of the answer it comes from."""
    known: dict[Genre, GenreScore] = {score.genre: score for score in answer.genres} if answer else {}
    return [
        GenreScore(score.genre, score.probability, score.calibrated, known[score.genre].evidence)
        if score.genre in known
        else score
        for score in detail.card.genres
    ]
