"""The audit of labels, on labels that are wrong on purpose."""

import numpy as np
import pytest

from trending_now.domain.genre import Genre
from trending_now.evaluation.label_audit import Labelling, audit_labels

pytest.importorskip("cleanlab", reason="the label audit needs the train extra")

ROWS = 200
WESTERN = tuple(Genre).index(Genre.WESTERN)


def labelling() -> Labelling:
    """Return 200 rows of which the first half are Westerns to a good model; rows 0 and 150 say otherwise, 1 is open."""
    chance = np.random.default_rng(5)
    truth = np.zeros((ROWS, len(Genre)), dtype=bool)
    probabilities = np.full(truth.shape, 0.02)
    truth[: ROWS // 2, WESTERN] = True
    probabilities[:, WESTERN] = np.where(truth[:, WESTERN], 0.93, 0.06) + chance.uniform(-0.05, 0.05, ROWS)
    mask = np.ones_like(truth)
    for wrong in (0, 1, 150):
        truth[wrong, WESTERN] = not truth[wrong, WESTERN]
    mask[1, WESTERN] = False
    sources = ["ranch" if row < 160 else "town" for row in range(ROWS)]
    return Labelling([f"row-{row}" for row in range(ROWS)], sources, truth, mask, probabilities)


def test_labels_against_all_odds_are_found_and_an_open_one_is_not() -> None:
    found = {(label.row_id, label.genre, label.given) for label in audit_labels(labelling()).labels}
    assert found == {("row-0", Genre.WESTERN, False), ("row-150", Genre.WESTERN, True)}


def test_the_most_doubtful_stands_first() -> None:
    qualities = [label.quality for label in audit_labels(labelling()).labels]
    assert qualities == sorted(qualities)
    assert max(qualities) < 0.2


def test_doubts_are_counted_by_source_and_genre() -> None:
    counts = {(count.source, count.genre): count for count in audit_labels(labelling()).counts}
    ranch, town = counts["ranch", Genre.WESTERN], counts["town", Genre.WESTERN]
    assert (ranch.rows, ranch.given, ranch.doubtful_given, ranch.doubtful_missing) == (159, 99, 1, 1)
    assert (town.rows, town.given, town.doubtful_given, town.doubtful_missing) == (40, 0, 0, 0)


def test_a_genre_that_hardly_occurs_is_not_judged() -> None:
    assert {label.genre for label in audit_labels(labelling()).labels} == {Genre.WESTERN}


def test_the_report_names_rows_and_quotes_none() -> None:
    (first, *_) = audit_labels(labelling()).as_json()["labels"]
    assert set(first) == {"row_id", "source", "genre", "given", "quality"}
