"""The answers and figures that the documents show are those that the program gives."""

import json
import re
from importlib import resources
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.cli.commands import TrendingNow
from tests.cli.conftest import FILMS
from tests.shared_files import shared_file
from trending_now.cli.main import app
from trending_now.evaluation.metrics import Quality
from trending_now.models.rules import LEXICON_FILE, load_rules
from trending_now.models.runtime.compiled import precision_here
from trending_now.pipeline.evaluate import evaluate
from trending_now.sources import demo_catalogue as demo
from trending_now.sources.demo import FILES

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "guide.md").read_text("utf-8")
DATA_SOURCES = (ROOT / "docs" / "data_sources.md").read_text("utf-8")
DATA = (ROOT / "docs" / "data.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


@pytest.fixture
def _as_in_the_guide():
    """Skip where the processor computes in another precision than the guide's figures: they differ by hundredths."""
    if precision_here() != "i8":
        pytest.skip("the guide shows what 8-bit matrices answer, and this processor computes in another precision")


@pytest.mark.usefixtures("_as_in_the_guide")
def test_classify_prints_what_the_guide_shows():
    asked, printed = re.findall(
        r"^```sh\ntrending-now classify \"(.+)\"\n```\n\n```text\n(.+?)```", GUIDE, re.M | re.S
    )[0]

    assert CliRunner().invoke(app, ["classify", asked]).output == printed


@pytest.mark.usefixtures("_as_in_the_guide")
def test_classify_answers_the_lines_of_the_guide_as_the_guide_shows(tmp_path):
    lines = re.findall(r"^```jsonl\n(.+?)^```", GUIDE, re.M | re.S)[0]
    shown = json.loads(re.findall(r"^```json\n(\{\n  \"id\".+?)^```", GUIDE, re.M | re.S)[0])
    file = tmp_path / "texts.jsonl"
    file.write_text(lines, "utf-8")

    answers = CliRunner().invoke(app, ["classify", "--file", str(file), "--json"]).output.splitlines()

    (answer,) = [json.loads(answer) for answer in answers if json.loads(answer)["id"] == shown["id"]]
    assert _rounded(answer) == _rounded(shown)


def test_an_import_prints_what_the_guide_shows(tmp_path):
    shown = json.loads(re.findall(r"^\{\"runs\".+$", GUIDE, re.M)[0])
    program = TrendingNow(tmp_path)
    films = program.write("mine.csv", f"{FILMS},A film without a name.,Drama,2030\n")

    printed = json.loads(program("import", films, "--json").out)

    assert _without_times(printed) == _without_times(shown)


def test_a_check_knows_the_rules_of_the_data_page_with_their_levels(tmp_path):
    table = DATA.partition("| rule | level | broken when |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| ([a-z][^|]+) \| (\w+) \|", table, re.M)
    program = TrendingNow(tmp_path)

    checked = json.loads(program("check", program.write("mine.csv", FILMS), "--json").out)

    documented = {name: level for names, level in rows for name in names.split(", ")}
    assert documented == {rule["rule"]: rule["level"] for rule in checked["rules"]}


def test_the_readme_has_the_measured_figures_of_rules():
    report = evaluate(load_rules(), shared_file("data/genre_corpus.parquet"), "test", lambda *_: None)

    assert _row("all", report.overall) in README
    assert _row("long plots", report.slices["text_kind=plot"]) in README
    assert _row("catalogue blurbs", report.slices["text_kind=blurb"]) in README


def test_the_readme_counts_the_lexicon_right():
    genres = json.loads(LEXICON_FILE.read_text("utf-8"))["genres"].values()
    terms = {term for genre in genres for term in genre["terms"]}

    assert f"`rules`: {len(terms):,} words and phrases" in README


def test_the_documents_count_the_demo_catalogue_right():
    lines = [len(resources.files(demo).joinpath(name).read_text("utf-8").splitlines()) for name in FILES]

    assert f"with {sum(lines)} invented titles" in README
    assert f"{sum(lines)} invented films and shows, {lines[0]} of each" in DATA_SOURCES
    assert lines[0] == lines[1]


def _without_times(content: dict[str, list[dict[str, object]]]) -> dict[str, list[dict[str, object]]]:
    """Return what a command printed about runs, their times left out."""
    return content | {
        "runs": [{name: value for name, value in run.items() if not name.endswith("_at")} for run in content["runs"]]
    }


def _rounded(value: object) -> object:
    """Return an answer with figures to two places: the digits after them are the processor's."""
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_rounded(inner) for inner in value]
    return round(value, 2) if isinstance(value, float) else value


def _row(texts: str, quality: Quality) -> str:
    """Return the README's row of figures, to be pasted there when it has changed."""
    figures = (quality.macro_f1, quality.micro_f1, quality.mean_average_precision, quality.expected_calibration_error)
    cells = [texts, f"{quality.rows:,}", *(f"{figure:.3f}" for figure in figures if figure is not None)]
    return f"| {' | '.join(cells)} |"
