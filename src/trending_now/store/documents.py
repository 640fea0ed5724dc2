"""Reads titles' documents: of each title one plot, the fullest in English, and its reviews."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import Connection, select

from trending_now.domain.text import Document, Text, TextRole
from trending_now.store.tables import PlotRow, ReviewRow

MOST_REVIEWS = 40


def read_documents(connection: Connection, title_ids: Collection[int]) -> Iterator[Document]:
    """Yield the document of each title, in the order asked; a title without texts has an empty one."""
    texts = chosen_texts(connection, title_ids)
    for title in title_ids:
        yield Document(str(title), tuple(_text(text_id, content) for text_id, content in texts[title]))


def chosen_texts(connection: Connection, title_ids: Collection[int]) -> defaultdict[int, list[tuple[str, str]]]:
    """Return for each title the (id, text) pairs that its document is made of, plot first."""
    chosen: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for title, (_, plot_id, text) in _best_plots(connection, title_ids).items():
        chosen[title].append((f"{TextRole.PLOT}:{plot_id}", text))
    reviews = select(ReviewRow.title_id, ReviewRow.id, ReviewRow.text).where(ReviewRow.title_id.in_(title_ids))
    for title, review_id, text in connection.execute(reviews.order_by(ReviewRow.id)):
        if len(chosen[title]) <= MOST_REVIEWS:
            chosen[title].append((f"{TextRole.REVIEW}:{review_id}", text))
    return chosen


def texts_digest(texts: Iterable[tuple[str, str]]) -> str:
    """Return the SHA-256 of a document's (id, text) pairs: of what is read, and of the ids that evidence points at."""
    digest = hashlib.sha256()
    for text_id, content in texts:
        digest.update(f"{text_id}\0{content}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def document_digest(document: Document) -> str:
    """Return the digest of a document as it was read."""
    return texts_digest((text.id, text.content) for text in document.texts)


def _best_plots(
    connection: Connection, title_ids: Collection[int]
) -> dict[int, tuple[tuple[bool, int, int], int, str]]:
    """Return (rank, id, text) of each title's plot: English or of unknown language first, then the longest."""
    best: dict[int, tuple[tuple[bool, int, int], int, str]] = {}
    columns = (PlotRow.title_id, PlotRow.id, PlotRow.language, PlotRow.text)
    for title, plot_id, language, text in connection.execute(select(*columns).where(PlotRow.title_id.in_(title_ids))):
        rank = (language in ("en", None), len(text), -plot_id)
        if title not in best or rank > best[title][0]:
            best[title] = (rank, plot_id, text)
    return best


def _text(text_id: str, content: str) -> Text:
    return Text(text_id, TextRole(text_id.partition(":")[0]), content)
