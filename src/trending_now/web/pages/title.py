"""The page of one title."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response

from trending_now.domain.attention import series_of
from trending_now.domain.enrichment import GenreScore
from trending_now.domain.genre import Genre
from trending_now.domain.text import Evidence, TextRole
from trending_now.store.reading.detail import ShownEnrichment, SourceLink, TitleDetail
from trending_now.store.sql.score_json import Standing
from trending_now.web.app_parts import Parts
from trending_now.web.pages.addresses import TITLE_PAGE
from trending_now.web.pages.evidence import anchor_of, folded, passages, quotes, words_of
from trending_now.web.pages.history import history_of
from trending_now.web.pages.locks import has_lock_form
from trending_now.web.pages.rendering import render
from trending_now.web.pages.schema_org import told_of
from trending_now.web.pages.showings import showings_of
from trending_now.web.pages.verdicts import verdicts_shown
from trending_now.web.pages.voices import voices_on

router = APIRouter(include_in_schema=False)

PERSONAL = {"Cache-Control": "private, no-cache"}  # it shows what this visitor said, and carries their forms


@router.get(TITLE_PAGE)
def show_title(request: Request, parts: Parts, title_id: int) -> Response:
    """Show all that is known of a title, its evidence marked."""
    detail = parts.reader.title(title_id)
    answer = _answer_shown(detail)
    context = {
        "detail": detail,
        "card": detail.card,
        "answer": answer,
        "schema_org": told_of(detail, str(request.base_url)),
        "odds": _odds(answer),
        "voices": voices_on(detail),
        "showings": showings_of(detail.releases, parts.clock()),
        "premieres": showings_of(detail.premieres, datetime.max.replace(tzinfo=UTC)).now,
        "series": series_of(detail.popularity),
        "history": history_of(detail.enrichments),
        "similar": [near.card for near in parts.reader.similar(title_id)],
        "verdicts": verdicts_shown(request, parts, detail),
        "has_lock_form": has_lock_form(parts),
        "all_genres": list(Genre),
    }
    return render(request, "title.html", context | _texts(detail, answer), headers=PERSONAL)


def _answer_shown(detail: TitleDetail) -> ShownEnrichment | None:
    """Return the stored answer that the shown genres come from; None if the engine had nothing to read."""
    if detail.card.is_unread:
        return None
    return next((answer for answer in detail.enrichments if answer.engine == detail.card.engine), None)


def _reasons(answer: ShownEnrichment | None) -> tuple[Evidence, ...]:
    """Return the passage that a vibe score rests on, where the engine named one."""
    reason = answer.vibe_score.reason if answer and answer.vibe_score else None
    return (reason,) if reason else ()


def _odds(answer: ShownEnrichment | None) -> list[tuple[GenreScore, Standing]]:
    """Return every genre of an answer, the most probable first, with what the engine made of it."""
    if answer is None:
        return []
    groups = ((Standing.CHOSEN, answer.genres), (Standing.UNCERTAIN, answer.uncertain), (Standing.OTHER, answer.others))
    odds = [(score, standing) for standing, scores in groups for score in scores]
    return sorted(odds, key=lambda pair: -pair[0].probability)


def _texts(detail: TitleDetail, answer: ShownEnrichment | None) -> dict[str, object]:
    """Return what is shown of plots and reviews, what in them speaks for which genre, and whom they are owed to."""
    texts, summary = detail.texts, answer and answer.review_summary
    scores, uncertain = _evidenced(detail.card.genres, answer), _evidenced(detail.card.uncertain, answer)
    return {
        "scores": scores,
        "uncertain": uncertain,
        "words": {score.genre: words_of(score) for score in scores},
        "anchors": {score.genre: anchor_of(score, texts) for score in (*scores, *uncertain)},
        "told_by": {role: _told_by(detail, role) for role in TextRole},
        "marked": {text.id: folded(passages(text.id, text.content, scores, uncertain)) for text in texts},
        "plots": [text for text in texts if text.role is TextRole.PLOT],
        "reviews": [text for text in texts if text.role is TextRole.REVIEW],
        "reason": quotes(_reasons(answer), texts),
        "praise": quotes(summary.praise, texts) if summary else [],
        "criticism": quotes(summary.criticism, texts) if summary else [],
    }


def _told_by(detail: TitleDetail, role: TextRole) -> list[SourceLink]:
    """Return the sources that the texts of a kind are owed to, each once."""
    owed = {text.credit for text in detail.texts if text.role is role}
    return list({link.credit: link for link in detail.sources if link.credit in owed}.values())


def _evidenced(scores: Iterable[GenreScore], answer: ShownEnrichment | None) -> list[GenreScore]:
    """Return scores, each with the evidence of the answer it comes from."""
    known: dict[Genre, GenreScore] = {score.genre: score for score, _ in _odds(answer)}
    return [replace(score, evidence=known[score.genre].evidence) if score.genre in known else score for score in scores]
