"""Removes evidence from answers whose texts are no longer stored."""

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, select, update

from trending_now.store.documents import TEXT_TABLES
from trending_now.store.journal_tables import EnrichmentRow
from trending_now.store.sql.keys import slices
from trending_now.store.sql.score_json import with_evidence_in


def forget_gone_texts(connection: Connection, title_ids: Collection[int]) -> None:
    """Remove from these titles' answers the evidence in texts that they no longer have; the scores stay."""
    for ids in slices(sorted(set(title_ids))):
        there = text_ids(connection, ids)
        answers = select(EnrichmentRow.id, EnrichmentRow.title_id, EnrichmentRow.scores)
        found = connection.execute(answers.where(EnrichmentRow.title_id.in_(ids))).all()
        kept = [(answer, scores, with_evidence_in(there[title], scores)) for answer, title, scores in found]
        rows = [{"key": answer, "kept": left} for answer, scores, left in kept if left != scores]
        if rows:
            stale = update(EnrichmentRow).where(EnrichmentRow.id == bindparam("key"))
            connection.execute(stale.values(scores=bindparam("kept")), rows)


def text_ids(connection: Connection, title_ids: Collection[int]) -> dict[int, set[str]]:
    """Return the ids of each title's texts, as evidence names them."""
    there: dict[int, set[str]] = {title: set() for title in title_ids}
    for role, table in TEXT_TABLES:
        for title, text in connection.execute(select(table.title_id, table.id).where(table.title_id.in_(title_ids))):
            there[title].add(f"{role}:{text}")
    return there
