"""Stores engines' answers, append-only, and finds the titles that still need one."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import Connection, and_, insert, or_, select

from trending_now.domain.enrichment import Enrichment, ModelVersion
from trending_now.domain.ports import Clock
from trending_now.domain.text import Document
from trending_now.store.database import Database
from trending_now.store.documents import document_digest, read_documents
from trending_now.store.genres_shown import COUNTS, refresh_genres_shown
from trending_now.store.gone_texts import text_ids
from trending_now.store.journal_tables import EnrichmentRow
from trending_now.store.sql.keys import is_newest, slices
from trending_now.store.sql.score_json import Standing, scores_to_json, with_evidence_in
from trending_now.store.tables import TitleRow
from trending_now.store.vectors import save_vectors
from trending_now.store.vibe_columns import vibe_to_columns

NEWEST_FIRST = (TitleRow.newness.desc(), TitleRow.id.desc())


class EnrichmentLog:
    """What engines said of titles; `preferred` is the engine whose genres are shown first."""

    def __init__(self, database: Database, clock: Clock, preferred: str) -> None:
        self._database = database
        self._clock = clock
        self._preferred = preferred

    def pending(self, engine: str, version: ModelVersion) -> list[int]:
        """Return the titles whose newest answer of this engine is missing, or of another version or document.

        Where another engine stands in for good, its newest answer counts as one.
        """
        x = EnrichmentRow
        own = and_(x.engine == engine, x.model_digest == version.digest)
        done = (
            select(x.title_id)
            .join(TitleRow, TitleRow.id == x.title_id)
            .where(
                is_newest(x.title_id, x.engine),
                or_(own, x.final_for == version.digest),
                x.document_digest == TitleRow.document_digest,
            )
        )
        with self._database.read() as connection:
            return list(connection.scalars(select(TitleRow.id).where(TitleRow.id.not_in(done)).order_by(*NEWEST_FIRST)))

    def all_titles(self) -> list[int]:
        """Return every title, the newest first."""
        with self._database.read() as connection:
            return list(connection.scalars(select(TitleRow.id).order_by(*NEWEST_FIRST)))

    def documents(self, title_ids: Sequence[int]) -> Iterator[Document]:
        """Yield these titles' documents, in order."""
        for ids in slices(title_ids):
            with self._database.read() as connection:
                documents = list(read_documents(connection, ids))
            yield from documents

    def save(self, answers: Sequence[tuple[Document, Enrichment]], asked: str, snapshot: str | None = None) -> int:
        """Append answers to the documents they were given for, and show them, in one transaction.

        `asked` is the engine that was asked, `snapshot` the newest of the catalogue. Returns how many answers are
        stored. Three kinds are not: those for titles that have left; those for texts that have changed since, if the
        same version has answered the new ones already; and those of an engine that stood in for the one asked, if it
        said the same before.
        """
        with self._database.write() as connection:
            titles = [int(document.id) for document, _ in answers]
            present = _present_documents(connection, titles)
            said = _said_last(connection, titles)
            kept = [answer for answer in answers if _is_news(_key(*answer), asked, present, said)]
            if kept:
                texts = text_ids(connection, titles)  # a text may have gone while the engine read it
                rows = [self._row(*answer, texts[int(answer[0].id)]) | {"snapshot": snapshot} for answer in kept]
                connection.execute(insert(EnrichmentRow), rows)
                save_vectors(connection, [enrichment for _, enrichment in kept])
                refresh_genres_shown(connection, present, self._preferred)
        return len(kept)

    def show_preferred(self) -> int:
        """Show the preferred engine's answers where another's are shown; returns how many titles changed."""
        newest = is_newest(EnrichmentRow.title_id, within=(EnrichmentRow.engine == self._preferred,))
        answered = select(TitleRow.id).join(EnrichmentRow, EnrichmentRow.title_id == TitleRow.id).where(newest, COUNTS)
        stale = answered.where(TitleRow.engine.is_distinct_from(self._preferred))
        with self._database.read() as connection:
            titles = list(connection.scalars(stale))
        for ids in slices(titles):
            with self._database.write() as connection:
                refresh_genres_shown(connection, ids, self._preferred)
        return len(titles)

    def _row(self, document: Document, enrichment: Enrichment, texts: Collection[str]) -> dict[str, object]:
        """Return an answer's row, with the evidence in these texts only."""
        scores = scores_to_json(
            {
                Standing.CHOSEN: enrichment.chosen,
                Standing.UNCERTAIN: enrichment.uncertain,
                Standing.OTHER: enrichment.others,
            }
        )
        return {
            "title_id": int(document.id),
            "engine": enrichment.engine,
            "model_name": enrichment.version.name,
            "model_digest": enrichment.version.digest,
            "document_digest": document_digest(document),
            "created_at": self._clock(),
            "scores": with_evidence_in(texts, scores),
            "warnings": list(enrichment.warnings),
            "final_for": _final_for(enrichment),
            "training_sets": [asdict(one) for one in enrichment.version.training_sets],
        } | vibe_to_columns(enrichment)


_Key = tuple[int, str, str, str, tuple[str, ...], str | None]


def _key(document: Document, enrichment: Enrichment) -> _Key:
    """Return a key that is equal for two answers that say the same of one document."""
    digests = enrichment.version.digest, document_digest(document)
    return int(document.id), enrichment.engine, *digests, enrichment.warnings, _final_for(enrichment)


def _final_for(enrichment: Enrichment) -> str | None:
    return enrichment.stands_in.final_for if enrichment.stands_in else None


def _is_news(answer: _Key, asked: str, present: Mapping[int, str | None], said: Collection[_Key]) -> bool:
    """Tell whether an answer is worth keeping, given the titles' present documents and the newest answers.

    While an engine reads, another process may store new texts and have those read.
    """
    title, engine, model, document = answer[:4]
    if title not in present or (engine != asked and answer in said):
        return False
    return document == present[title] or (title, engine, model, present[title]) not in {key[:4] for key in said}


def _present_documents(connection: Connection, titles: Collection[int]) -> dict[int, str | None]:
    """Return the digest of each title's present document, of those that are there."""
    query = select(TitleRow.id, TitleRow.document_digest).where(TitleRow.id.in_(titles))
    return {title: digest for title, digest in connection.execute(query)}  # noqa: C416 (rows are no pairs to mypy)


def _said_last(connection: Connection, titles: Collection[int]) -> set[_Key]:
    """Return the keys of the newest answer of each engine to these titles."""
    x = EnrichmentRow
    newest = is_newest(x.title_id, x.engine, within=(x.title_id.in_(titles),))
    columns = (x.title_id, x.engine, x.model_digest, x.document_digest, x.warnings, x.final_for)
    rows = connection.execute(select(*columns).where(newest))
    return {(*of, tuple(warnings), final_for) for *of, warnings, final_for in rows}
