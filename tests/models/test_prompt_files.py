"""Prompts are strict files: what is wrong in one is said before anything is sent."""

from pathlib import Path

import pytest

from trending_now.errors import PromptError
from trending_now.models.llm.form import AnswerForm
from trending_now.models.prompt_files import SHIPPED_PROMPTS, load_prompt, load_prompts

GOOD = """+++
name = "enrich"
version = 7
about = "An invented one."
variables = ["texts", "mark"]

[parameters]
most_output_tokens = 100
plot_characters = 500
review_characters = 100
most_reviews = 2
+++
=== system ===
Sort films.
=== user ===
{{ mark }}: {{ texts }}
"""

EXAMPLE = '[[examples]]\nplot = "A sheriff rides."\nreviews = []\n'
MISQUOTED = 'genres = [{genre = "Western", confidence = 9, quote = "A ghost"}], tags = [], praise = [], criticism = []'


def written(folder: Path, content: str = GOOD, name: str = "enrich-v7.md") -> Path:
    path = folder / name
    path.write_text(content, "utf-8")
    return path


def test_a_prompt_is_filled_with_its_variables_and_nothing_in_them_is_read_as_a_template(tmp_path: Path) -> None:
    prompt = load_prompt(written(tmp_path))
    assert prompt.user({"mark": "M", "texts": "{{ mark }} {% raw %}", "unused": "?"}) == "M: {{ mark }} {% raw %}\n"


def test_a_missing_variable_fails_before_anything_is_sent(tmp_path: Path) -> None:
    with pytest.raises(PromptError, match="needs a value for 'texts'"):
        load_prompt(written(tmp_path)).user({"mark": "M"})


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('about = "An invented one."', 'about = "An invented one."\nmood = "gay"', "mood: Extra inputs"),
        ("most_reviews = 2", "most_reviews = 2\ntop_k = 3", "parameters.top_k"),
        ("most_output_tokens = 100", "", "parameters.most_output_tokens"),
        ("version = 7", "version = 8", "holds enrich-v8"),
        ('["texts", "mark"]', '["texts", "mark", "genres"]', "names a variable it never uses: 'genres'"),
        ('["texts", "mark"]', '["texts"]', "uses a variable that its front matter does not name: 'mark'"),
        ("{{ texts }}", "{{ texts", "is not a template"),
        ("{{ texts }}", "{{ texts.first }}", r"enrich-v7\.md is a template that cannot be filled: .*'first'"),
        ("{{ texts }}", "{{ texts + 1 }}", r"enrich-v7\.md is a template that cannot be filled"),
        ("=== user ===", "=== users ===", "lacks a part"),
        ("version = 7", "version = ", "not TOML"),
        (
            "+++\n===",
            '[[examples]]\nplot = "A."\nreviews = []\nanswer = {genres = 3}\n+++\n===',
            "does not fit the form",
        ),
    ],
)
def test_a_malformed_file_is_refused_with_what_is_wrong(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(PromptError, match=said):
        load_prompt(written(tmp_path, GOOD.replace(old, new)))


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "enrich-v7.md"
    path.write_bytes(GOOD.replace("Sort films.", "Sort films, café too.").encode("latin-1"))
    with pytest.raises(PromptError, match=r"enrich-v7\.md is not UTF-8; save it as UTF-8\."):
        load_prompt(path)


def test_a_file_by_another_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PromptError, match="NAME-vNUMBER"):
        load_prompt(written(tmp_path, name="enrich.md"))


def test_one_version_in_two_folders_is_refused(tmp_path: Path) -> None:
    written(tmp_path, (SHIPPED_PROMPTS / "enrich-v1.md").read_text("utf-8"), "enrich-v1.md")
    with pytest.raises(PromptError, match="both hold enrich-v1"):
        load_prompts((SHIPPED_PROMPTS, tmp_path))


def test_every_change_of_a_file_changes_its_digest(tmp_path: Path) -> None:
    first = load_prompt(written(tmp_path)).version.digest
    assert load_prompt(written(tmp_path, GOOD.replace("Sort films.", "Sort films!"))).version.digest != first


def test_three_versions_are_shipped_with_answers_that_fit_the_form() -> None:
    prompts = load_prompts()
    assert len(prompts) >= 3
    for prompt in prompts.values():
        for turn in prompt.turns:
            AnswerForm.model_validate_json(turn.answer)
