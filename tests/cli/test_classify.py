"""`classify` answers each line in order, as it comes, and names the lines it cannot answer."""

import json
import re
import subprocess
import warnings
from pathlib import Path
from select import select
from typing import Any

import pytest

from tests.cli.commands import PROGRAM, TrendingNow
from trending_now.domain.genre import Genre

SHERIFF = "The sheriff hunts the outlaws who robbed the stagecoach."
GHOST = "A ghost haunts the family in the old house."
BROKEN = """{"id": "a", "text": "The sheriff rides."}
{"id": "b", "text": 5}
not json

{"id": 7, "text": "A ghost haunts the house.", "extra": true}
[1, 2]
{"id": "c"}
{"text": "The war ends."}"""


def answers(out: str) -> list[dict[str, Any]]:
    """Return the answers of JSON Lines."""
    return [json.loads(line) for line in out.splitlines()]


def test_a_text_gets_an_answer_for_people(trending_now: TrendingNow) -> None:
    outcome = trending_now("classify", SHERIFF)
    assert (outcome.exit_code, outcome.err) == (0, "")
    first, best, *_ = outcome.out.splitlines()
    assert first.startswith("text  (boosted, boosted@")
    assert best.split()[0] == "Western"
    assert SHERIFF[:30] in best


def test_an_engine_that_knows_words_shows_those_behind_a_genre(trending_now: TrendingNow) -> None:
    first, best, *_ = trending_now("classify", "--engine", "rules", SHERIFF).out.splitlines()
    assert first.startswith("text  (rules, rules@")
    assert "sheriff, outlaws, stagecoach" in best


def test_a_stranger_s_id_and_words_stay_on_their_line_and_command_no_terminal(trending_now: TrendingNow) -> None:
    line = json.dumps({"id": "a\n\x1b[31mb", "text": "The sheriff and the bounty\nhunter ride."})
    first, best, *_ = trending_now("classify", "--engine", "rules", "--file", "-", stdin=line).out.splitlines()
    assert first.startswith("a [31mb  (rules, ")
    assert "sheriff, bounty hunter" in best


def test_null_stands_for_reviews_that_are_not_there_as_data_frames_write_it(trending_now: TrendingNow) -> None:
    lines = json.dumps({"id": None, "text": SHERIFF, "reviews": None})
    told = trending_now("classify", "--engine", "rules", "--json", "--file", "-", stdin=lines)
    assert (told.exit_code, told.err) == (0, "")
    assert answers(told.out)[0]["id"] == 1


