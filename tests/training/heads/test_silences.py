"""A genre that a source has no tag for: that the source does not name it is not heard as a No."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("yaml", reason="PyYAML is in the train extra")
from tests.shared_files import shared_file
from trending_now.domain.genre import Genre
from trending_now.training.heads.silences import masked_silences
from trending_now.training.labelled_texts import LabelledTexts, read_genre_texts
from trending_now.training.params import read_params
from trending_now.training.recipe import Silence

GENRES = tuple(Genre)
CRIME, FAMILY, ANIMATION = map(GENRES.index, (Genre.CRIME, Genre.FAMILY, Genre.ANIMATION))


def texts(*genres: int) -> LabelledTexts:
    """Return one text a genre, of a list that is silent, and one of another list."""
    labels = np.zeros((len(genres) + 1, 20), dtype=bool)
    labels[np.arange(len(genres)), genres] = True
    ids, kinds = tuple(map(str, range(len(labels)))), ("blurb",) * len(labels)
    sources = ("silent",) * len(genres) + ("other",)
    none = np.zeros((len(labels), 0), dtype=bool)
    return LabelledTexts(ids, ids, ids, kinds, sources, labels, np.ones_like(labels), none, none, ())


def test_what_a_source_leaves_out_does_not_count_and_what_it_names_does() -> None:
    masked = masked_silences(texts(FAMILY, CRIME), [Silence("silent", (Genre.CRIME,))]).genre_mask
    assert masked[:, CRIME].tolist() == [False, True, True]
    assert np.delete(masked, CRIME, axis=1).all()


def test_a_source_may_be_silent_beside_one_genre_only() -> None:
    masked = masked_silences(
        texts(FAMILY, CRIME), [Silence("silent", (Genre.ANIMATION,), beside=Genre.FAMILY)]
    ).genre_mask
    assert masked[:, ANIMATION].tolist() == [False, True, True]


def test_the_sources_of_the_corpus_are_as_silent_as_the_parameters_say() -> None:
    shipped = read_params(Path(__file__).parents[3] / "params.yaml").heads.silences
    train = read_genre_texts(shared_file("data/genre_corpus.parquet"), "train")
    source = np.array(train.sources)
    for silence in shipped:
        rows = source == silence.source
        assert rows.any()
        for genre in silence.genres if silence.beside is None else ():
            assert not train.genres[rows, GENRES.index(genre)].any()
            assert train.genre_mask[rows, GENRES.index(genre)].all()
