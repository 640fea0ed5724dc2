"""A report has the figures of all rows and of each kind of text and source, and turns into plain JSON."""

import json

import numpy as np

from trending_now.domain.genre import Genre
from trending_now.evaluation.metrics import Predictions, quality_of
from trending_now.evaluation.report import Report, build_report

KINDS = ["plot", "blurb", "plot", "blurb"]
SOURCES = ["a", "a", "a", "b"]


def predictions() -> Predictions:
    """Return four rows of comedies; only the plots are seen as such."""
    truth = np.zeros((4, len(Genre)), dtype=bool)
    truth[:, list(Genre).index(Genre.COMEDY)] = True
    chosen = truth & (np.array(KINDS) == "plot")[:, None]
    return Predictions(truth, chosen, chosen * 0.91234567, np.ones_like(truth))


def report() -> Report:
    """Return the report of those rows."""
    return build_report("rules", "rules@1", "val", predictions(), {"text_kind": KINDS, "source": SOURCES})


def test_each_value_of_each_column_is_a_slice_of_its_own() -> None:
    slices = report().slices
    assert {name: quality.rows for name, quality in slices.items()} == {
        "text_kind=blurb": 2,
        "text_kind=plot": 2,
        "source=a": 3,
        "source=b": 1,
    }
    assert (slices["text_kind=plot"].micro_f1, slices["text_kind=blurb"].micro_f1) == (1.0, 0.0)


def test_the_slices_hold_what_their_rows_alone_would_give() -> None:
    plots = np.array(KINDS) == "plot"
    assert report().slices["text_kind=plot"] == quality_of(predictions().rows(plots))


def test_a_report_is_plain_json_with_figures_of_four_places() -> None:
    content = json.loads(json.dumps(report().as_json()))
    assert set(content) == {"engine", "version", "split", "overall", "slices"}
    assert set(content["overall"]) == {
        "rows", "macro_f1", "micro_f1", "mean_average_precision", "expected_calibration_error", "genres",
    }  # fmt: skip
    comedy = content["overall"]["genres"][list(Genre).index(Genre.COMEDY)]
    assert comedy == {
        "genre": "Comedy", "precision": 1.0, "recall": 0.5, "f1": 0.6667, "average_precision": 1.0, "support": 4,
    }  # fmt: skip
    assert [genre["genre"] for genre in content["overall"]["genres"]] == list(Genre)