def test_a_sign_that_a_terminal_s_encoding_lacks_is_no_reason_to_fail(
    trending_now: TrendingNow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    told = trending_now.process("classify", "--engine", "rules", SHERIFF)
    assert (told.exit_code, told.err) == (0, "")
    assert "\\u2588" in told.out
    quoted = trending_now.process("classify", "--engine", "rules", "--json", f"{SHERIFF[:-1]} in Łęg.")
    (answer,) = answers(quoted.out)
    assert answer["genres"][0]["evidence"][0]["quote"]


def test_an_answer_in_json_has_the_keys_of_the_design(trending_now: TrendingNow) -> None:
    (answer,) = answers(trending_now("classify", SHERIFF, "--json", "--engine", "rules").out)
    assert set(answer) == {"id", "genres", "uncertain", "vibe_tags", "engine", "version"}
    western = answer["genres"][0]
    assert set(western) == {"genre", "probability", "evidence"}
    (evidence,) = western["evidence"]
    assert (evidence["text_id"], evidence["start"], evidence["end"]) == ("plot", 0, len(SHERIFF))
    assert evidence["quote"] == SHERIFF
    assert evidence["words"] == ["sheriff", "outlaws", "stagecoach"]


def test_all_genres_adds_every_probability(trending_now: TrendingNow) -> None:
    (answer,) = answers(trending_now("classify", SHERIFF, "--json", "--all-genres").out)
    assert set(answer["all_genres"]) == set(Genre)
    chosen = {genre["genre"]: genre["probability"] for genre in answer["genres"]}
    assert chosen.items() <= answer["all_genres"].items()
    shown = trending_now("classify", SHERIFF, "--all-genres").out
    assert all(genre in shown for genre in Genre)


def test_broken_lines_are_named_and_all_others_answered_in_order(trending_now: TrendingNow) -> None:
    outcome = trending_now("classify", "--json", "--file", trending_now.write("texts.jsonl", BROKEN))
    assert outcome.exit_code == 1
    assert [answer["id"] for answer in answers(outcome.out)] == ["a", 7, 8]
    assert [line.split(" is not answered: ")[0] for line in outcome.err.splitlines()] == [
        "trending-now: line 2", "trending-now: line 3", "trending-now: line 6", "trending-now: line 7",
    ]  # fmt: skip


def test_a_file_is_closed_once_it_is_read(trending_now: TrendingNow) -> None:
    texts = trending_now.write("texts.jsonl", '{"text": "The sheriff rides."}')
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always", ResourceWarning)
        assert trending_now("classify", "--engine", "rules", "--file", texts).exit_code == 0
    assert not [warning for warning in warned if "texts.jsonl" in str(warning.message)]


@pytest.mark.parametrize("arguments", [("--file", "-"), ()], ids=["named", "by default"])
def test_standard_input_is_read_as_a_file_is(trending_now: TrendingNow, arguments: tuple[str, ...]) -> None:
    outcome = trending_now("classify", "--json", *arguments, stdin=BROKEN)
    assert outcome.exit_code == 1
    assert [answer["id"] for answer in answers(outcome.out)] == ["a", 7, 8]


def test_reviews_are_read_too_as_strings_and_as_objects(trending_now: TrendingNow) -> None:
    lines = [{"text": "Some people meet.", "reviews": [review]} for review in (GHOST, {"text": GHOST, "rating": 3})]
    outcome = trending_now("classify", "--json", "--engine", "rules", stdin="\n".join(map(json.dumps, lines)))
    plain, with_rating = (answer["genres"] for answer in answers(outcome.out))
    assert plain == with_rating
    assert "review:0" in [evidence["text_id"] for genre in plain for evidence in genre["evidence"]]


@pytest.mark.parametrize("nothing", ["", "\n \n"], ids=["empty", "blank lines"])
def test_nothing_to_classify_is_wrong_use(trending_now: TrendingNow, nothing: str) -> None:
    empty = trending_now.write("empty.jsonl", nothing)
    assert trending_now("classify", "--json", stdin=nothing).failed_with(2, "Standard input holds nothing to classify")
    assert trending_now("classify", "--file", empty).failed_with(2, "empty.jsonl holds nothing to classify")


def test_a_line_that_is_not_json_is_told_with_its_own_number_only(trending_now: TrendingNow) -> None:
    told = trending_now("classify", stdin='{"text": "A ghost."}\nnot json\n{"text": 5\n').err.splitlines()
    assert [re.findall(r"line \d+", line) for line in told] == [["line 2"], ["line 3"]]
    assert all(" at column " in line for line in told)


def test_an_empty_text_is_answered_with_a_note(trending_now: TrendingNow) -> None:
    assert "note: The text is empty" in trending_now("classify", "").out


def test_bytes_that_are_no_utf8_on_the_command_line_are_answered(trending_now: TrendingNow) -> None:
    (answer,) = answers(trending_now("classify", "--json", f"\udcff {SHERIFF}").out)
    assert answer["genres"][0]["genre"] == "Western"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--file", "nowhere.jsonl"), "There is no file nowhere.jsonl"),
        (("--file", "."), ". is a folder; name a file in it"),
        (("a text", "--file", "nowhere.jsonl"), "Give a text or --file, not both"),
        (("a text", "--engine", "oracle"), "There is no engine 'oracle'; choose one of: boosted, rules"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_classified_is_wrong_use(
    trending_now: TrendingNow, arguments: tuple[str, ...], said: str
) -> None:
    assert trending_now("classify", *arguments).failed_with(2, said)


def test_an_answer_comes_before_the_next_line_is_there(tmp_path: Path) -> None:
    program = TrendingNow(tmp_path)
    with subprocess.Popen(
        [*PROGRAM, "classify", "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=program.environment({})
    ) as running:
        assert running.stdin
        assert running.stdout
        for number in range(3):
            running.stdin.write(json.dumps({"id": number, "text": SHERIFF}).encode() + b"\n")
            running.stdin.flush()
            assert select([running.stdout], [], [], 60)[0], "no answer in a minute"
            assert json.loads(running.stdout.readline())["id"] == number
        running.stdin.close()
        assert running.wait(60) == 0


def test_a_reader_that_has_had_enough_ends_the_command_quietly(trending_now: TrendingNow) -> None:
    texts = trending_now.write("texts.jsonl", (json.dumps({"text": SHERIFF}) + "\n") * 2_000)
    with subprocess.Popen(
        [*PROGRAM, "classify", "--json", "--file", texts],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=trending_now.environment({}),
    ) as running:  # fmt: skip
        assert running.stdout
        assert running.stderr
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(60) != 0
