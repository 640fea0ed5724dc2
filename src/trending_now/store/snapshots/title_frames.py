"""Engines' answers, locks and viewers' verdicts as polars frames, a slice of titles at a time."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select, union

from trending_now.domain.enrichment import ModelVersion, training_sets_of
from trending_now.store.documents import TEXT_TABLES, chosen_texts
from trending_now.store.journal_tables import EnrichmentRow, FeedbackRow, LockRow
from trending_now.store.snapshots.columns import ENRICHMENTS, LOCKS, VERDICTS
from trending_now.store.snapshots.frame_building import build_frame
from trending_now.store.sql.keys import is_newest, slices
from trending_now.store.sql.score_json import Standing, scores_from_json
from trending_now.store.tables import ListingRow
from trending_now.store.verdicts.feedback import feedback_of
from trending_now.store.verdicts.locks_in_force import newest_locks

if TYPE_CHECKING:
    import polars as pl

TITLES_PER_SLICE = 5_000
SAID_OF_TITLES = (EnrichmentRow, LockRow, FeedbackRow)


def title_frames(connection: Connection, sources: Collection[str]) -> Iterator[Mapping[str, "pl.DataFrame"]]:
    """Yield the frames of enrichments (the newest of each engine), locks in force and counts of viewers' verdicts.

    Only titles that one of these sources lists are included, in the order of their ids. An engine's answer is left out
    if it read another document than the title's present one, or a text of another source.
    """
    listed = select(ListingRow.title_id).where(ListingRow.source.in_(sources))
    said = union(*(select(table.title_id).where(table.title_id.in_(listed)) for table in SAID_OF_TITLES))
    titles = sorted(connection.scalars(said))
    for start in range(0, len(titles), TITLES_PER_SLICE):
        ids = titles[start : start + TITLES_PER_SLICE]
        yield {
            ENRICHMENTS: _enrichments(connection, ids, sources),
            LOCKS: _locks(connection, ids),
            VERDICTS: _verdicts(connection, ids),
        }


def answers_by_model(enrichments: "pl.DataFrame") -> dict[tuple[str, ModelVersion], int]:
    """Return how many of these enrichments there are of each engine and model."""
    import polars as pl

    model = ("engine", "model_name", "model_digest")
    counted = enrichments.group_by(*model).agg(pl.first("training_sets"), pl.len()).sort(*model)
    return {
        (engine, ModelVersion(name, digest, training_sets_of(sets))): number
        for engine, name, digest, sets, number in counted.iter_rows()
    }


def _enrichments(connection: Connection, ids: Sequence[int], sources: Collection[str]) -> "pl.DataFrame":
    documents = _documents_of(connection, ids, sources)
    key = (EnrichmentRow.title_id, EnrichmentRow.engine)
    kept = []
    for some in slices(ids):
        newest = is_newest(*key, within=(EnrichmentRow.title_id.in_(some),))
        rows = connection.execute(select(EnrichmentRow.__table__).where(newest).order_by(*key))
        kept += [_enrichment(row) for row in rows if documents.get(row.title_id) == row.document_digest]
    return build_frame(ENRICHMENTS, kept)


def _documents_of(connection: Connection, ids: Sequence[int], sources: Collection[str]) -> dict[int, str]:
    """Return the digest of each title's document, if all its texts are of these sources."""
    found: dict[int, str] = {}
    for some in slices(ids):
        others = {
            f"{role}:{text_id}"
            for role, table in TEXT_TABLES
            for text_id in connection.scalars(
                select(table.id)
                .join(ListingRow, ListingRow.id == table.listing_id)
                .where(table.title_id.in_(some), ListingRow.source.not_in(sources))
            )
        }
        for title, chosen in chosen_texts(connection, some).items():
            if others.isdisjoint(text_id for text_id, _ in chosen.all):
                found[title] = chosen.digest
    return found


def _enrichment(row: Any) -> tuple[Any, ...]:
    scores = scores_from_json(row.scores)
    probabilities = [
        {"genre": score.genre.value, "probability": score.probability} for group in scores.values() for score in group
    ]
    return (
        row.title_id,
        row.engine,
        row.model_name,
        row.model_digest,
        [score.genre.value for score in scores[Standing.CHOSEN]],
        [score.genre.value for score in scores[Standing.UNCERTAIN]],
        probabilities,
        list(row.vibe_tags),
        row.vibe_score,
        row.created_at,
        row.training_sets,
        row.snapshot,
    )


def _locks(connection: Connection, ids: Sequence[int]) -> "pl.DataFrame":
    in_force = (
        (title, lock.genre.value, lock.holds, lock.locked_at)
        for some in slices(ids)
        for title, locks in newest_locks(connection, some).items()
        for lock in locks.values()
    )
    return build_frame(LOCKS, sorted(in_force))


def _verdicts(connection: Connection, ids: Sequence[int]) -> "pl.DataFrame":
    """Return how many viewers say yes and no, without who they are."""
    said = sorted(feedback_of(connection, ids).items())
    return build_frame(VERDICTS, [(title, x.genre.value, x.yes, x.no) for title, verdicts in said for x in verdicts])
