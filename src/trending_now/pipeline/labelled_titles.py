"""Titles whose genres are known: the rows of a labelled corpus, or the demo catalogue with its sources' votes."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from trending_now.domain.genre import Genre, certain_and_possible
from trending_now.domain.ports import Progress, Source
from trending_now.domain.run import RawRecord, Window
from trending_now.domain.taxonomy import Taxonomy
from trending_now.domain.text import Document, Text, TextRole
from trending_now.domain.title import Listing
from trending_now.evaluation.metrics import Predictions
from trending_now.pipeline.evaluate import evenly_spread
from trending_now.pipeline.prompts.measuring import LabelledTitles
from trending_now.training.baselines import Baselines
from trending_now.training.recipe import HeadsRecipe
from trending_now.training.texts import Sides, read_genre_texts

GENRES = tuple(Genre)


def corpus_titles(corpus: Path, split: str, limit: int) -> LabelledTitles:
    """Return rows of one split of a corpus, spread evenly over it.

    Raises:
        WrongUse: the corpus is missing or is none, or has no such split.
    """
    texts = read_genre_texts(corpus, split)
    texts = texts.rows(np.array(evenly_spread(len(texts), limit)))
    documents = tuple(_plot(str(row), content) for row, content in enumerate(texts.contents))
    return LabelledTitles(f"{corpus.name} {split}", documents, texts.genres, texts.genre_mask)


def demo_titles(demo: Source, taxonomy: Taxonomy, window: Window, limit: int) -> LabelledTitles:
    """Return invented titles with their reviews; a tag that leaves open which genre is meant leaves its genres open."""
    records = [record for record in demo.fetch(window) if isinstance(record, RawRecord)]
    listings = [said for record in records for said in demo.parse(record) if isinstance(said, Listing)]
    truth, mask = np.zeros((len(listings), len(GENRES)), dtype=bool), np.ones((len(listings), len(GENRES)), dtype=bool)
    for row, said in enumerate(listings):
        certain, possible = certain_and_possible(filter(None, map(taxonomy.vote, said.tags)))
        truth[row, [GENRES.index(genre) for genre in certain]] = True
        mask[row, [GENRES.index(genre) for genre in possible]] = False
    documents = tuple(_document(number, said) for number, said in enumerate(listings))
    return LabelledTitles("demo catalogue", documents, truth, mask).spread(limit)


def _document(number: int, said: Listing) -> Document:
    reviews: Iterable[Text] = (
        Text(f"review:{place}", TextRole.REVIEW, review.text, review.rating10)
        for place, review in enumerate(said.reviews)
    )
    return Document(f"demo-{number}", (Text("plot", TextRole.PLOT, said.plots[0].text), *reviews))


def _plot(row: str, content: str) -> Document:
    return Document(row, (Text("plot", TextRole.PLOT, content),))


def baseline_predictions(corpus: Path, split: str, limit: int, progress: Progress) -> dict[str, Predictions]:
    """Fit the baselines on a corpus's train and val rows, and let them answer for the same titles as the engines.

    Raises:
        WrongUse: the corpus is missing or is none.
    """
    train, val, rows = (read_genre_texts(corpus, side) for side in ("train", "val", split))
    rows = rows.rows(np.array(evenly_spread(len(rows), limit)))
    baselines = Baselines(Sides(train, val), rows, progress, HeadsRecipe())
    return {found.name: found.predictions for found in (baselines.majority(), baselines.lexical())}
