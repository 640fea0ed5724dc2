"""Reads titles' documents: of each title one plot, the fullest in English, and its reviews.

Where the terms of that plot keep it from language models, the fullest that may be sent to them is read beside it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, select, update

from trending_now.domain.text import Document, Text, TextRole
from trending_now.store.sql.keys import slices
from trending_now.store.tables import ListingRow, PlotRow, PolicyRow, ReviewRow, TitleRow

MOST_REVIEWS = 40
LEAST_SHARE = 0.5
"""How long an open plot must be, as a share of the fullest: a line is not to stand for a whole plot."""
TEXT_TABLES = ((TextRole.PLOT, PlotRow), (TextRole.REVIEW, ReviewRow))

IdAndText = tuple[str, str]


class ChosenTexts(NamedTuple):
    """The texts of a title's document, plot first, and the open plot, if it is another."""

    texts: list[IdAndText]
    open_plot: IdAndText | None

    @property
    def all(self) -> list[IdAndText]:
        """The texts, and the open plot after them."""
        return [*self.texts, self.open_plot] if self.open_plot else self.texts

    @property
    def digest(self) -> str:
        """The digest of the document."""
        return texts_digest(self.all)


def read_documents(connection: Connection, title_ids: Collection[int]) -> Iterator[Document]:
    """Yield the document of each title, in the order asked; a title without texts has an empty one."""
    chosen = chosen_texts(connection, title_ids)
    ratings, not_for_llm = _ratings(connection, title_ids), _not_for_llm(connection, title_ids)
    for title in title_ids:
        texts, open_plot = chosen[title]
        yield Document(
            str(title),
            tuple(
                _text(text_id, content, ratings.get(text_id), send_to_llm=text_id not in not_for_llm)
                for text_id, content in texts
            ),
            _text(*open_plot, None, send_to_llm=True) if open_plot else None,
        )


def chosen_texts(connection: Connection, title_ids: Collection[int]) -> dict[int, ChosenTexts]:
    """Return for each title the texts that its document is made of."""
    of_plot = (PlotRow.title_id, PlotRow.id, PlotRow.listing_id, PlotRow.language, PlotRow.text)
    plots = _by_title(connection, of_plot, title_ids)
    reviews = _by_title(connection, (ReviewRow.title_id, ReviewRow.id, ReviewRow.text), title_ids)
    open_listings = _open_listings(connection, [title for title in title_ids if len(plots[title]) > 1])
    return {title: choose_texts(plots[title], reviews[title], open_listings) for title in title_ids}


def choose_texts(
    plots: Collection[Mapping[str, Any]], reviews: Iterable[Mapping[str, Any]], open_listings: Collection[int]
) -> ChosenTexts:
    """Return the texts of a title's document from its rows: the best plot, then the reviews.

    `open_listings` are the listings whose texts may be sent to language models.
    """
    best = max(plots, key=_plot_rank, default=None)
    first = sorted(reviews, key=itemgetter("id"))[:MOST_REVIEWS]
    texts = [_plot(best)] if best else []
    texts += [(f"{TextRole.REVIEW}:{review['id']}", review["text"]) for review in first]
    if best is None or len(plots) == 1 or best["listing_id"] in open_listings:
        return ChosenTexts(texts, None)
    fullest = max((plot for plot in plots if plot["listing_id"] in open_listings), key=_plot_rank, default=None)
    is_full = fullest is not None and len(fullest["text"]) >= LEAST_SHARE * len(best["text"])
    return ChosenTexts(texts, _plot(fullest) if fullest and is_full else None)


def open_policies(connection: Connection) -> set[str]:
    """Return the names of the policies that let texts be sent to language models."""
    return set(connection.scalars(select(PolicyRow.name).where(PolicyRow.send_to_llm)))


def refresh_documents(connection: Connection, title_ids: Collection[int]) -> None:
    """Note what these titles' documents are made of, so that engines read again those that are others now."""
    for ids in slices(sorted(set(title_ids))):
        rows = [{"key": title, "now": chosen.digest} for title, chosen in chosen_texts(connection, ids).items()]
        stale = update(TitleRow).where(TitleRow.id == bindparam("key"), TitleRow.document_digest != bindparam("now"))
        connection.execute(stale.values(document_digest=bindparam("now")), rows)


def texts_digest(texts: Iterable[IdAndText]) -> str:
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
    texts = (*document.texts, document.open_plot) if document.open_plot else document.texts
    return texts_digest((text.id, text.content) for text in texts)


def _by_title(
    connection: Connection, columns: tuple[Any, ...], title_ids: Collection[int]
) -> defaultdict[int, list[Any]]:
    """Return each title's rows; the first column is the title."""
    rows: defaultdict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(select(*columns).where(columns[0].in_(title_ids))).mappings():
        rows[row["title_id"]].append(row)
    return rows


def _open_listings(connection: Connection, title_ids: Collection[int]) -> set[int]:
    """Return the listings of these titles whose texts may be sent to language models."""
    listed = select(ListingRow.id).join(PolicyRow, PolicyRow.name == ListingRow.policy)
    return set(connection.scalars(listed.where(ListingRow.title_id.in_(title_ids), PolicyRow.send_to_llm)))


def _plot(row: Mapping[str, Any]) -> IdAndText:
    return f"{TextRole.PLOT}:{row['id']}", row["text"]


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
