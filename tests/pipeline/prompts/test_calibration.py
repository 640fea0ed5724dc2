"""Confidences that are too high come out lower, and say how often they are right."""

from pathlib import Path

import numpy as np
import pytest

from tests.llm_engines import llm_engine, plot
from tests.llm_provider import Answer, LlmProvider
from trending_now.domain.genre import Genre
from trending_now.domain.text import Document
from trending_now.errors import EngineError, WrongUse
from trending_now.models.llm.calibration import load_calibration, save_calibration
from trending_now.pipeline.prompts.calibration import Claims, calibrate, fit
from trending_now.pipeline.prompts.labelled_titles import LabelledTitles

WAR = list(Genre).index(Genre.WAR)


def boastful(document: Document) -> Answer:
    """Say of everything that it is War, more or less sure."""
    sure = 95 if "sure" in document.texts[0].content else 70
    line = {"quote": document.texts[0].content, "genre": "War", "confidence": sure}
    return {"genres": [line], "tags": [], "praise": [], "criticism": [], "vibe": None}


def titles(number: int) -> LabelledTitles:
    """Return titles of which the sure ones are War six times in ten, the others twice."""
    texts = [f"The {'sure' if row % 2 else 'other'} story has the number {row}." for row in range(number)]
    truth, mask = np.zeros((number, len(Genre)), dtype=bool), np.ones((number, len(Genre)), dtype=bool)
    truth[:, WAR] = [row // 2 % 10 < (6 if row % 2 else 2) for row in range(number)]
    return LabelledTitles("invented", tuple(plot(text, str(row)) for row, text in enumerate(texts)), truth, mask)


def test_a_confidence_becomes_the_share_of_times_that_it_was_right(tmp_path: Path) -> None:
    with LlmProvider(mind=boastful) as provider:
        found = calibrate(llm_engine(tmp_path, provider), titles(120))
    assert found.is_fitted
    assert found.probability(0.95) == pytest.approx(0.6, abs=0.05)
    assert found.probability(0.70) == pytest.approx(0.2, abs=0.05)
    assert found.unnamed == 0.0


def test_a_calibration_is_read_as_it_was_written(tmp_path: Path) -> None:
    claims = Claims(np.array([0.9, 0.9, 0.5, 0.5]), np.array([True, True, True, False]), 0.03)
    save_calibration(fit(claims), tmp_path / "llm" / "one.json")
    assert load_calibration(tmp_path / "llm" / "one.json") == fit(claims)


@pytest.mark.parametrize(("missed", "reaches_the_unsure"), [(0, False), (200, True)])
def test_the_cut_is_the_one_with_the_best_micro_f1_of_all_true_genres(missed: int, reaches_the_unsure: bool) -> None:
    right = np.array([True] * 36 + [False] * 24 + [True] * 12 + [False] * 48)
    found = fit(Claims(np.repeat([0.9, 0.7], 60), right, 0.1, missed))
    assert (found.cut.chosen <= found.probability(0.7)) is reaches_the_unsure


@pytest.mark.parametrize("content", [b'{"slope": 1.0,', b"{}", b"[]", b"\xff"], ids=ascii)
def test_a_damaged_calibration_is_said_in_a_sentence(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_bytes(content)
    with pytest.raises(EngineError, match=r"one\.json is damaged"):
        load_calibration(path)


def test_too_few_answers_calibrate_nothing(tmp_path: Path) -> None:
    with LlmProvider(mind=boastful) as provider, pytest.raises(WrongUse, match="too few to calibrate"):
        calibrate(llm_engine(tmp_path, provider), titles(20))
