"""What a title's texts become: one row, of texts alone that their policies give to models."""

from dataclasses import replace

from tests.corpora.written_corpora import ORCHARD, labelled
from trending_now.corpora.training_rows import RowCounts, build_rows
from trending_now.domain.genre import Genre
from trending_now.domain.policy import TrainUse

PRECEDENCE = ("cmu", "wiki_plots")


def test_neither_text_nor_labels_of_a_refused_text_are_learned_from() -> None:
    free = replace(labelled("cmu:1", year=None), genres=(Genre.DRAMA,), source_genres=("Drama",))
    said = replace(labelled("wiki_plots:a", ORCHARD, year=1988), genres=(Genre.WAR,), source_genres=("war",))
    refused = replace(said, policy=replace(said.policy, train=TrainUse.NO))
    counts = RowCounts()
    (row,) = build_rows([[free, refused]], ["train"], PRECEDENCE, counts)
    assert (row.text, row.genres, row.source_genres, row.year) == (free, (Genre.DRAMA,), ("Drama",), None)
    assert counts.refused_by_policy == 1
