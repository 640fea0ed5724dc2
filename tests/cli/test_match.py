"""`match` lists what waits for a person, and makes one title of two, or keeps them apart for ever."""

import json
import os
import pty
import subprocess

import pytest

from tests.cli.commands import PROGRAM, TrendingNow


@pytest.fixture
def doubtful(trending_now: TrendingNow) -> TrendingNow:
    """Return a catalogue of two films that may be one."""
    for name, title, year in (("first", "Guilty", 2031), ("second", "The Guilty", 2030)):
        row = {"title": title, "plot": f"A judge doubts in {name}.", "type": "movie", "release_year": year}
        trending_now("import", trending_now.write(f"{name}.jsonl", json.dumps(row)))
    return trending_now


def waiting(program: TrendingNow) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(program("match", "review", "--json").out)
    return found


def test_a_pair_that_looks_alike_is_listed_with_both_sides(doubtful: TrendingNow) -> None:
    listed = doubtful("match", "review").out

    assert "the same name, 1 year apart" in listed
    assert "Guilty (movie, 2031) · import:first" in listed
    assert "The Guilty (movie, 2030) · import:second" in listed


@pytest.mark.parametrize(("word", "said"), [("same", "one title now"), ("different", "are two titles")])
def test_a_word_settles_the_pair(doubtful: TrendingNow, word: str, said: str) -> None:
    (question,) = waiting(doubtful)

    assert said in doubtful("match", "say", question["number"], word).out
    assert waiting(doubtful) == []


def test_what_is_one_title_is_not_said_to_be_two_without_being_split(doubtful: TrendingNow) -> None:
    (question,) = waiting(doubtful)
    doubtful("match", "say", question["number"], "same")

    said = doubtful("match", "say", question["number"], "different")
    assert said.failed_with(2, "They are one title; `trending-now match split")
    assert "one title now" in doubtful("match", "say", question["number"], "same").out


def test_a_pair_that_there_is_not_is_wrong_use(trending_now: TrendingNow) -> None:
    assert trending_now("match", "say", 7, "same").failed_with(2, "no question 7", "match review")
    assert trending_now("match", "review").out == "No pair waits.\n"


def test_what_was_joined_by_mistake_is_taken_apart_for_ever(doubtful: TrendingNow) -> None:
    (question,) = waiting(doubtful)
    doubtful("match", "say", question["number"], "same")
    one = question["one"]
    assert isinstance(one, dict)
    title = min(question[side]["title_id"] for side in ("one", "other"))  # type: ignore[index]

    assert f"{one['source']} {one['key']}: " in doubtful("match", "split", title).out
    assert "is title" in doubtful("match", "split", title, one["source"], one["key"]).out
    assert waiting(doubtful) == []
    assert len(json.loads(doubtful("match", "split", title, "--json").out)) == 1
    assert doubtful("match", "split", title, one["source"], one["key"]).failed_with(2, "is not of title")
    assert doubtful("match", "split", title, one["source"]).failed_with(2, "key")
    assert doubtful("match", "split", 999).failed_with(2, "There is no title 999")


def test_two_titles_are_joined_by_their_numbers_and_stay_one(doubtful: TrendingNow) -> None:
    (question,) = waiting(doubtful)
    numbers = [question[side]["title_id"] for side in ("one", "other")]  # type: ignore[index]

    said = doubtful("match", "join", max(numbers), min(numbers)).out

    assert said.startswith(f"They are one title now, number {min(numbers)};")
    assert waiting(doubtful) == []
    assert len(json.loads(doubtful("match", "split", min(numbers), "--json").out)) == 2
    assert doubtful("match", "join", min(numbers), min(numbers)).failed_with(2, "name two titles")
    assert doubtful("match", "join", min(numbers), 999).failed_with(2, "There is no title 999")


def test_what_was_split_by_hand_can_be_joined_again(doubtful: TrendingNow) -> None:
    (question,) = waiting(doubtful)
    doubtful("match", "say", question["number"], "different")
    numbers = [question[side]["title_id"] for side in ("one", "other")]  # type: ignore[index]

    assert "They are one title now" in doubtful("match", "join", *numbers).out
    assert len(json.loads(doubtful("match", "split", min(numbers), "--json").out)) == 2


def asked_on_a_terminal(program: TrendingNow, typed: bytes) -> tuple[int, str]:
    """Return how `match review` ends, and what it says on stderr, where a person types this on a terminal."""
    ours, theirs = pty.openpty()
    os.write(ours, typed)
    done = subprocess.run(
        [*PROGRAM, "match", "review"],
        stdin=theirs, capture_output=True, text=True,
        check=False, timeout=60, env=program.environment({}),
    )  # fmt: skip
    os.close(ours)
    os.close(theirs)
    return done.returncode, done.stderr


def test_a_word_on_a_terminal_settles_a_pair_and_any_other_leaves_it(doubtful: TrendingNow) -> None:
    for typed in (b"skip\n", b"don't know\n", b"\n"):
        assert asked_on_a_terminal(doubtful, typed) == (0, "")
        assert len(waiting(doubtful)) == 1

    assert asked_on_a_terminal(doubtful, b"Same\n") == (0, "")
    assert waiting(doubtful) == []


def test_the_end_of_the_input_stops_a_review_in_one_sentence(doubtful: TrendingNow) -> None:
    end_of_input = b"\x04"
    stopped = (130, "trending-now: Stopped; what was reported done is kept.\n")
    assert asked_on_a_terminal(doubtful, end_of_input) == stopped
    assert len(waiting(doubtful)) == 1
