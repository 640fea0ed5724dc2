"""The engine's folder is there whole or not at all."""

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch is in the train extra")
pytest.importorskip("xgboost", reason="xgboost is in the train extra")
pytest.importorskip("onnx", reason="onnx is in the train extra")
from tests.training.invented_corpus import write_corpus
from trending_now.errors import EngineError, WrongUse
from trending_now.models.artifacts import open_artifacts
from trending_now.models.boosted import BOOSTED_WEIGHTS
from trending_now.training.heads.encoder_source import Ground, engine_encoder
from trending_now.training.heads.run import fit_engine, vectors_version
from trending_now.training.labelled_texts import read_sides
from trending_now.training.recipe import HeadsRecipe, ReadingRecipe


def test_an_engine_that_was_there_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    engine = tmp_path / "boosted"
    engine.mkdir()
    (engine / "encoder.onnx").write_text("weights", "utf-8")

    def stopped(_out: Path, _reading: ReadingRecipe) -> Ground:
        assert (engine / "encoder.onnx").is_file()  # it may be the one that the new engine is built on
        raise EngineError("stopped")

    with pytest.raises(EngineError, match="stopped"):
        fit_engine(read_sides(*write_corpus(tmp_path), None), stopped, HeadsRecipe(), engine, lambda *_: None)
    assert (engine / "encoder.onnx").read_text("utf-8") == "weights"


def test_an_engine_of_other_tags_gives_no_encoder(tmp_path: Path) -> None:
    sides, source = read_sides(*write_corpus(tmp_path), None), engine_encoder(BOOSTED_WEIGHTS)
    with pytest.raises(WrongUse, match="knows 71 tags, and not the 2 of this file of tags; give the tags that it was"):
        fit_engine(sides, source, HeadsRecipe(), tmp_path / "boosted", lambda *_: None)


def test_vectors_that_were_computed_in_another_precision_are_kept_apart() -> None:
    files = open_artifacts(BOOSTED_WEIGHTS)
    assert len({vectors_version(files, precision) for precision in ("bf16", "f32", "i8")}) == 3
