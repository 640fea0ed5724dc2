"""`train` says what it needs, and tells what came out."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.cli.commands import TrendingNow
from trending_now.training.extra import missing_libraries

with_extra = pytest.mark.skipif(bool(missing_libraries()), reason="the train extra is not installed")
without_extra = pytest.mark.skipif(find_spec("torch") is not None, reason="the train extra is installed")
PARAMS = Path(__file__).parents[2] / "params.yaml"


@without_extra
@pytest.mark.parametrize("arguments", [[], ["--smoke"], ["--promote"]], ids=str)
def test_without_the_train_extra_one_sentence_says_how_to_install_it(
    trending_now: TrendingNow, arguments: list[str]
) -> None:
    assert trending_now("train", *arguments).failed_with(1, "train extra", "make train-setup")


@with_extra
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--stage", "cook"], "There is no stage 'cook'; choose one of: prepare, encoder, heads, evaluate, all"),
        (["--params", "nowhere.yaml"], "There are no parameters nowhere.yaml"),
        (["--stage", "prepare"], "No corpus is given"),
        (["--stage", "heads"], "run `trending-now train --stage encoder` first"),
        (["--stage", "encoder", "--corpus", "nowhere.parquet"], "There is no"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_missing_is_wrong_use(trending_now: TrendingNow, arguments: list[str], said: str) -> None:
    given = arguments if "--params" in arguments else [*arguments, "--params", PARAMS]
    assert trending_now("train", *given).failed_with(2, said)


@with_extra
def test_without_a_candidate_there_is_nothing_to_promote(trending_now: TrendingNow) -> None:
    assert trending_now("train", "--promote").failed_with(1, "The model registry", "has no candidate")
