"""Titles whose genres are known: the rows of a labelled corpus, or the demo catalogue with its sources' votes."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trending_now.corpora.labelled_parquet import evenly_spread
from trending_now.corpora.policies import may_go_to_llm
from trending_now.domain.genre import certain_and_possible
from trending_now.domain.ports import Progress, Source
from trending_now.domain.run import RawRecord, Window
from trending_now.domain.taxonomy import Taxonomy
from trending_now.domain.text import Document, document_of
from trending_now.domain.title import Listing
from trending_now.errors import WrongUse
from trending_now.evaluation.metrics import Booleans, Predictions
from trending_now.pipeline.evaluate import GENRE_COLUMN, corpus_documents
from trending_now.training.baselines import Baselines
from trending_now.training.labelled_texts import LabelledTexts, Sides, read_genre_texts
from trending_now.training.recipe import HeadsRecipe


@dataclass(frozen=True, slots=True)
class LabelledTitles:
    """Documents with their genres, rows × 20 in the order of `Genre`; `mask` is False where a label is left open."""

    name: str
    documents: tuple[Document, ...]
    truth: Booleans
    mask: Booleans

    def checked(self) -> "LabelledTitles":
        """Return the titles themselves, after checking that some genre is known.

        Raises:
            WrongUse: none is, so there is nothing to measure by.
        """
        if not (self.truth & self.mask).any():
            raise WrongUse(
                f"No genre is known of the {len(self.documents)} titles of {self.name} that are to be asked about; "
                "raise --limit, or choose other rows with --split."
            )
        return self

    def spread(self, most: int) -> "LabelledTitles":
        """Return at most so many titles, evenly spread over all of them."""
        rows = evenly_spread(len(self.documents), most)
        documents = tuple(self.documents[row] for row in rows)
        return LabelledTitles(self.name, documents, self.truth[rows], self.mask[rows])


def corpus_titles(corpus: Path, split: str, limit: int) -> LabelledTitles:
    """Return rows of one split of a corpus, spread evenly over it; texts that may not go to an LLM are left out.

    Raises:
        WrongUse: the corpus is missing or is none, or has no such split.
    """
    texts = _open_texts(corpus, split, limit)
    documents = tuple(corpus_documents(texts.contents, texts.sources))
    return LabelledTitles(f"{corpus.name} {split}", documents, texts.genres, texts.genre_mask)


def demo_titles(demo: Source, taxonomy: Taxonomy, window: Window, limit: int) -> LabelledTitles:
    """Return the demo's titles with their reviews; genres of tags that may mean several are left open."""
    records = [record for record in demo.fetch(window) if isinstance(record, RawRecord)]
    listings = [each for record in records for each in demo.parse(record) if isinstance(each, Listing)]
    truth = np.zeros((len(listings), len(GENRE_COLUMN)), dtype=bool)
    mask = np.ones_like(truth)
    for row, listing in enumerate(listings):
        certain, possible = certain_and_possible(filter(None, map(taxonomy.vote, listing.tags)))
        truth[row, [GENRE_COLUMN[genre] for genre in certain]] = True
        mask[row, [GENRE_COLUMN[genre] for genre in possible]] = False
    documents = tuple(_document(f"demo-{number}", listing) for number, listing in enumerate(listings))
    return LabelledTitles("demo catalogue", documents, truth, mask).spread(limit)


def baseline_predictions(corpus: Path, split: str, limit: int, progress: Progress) -> dict[str, Predictions]:
    """Fit the baselines on a corpus's train and val rows, and let them answer for the same titles as the engines.

    Raises:
        WrongUse: the corpus is missing or is none.
    """
    train, val = (read_genre_texts(corpus, side) for side in ("train", "val"))
    baselines = Baselines(Sides(train, val), _open_texts(corpus, split, limit), progress, HeadsRecipe())
    return {found.name: found.predictions for found in (baselines.majority(), baselines.lexical())}


def _open_texts(corpus: Path, split: str, limit: int) -> LabelledTexts:
    """Return rows of one split, spread evenly over those that may be sent to a language model."""
    texts = read_genre_texts(corpus, split)
    return texts.rows(np.flatnonzero([may_go_to_llm(source) for source in texts.sources])).spread(limit)


def _document(document_id: str, listing: Listing) -> Document:
    return document_of(
        document_id, listing.plots[0].text, ((review.text, review.rating10) for review in listing.reviews)
    )
