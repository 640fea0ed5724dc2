"""The titles that prompts are measured on."""

import numpy as np
import pytest

from tests.llm_engines import plots
from trending_now.domain.genre import Genre
from trending_now.pipeline.prompt_eval import LabelledTitles


@pytest.mark.parametrize(("limit", "ids"), [(2, ["0", "1"]), (3, ["0", "1", "2"]), (7, ["0", "1", "2"])])
def test_no_title_is_measured_twice_however_many_are_asked_for(limit: int, ids: list[str]) -> None:
    truth = np.eye(3, len(Genre), dtype=bool)

    spread = LabelledTitles("three", tuple(plots(3)), truth, ~truth).spread(limit)

    assert [document.id for document in spread.documents] == ids
    assert spread.truth.argmax(axis=1).tolist() == [int(number) for number in ids]
    assert spread.mask.argmin(axis=1).tolist() == [int(number) for number in ids]
