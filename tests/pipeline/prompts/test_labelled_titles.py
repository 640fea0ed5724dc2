"""The titles that prompts are measured on: spread evenly, each once, and only if some genre is known."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.llm_engines import plots
from trending_now.domain.genre import Genre
from trending_now.errors import WrongUse
from trending_now.pipeline.prompts.labelled_titles import LabelledTitles, corpus_titles


@pytest.mark.parametrize(("limit", "ids"), [(2, ["0", "1"]), (3, ["0", "1", "2"]), (7, ["0", "1", "2"])])
def test_no_title_is_measured_twice_however_many_are_asked_for(limit: int, ids: list[str]) -> None:
    truth = np.eye(3, len(Genre), dtype=bool)

    spread = LabelledTitles("three", tuple(plots(3)), truth, ~truth).spread(limit)

    assert [document.id for document in spread.documents] == ids
    assert spread.truth.argmax(axis=1).tolist() == [int(number) for number in ids]
    assert spread.mask.argmin(axis=1).tolist() == [int(number) for number in ids]


def test_titles_of_which_no_genre_is_known_are_not_measured_on() -> None:
    truth = np.eye(3, len(Genre), dtype=bool)
    titles = LabelledTitles("three", tuple(plots(3)), truth, ~truth)
    with pytest.raises(WrongUse, match="No genre is known of the 3 titles of three"):
        titles.checked()
    assert LabelledTitles("three", titles.documents, truth, truth).checked().truth.any()


def test_texts_that_may_go_to_no_language_model_are_not_among_the_titles_of_a_prompt(tmp_path: Path) -> None:
    rows = {
        "text": ["A ghost.", "A sheriff.", "A duel.", "A waltz."],
        "genres": [["Horror"], ["Western"], ["Action"], ["Music"]],
        "genres_uncertain": [[], [], [], []],
        "split": ["test"] * 4,
        "text_kind": ["plot"] * 4,
        "source": ["wikipedia (via MPST)", "imdb (via MPST)", "IMDb", None],
    }
    pl.DataFrame(rows, schema_overrides={"genres_uncertain": pl.List(pl.String)}).write_parquet(tmp_path / "c.parquet")

    titles = corpus_titles(tmp_path / "c.parquet", "test", 9)

    assert [document.texts[0].content for document in titles.documents] == ["A ghost.", "A waltz."]
    assert [list(Genre)[column] for column in titles.truth.argmax(axis=1)] == [Genre.HORROR, Genre.MUSIC]
