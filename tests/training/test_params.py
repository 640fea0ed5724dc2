"""params.yaml is read strictly: what it says is what is trained, and a slip is refused in one sentence."""

from dataclasses import asdict, fields, replace
from pathlib import Path

import pytest

pytest.importorskip("yaml", reason="PyYAML is in the train extra")
from trending_now.errors import WrongUse
from trending_now.training.params import Params, read_params
from trending_now.training.recipe import EncoderRun, HeadsRecipe, Recipe

SHIPPED = Path(__file__).parents[2] / "params.yaml"


def written(folder: Path, content: str) -> Path:
    """Write a parameter file."""
    path = folder / "params.yaml"
    path.write_text(content, "utf-8")
    return path


def test_each_run_has_the_shared_recipe_and_its_own_changes(tmp_path: Path) -> None:
    content = """
encoder:
  recipe: {tag_weight: 0.5}
  runs:
    - {name: a, average: [2, 3], epochs: 3, seed: 7}
    - {name: b, average: [3, 4], epochs: 4, seed: 17, hidden_dropout: 0.1, decay_epochs: 2}
"""
    shared = Recipe(tag_weight=0.5)
    assert read_params(written(tmp_path, content)).encoder.runs == (
        EncoderRun("a", (2, 3), replace(shared, epochs=3)),
        EncoderRun("b", (3, 4), replace(shared, epochs=4, seed=17, hidden_dropout=0.1, decay_epochs=2)),
    )


def test_the_mean_is_of_the_runs_that_no_other_one_starts_from(tmp_path: Path) -> None:
    content = """
encoder:
  runs:
    - {name: a, average: [1]}
    - {name: b, average: [1]}
    - {name: c, average: [2], start: [a, b]}
"""
    recipe = read_params(written(tmp_path, content)).encoder
    a, b, c = recipe.runs
    assert recipe.last == (c,)
    assert (recipe.before(c), recipe.before(b)) == ((a, b), ())


def test_the_shipped_file_names_every_number() -> None:
    import yaml

    content = yaml.safe_load(SHIPPED.read_text("utf-8"))
    assert set(content) == set(Params.model_fields)
    assert set(content["heads"]) == {field.name for field in fields(HeadsRecipe)}
    for name, recipe in asdict(HeadsRecipe()).items():
        assert name == "silences" or set(content["heads"][name]) == set(recipe)
    encoder = content["encoder"]
    for each in (*encoder["teachers"], *encoder["runs"], encoder["stand_in"]):
        named = set(encoder["recipe"]) | set(each) - {"name", "average", "start", "taught"}
        assert named == {field.name for field in fields(Recipe)}
    read_params(SHIPPED)


def test_an_empty_recipe_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "params.yaml").write_text("encoder:\n  recipe:\n  runs: [{name: a, average: [1]}]\n", "utf-8")
    assert read_params(tmp_path / "params.yaml").encoder.runs == (EncoderRun("a", (1,)),)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("encodr: {}", "encodr is no parameter"),
        ("heads: {trees: {round: 3}}", "heads.trees.round is no parameter"),
        ("encoder: {runs: [{name: a, average: [1], sede: 7}]}", "encoder.runs.0.recipe.sede is no parameter"),
        ("heads: {trees: {depth: 2.5}}", "heads.trees.depth is wrong"),
        ("heads: {trees: {depth: '2'}}", "heads.trees.depth is wrong"),
        ("heads: {thresholds: {band: 1.5}}", "heads.thresholds.band is wrong"),
        ("encoder: {runs: [{name: a, average: [5], epochs: 3}]}", "run 'a' ends after epoch 3"),
        ("encoder: {runs: [{name: a, average: [1]}, {name: a, average: [1]}]}", "two runs are named 'a'"),
        ("encoder: {runs: [{name: a, average: [1], start: [b]}, {name: b, average: [1]}]}", "starts from 'b'"),
        ("encoder: {runs: [{name: a, average: [1], taught: 0.5}]}", "'a' is to be taught, and there is no teacher"),
        ("encoder: {runs: [{name: a, average: [1]}], teachers: [{name: a}]}", "two runs are named 'a'"),
        ("encoder: {teachers: [{name: t, fold: 5}]}", "encoder.teachers.0.recipe.fold is no parameter"),
        ("encoder: {teachers: [{name: t, taught: 0.5}]}", "'t' is to be taught, and there is no teacher"),
        ("encoder: {folds: {count: 1}}", "encoder.folds.count is wrong"),
        ("encoder: {views: {mixed_share: 1}}", "encoder.views.mixed_share is wrong"),
        ("encoder: {stand_in: 3}", "encoder.stand_in is wrong"),
        ("encoder: {recipe: 3}", "encoder.recipe is no parameter"),
        ("encoder: {runs: []}", "encoder.runs is wrong"),
        ("encoder: {recipe: {learning_rate: .inf}, runs: [{name: a, average: [1]}]}", "learning_rate is wrong"),
        ("encoder: {runs: [{name: ../../evil, average: [1]}]}", "encoder.runs.0.name is wrong"),
        ("rows: &a [*a]", "cannot be read as parameters"),
        ("rows: [", "is not YAML"),
        ("rows: 50\nrows: 60", "rows is given twice, again in line 2"),
        ("heads: {trees: {depth: 3, depth: 4}}", "depth is given twice, again in line 1; take one out"),
        ("? [a, b]\n: 1", "is not YAML"),
        ("- 1", "is wrong"),
    ],
)
def test_a_slip_is_refused_in_one_sentence(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(WrongUse) as raised:
        read_params(written(tmp_path, content))
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_missing_file_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="There are no parameters"):
        read_params(tmp_path / "nowhere.yaml")


def test_the_smoke_run_goes_through_every_run_with_few_rows() -> None:
    smoke = read_params(SHIPPED).for_smoke()
    assert smoke.rows is not None
    assert smoke.rows < 500
    assert [run.name for run in smoke.encoder.runs] == [run.name for run in read_params(SHIPPED).encoder.runs]
    assert all((run.average, run.recipe.epochs) == ((1,), 1) for run in smoke.encoder.runs)
    cross_fitted = (*smoke.encoder.teachers, smoke.encoder.stand_in)
    assert all(each.recipe.pretrained == "minilm" for each in cross_fitted)
    assert [teacher.taught > 0 for teacher in smoke.encoder.teachers] == [False, True]
    assert (smoke.encoder.folds.count, smoke.encoder.views.count) == (2, 1)
