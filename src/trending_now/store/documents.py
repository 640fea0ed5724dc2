"""Reads titles' documents: of each title one plot, the fullest in English, and its reviews."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, func, select

from trending_now.domain.text import Document, Text, TextRole
from trending_now.store.tables import ListingRow, PlotRow, PolicyRow, ReviewRow

MOST_REVIEWS = 40
TEXT_TABLES = ((TextRole.PLOT, PlotRow), (TextRole.REVIEW, ReviewRow))


def read_documents(connection: Connection, title_ids: Collection[int]) -> Iterator[Document]:
    """Yield the document of each title, in the order asked; a title without texts has an empty one."""
    texts = chosen_texts(connection, title_ids)
    ratings, not_for_llm = _ratings(connection, title_ids), _not_for_llm(connection, title_ids)
    for title in title_ids:
        yield Document(
            str(title),
            tuple(
                _text(text_id, content, ratings.get(text_id), send_to_llm=text_id not in not_for_llm)
                for text_id, content in texts[title]
            ),
        )


def chosen_texts(connection: Connection, title_ids: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """Return for each title the (id, text) pairs that its document is made of, plot first."""
    plots = _by_title(connection, (PlotRow.title_id, PlotRow.id, PlotRow.language, PlotRow.text), title_ids)
    reviews = _by_title(connection, (ReviewRow.title_id, ReviewRow.id, ReviewRow.text), title_ids)
    return {title: choose_texts(plots[title], reviews[title]) for title in title_ids}


def choose_texts(plots: Iterable[Mapping[str, Any]], reviews: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return the (id, text) pairs of a title's document from its rows: the best plot, then the reviews."""
    best = max(plots, key=_plot_rank, default=None)
    first = sorted(reviews, key=itemgetter("id"))[:MOST_REVIEWS]
    chosen = [(f"{TextRole.PLOT}:{best['id']}", best["text"])] if best else []
    return chosen + [(f"{TextRole.REVIEW}:{review['id']}", review["text"]) for review in first]


def texts_digest(texts: Iterable[tuple[str, str]]) -> str:
    """Return the SHA-256 of a document's (id, text) pairs: the texts, and the ids that evidence refers to.

    Ratings are covered too, since a review whose rating changes is stored again under another id.
    """
    digest = hashlib.sha256()
    for text_id, content in texts:
        digest.update(f"{text_id}\0{content}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


NO_TEXT = texts_digest(())
"""The digest of a document in which there is nothing to read."""


def document_digest(document: Document) -> str:
    """Return the digest of a document as it was read."""
    return texts_digest((text.id, text.content) for text in document.texts)


def _by_title(
    connection: Connection, columns: tuple[Any, ...], title_ids: Collection[int]
) -> defaultdict[int, list[Any]]:
    """Return each title's rows; the first column is the title."""
    rows: defaultdict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(select(*columns).where(columns[0].in_(title_ids))).mappings():
        rows[row["title_id"]].append(row)
    return rows


def _plot_rank(plot: Mapping[str, Any]) -> tuple[bool, int, int]:
    """Rank English and unknown languages first, then the longer text, then the one stored first."""
    return plot["language"] in ("en", None), len(plot["text"]), -plot["id"]


def _ratings(connection: Connection, title_ids: Collection[int]) -> dict[str, float]:
    """Return the rating of each review of these titles, by the id of its text.

    Where the author of an excerpted review gave none, it is the liking that an engine read in the whole text.
    """
    rating = func.coalesce(ReviewRow.rating10, ReviewRow.liking)
    rated = ReviewRow.title_id.in_(title_ids), rating.is_not(None)
    rows = connection.execute(select(ReviewRow.id, rating).where(*rated))
    return {f"{TextRole.REVIEW}:{review}": rating for review, rating in rows}


def _not_for_llm(connection: Connection, title_ids: Collection[int]) -> frozenset[str]:
    """Return the ids of the texts that may not be sent to language models."""
    found = set()
    for role, table in TEXT_TABLES:
        query = (
            select(table.id)
            .join(ListingRow, ListingRow.id == table.listing_id)
            .join(PolicyRow, PolicyRow.name == ListingRow.policy)
            .where(table.title_id.in_(title_ids), PolicyRow.send_to_llm.is_(False))
        )
        found |= {f"{role}:{text}" for text in connection.scalars(query)}
    return frozenset(found)


def _text(text_id: str, content: str, rating10: float | None, *, send_to_llm: bool) -> Text:
    return Text(text_id, TextRole(text_id.partition(":")[0]), content, rating10, send_to_llm)
