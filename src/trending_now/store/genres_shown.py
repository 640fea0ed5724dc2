"""Decides which genres and vibe a title is shown with: locks, then the answer of the chosen engine or a fallback."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, exists, or_, select, update
from sqlalchemy.orm import aliased

from trending_now.domain.enrichment import GenreScore, Lock
from trending_now.domain.genre import Genre
from trending_now.store.disputes import refresh_dispute
from trending_now.store.documents import NO_TEXT
from trending_now.store.journal_tables import EnrichmentRow
from trending_now.store.sql.genre_bits import bits_of
from trending_now.store.sql.keys import is_newest, slices
from trending_now.store.sql.score_json import Standing, scores_from_json, scores_to_json
from trending_now.store.sql.upsert import insert_rows
from trending_now.store.tables import TitleRow, TitleTagRow
from trending_now.store.verdicts.locks_in_force import newest_locks
from trending_now.store.vibe_columns import SHOWN, SHOWN_COLUMNS

FALLBACKS = ("boosted", "rules")
_INSTEAD = aliased(EnrichmentRow)
_FOR_GOOD = (
    exists()
    .where(
        _INSTEAD.title_id == EnrichmentRow.title_id,
        _INSTEAD.id > EnrichmentRow.id,
        _INSTEAD.final_for.is_not(None),
        _INSTEAD.document_digest == TitleRow.document_digest,
    )
    .correlate(EnrichmentRow, TitleRow)  # in a query two levels deep, every title would be looked at otherwise
)
COUNTS = and_(
    or_(EnrichmentRow.document_digest != NO_TEXT, TitleRow.document_digest == NO_TEXT),
    or_(EnrichmentRow.document_digest == TitleRow.document_digest, ~_FOR_GOOD),
)
"""Which answers count: one to no text at all says nothing of a title that has a text by now.

Nor does one to earlier texts where another engine stands in for good for the present ones.
"""


def refresh_genres_shown(connection: Connection, title_ids: Collection[int], engine: str) -> None:
    """Update which genres and vibe these titles are shown with; the answer of `engine` is preferred."""
    order = tuple(dict.fromkeys((engine, *FALLBACKS)))
    for ids in slices(sorted(set(title_ids))):
        answers = _newest_answers(connection, ids)
        locks = newest_locks(connection, ids)
        rows = [{"key": title} | _columns(answers[title], locks[title], order) for title in ids]
        connection.execute(update(TitleRow.__table__).where(TitleRow.id == bindparam("key")), rows)  # type: ignore[arg-type]
        connection.execute(delete(TitleTagRow).where(TitleTagRow.title_id.in_(ids)))
        tags = [{"title_id": row["key"], "tag": tag} for row in rows for tag in dict.fromkeys(row["vibe_tags"] or ())]
        insert_rows(connection, TitleTagRow, tags)
        refresh_dispute(connection, ids)


def refresh_all_shown(connection: Connection) -> None:
    """Update what every title is shown with, from the engine that it is shown with now."""
    titles: defaultdict[str, list[int]] = defaultdict(list)
    for title, engine in connection.execute(select(TitleRow.id, TitleRow.engine).order_by(TitleRow.id)):
        titles[engine or ""].append(title)
    for engine, ids in titles.items():
        refresh_genres_shown(connection, ids, engine)


def _newest_answers(connection: Connection, ids: Collection[int]) -> defaultdict[int, dict[str, Any]]:
    key = (EnrichmentRow.title_id, EnrichmentRow.engine)
    newest = is_newest(*key, within=(EnrichmentRow.title_id.in_(ids),))
    answers: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    found = select(*key, EnrichmentRow.scores, *SHOWN_COLUMNS).join(TitleRow, TitleRow.id == EnrichmentRow.title_id)
    for row in connection.execute(found.where(newest, COUNTS)).mappings():
        answers[row["title_id"]][row["engine"]] = row
    return answers


def _columns(answers: dict[str, Any], locks: dict[Genre, Lock], order: tuple[str, ...]) -> dict[str, Any]:
    engine = next((name for name in order if name in answers), None)
    scores = scores_from_json(answers[engine]["scores"] if engine else None)
    shown = {
        Standing.LOCKED: [GenreScore(genre, 1.0, calibrated=True) for genre, lock in locks.items() if lock.holds],
        Standing.CHOSEN: [score for score in scores[Standing.CHOSEN] if score.genre not in locks],
        Standing.UNCERTAIN: [score for score in scores[Standing.UNCERTAIN] if score.genre not in locks],
    }
    vibe = {name: answers[engine][name] if engine else None for name in SHOWN}
    return vibe | {
        "engine": engine,
        "chosen_bits": bits_of([score.genre for score in (*shown[Standing.LOCKED], *shown[Standing.CHOSEN])]),
        "uncertain_bits": bits_of([score.genre for score in shown[Standing.UNCERTAIN]]),
        "liking": vibe["vibe_score"] or 0.0,
        "shown_scores": scores_to_json(shown, with_evidence=False),
    }
