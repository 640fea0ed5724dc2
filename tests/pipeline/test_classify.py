"""Lines are classified as they come: in order, one at a time, and a broken one does not stop the others."""

import gc
import json
import tracemalloc
from collections import deque
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trending_now.domain.enrichment import Enrichment
from trending_now.domain.ports import Engine
from trending_now.domain.text import Document
from trending_now.models.rules import load_rules
from trending_now.pipeline.classification import LONGEST_TEXT, MOST_REVIEWS, Classification
from trending_now.pipeline.classify import LONGEST_LINE_BYTES, classify_lines, read_lines

RULES: Engine = load_rules()
SHERIFF = "The sheriff hunts the outlaws who robbed the stagecoach."


def classified(content: bytes, **options: bool) -> tuple[list[Classification], dict[int, str]]:
    """Return the answers, and what was said of each line that has none."""
    broken: dict[int, str] = {}
    return list(classify_lines(BytesIO(content), RULES, broken.__setitem__, **options)), broken


def line(**said: Any) -> bytes:
    """Return a line of JSON."""
    return json.dumps(said).encode() + b"\n"


def no_line_is_broken(number: int, reason: str) -> None:
    """Fail: this test gives whole lines only."""
    raise AssertionError(f"line {number}: {reason}")


class Endless:
    """A stream of lines without end, of which some come at once; notes how many were read."""

    def __init__(self, content: bytes, at_once: int = 1) -> None:
        self._content, self._at_once = content, at_once
        self.lines = 0

    def read1(self, _: int, /) -> bytes:
        self.lines += self._at_once
        return self._content * self._at_once


class HalfLines:
    """One line without end, of which only the allowed number of bytes is ever given at once."""

    def __init__(self, pieces: int) -> None:
        self._pieces = pieces

    def read1(self, size: int, /) -> bytes:
        self._pieces -= 1
        return b"x" * size if self._pieces >= 0 else b""


class NotesBatches:
    """An engine that notes how many documents it is given at once."""

    name, version = RULES.name, RULES.version

    def __init__(self) -> None:
        self.given: list[int] = []

    def enrich(self, documents: Iterable[Document]) -> Iterator[Enrichment]:
        batch = list(documents)
        self.given.append(len(batch))
        return RULES.enrich(batch)


def test_a_line_is_answered_before_the_next_is_read() -> None:
    stream = Endless(line(id=1, text=SHERIFF))
    answers = classify_lines(stream, RULES, no_line_is_broken)
    for expected in (1, 2, 3):
        next(answers)
        assert stream.lines == expected


def test_lines_that_came_together_are_given_to_the_engine_together_and_answered_before_more_is_read() -> None:
    engine = NotesBatches()
    stream = Endless(line(text=SHERIFF), at_once=3)
    answers = classify_lines(stream, engine, no_line_is_broken)
    assert [answer.id for answer in islice(answers, 6)] == [1, 2, 3, 4, 5, 6]
    assert (engine.given, stream.lines) == ([3, 3], 6)


def test_a_line_that_comes_in_pieces_is_read_whole() -> None:
    content = line(id=1, text=SHERIFF) + line(id=2, text="A ghost.")
    pieces = iter([content[:9], content[9:-3], content[-3:], b""])

    class InPieces:
        def read1(self, _: int, /) -> bytes:
            return next(pieces)

    assert [answer.id for answer in classify_lines(InPieces(), RULES, no_line_is_broken)] == [1, 2]


def test_an_id_comes_back_unchanged_and_a_missing_one_is_the_line_number() -> None:
    ids: list[Any] = ["a", 7, "", -1, 10**30, "ü\u0000", None]
    answers, broken = classified(b"".join(line(id=given, text="x") for given in ids) + line(text="x"))
    assert [answer.id for answer in answers] == [*ids[:-1], len(ids), len(ids) + 1]
    assert broken == {}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"not json", "Invalid JSON"),
        (b'{"text": "cut', "Invalid JSON"),
        (b"[1]", "should be an object"),
        (b'"text"', "should be an object"),
        (b"{}", "'text' is missing"),
        (b'{"text": null}', "'text' is not a string"),
        (b'{"text": ["a"]}', "'text' is not a string"),
        (b'{"text": "a", "id": 1.5}', "'id' is not a string or a whole number"),
        (b'{"text": "a", "id": true}', "'id' is not a string or a whole number"),
        (b'{"text": "a", "reviews": "b"}', "'reviews' is not a list"),
        (b'{"text": "a", "reviews": [{"stars": 5}]}', "'reviews' is not a list"),
        (b'{"text": "\xff"}', "not UTF-8"),
        (b'{"text": "\\ud83d"}', "Invalid JSON"),
        (line(text="a", reviews=["b"] * (MOST_REVIEWS + 1)).strip(), "'reviews' is not a list of at most 200"),
        (line(text="a" * (LONGEST_TEXT + 1)).strip(), "'text' is not a string of at most 2,000,000"),
        (b"[" * 100_000, "Invalid JSON"),
    ],
    ids=lambda value: repr(value[:24]) if isinstance(value, bytes) else "",
)  # fmt: skip
def test_a_broken_line_is_told_and_the_next_is_answered(content: bytes, reason: str) -> None:
    answers, broken = classified(content + b"\n" + line(id="next", text=SHERIFF))
    assert [answer.id for answer in answers] == ["next"]
    assert list(broken) == [1]
    assert reason in broken[1]


def test_blank_lines_are_passed_over_but_counted() -> None:
    answers, broken = classified(b"\n  \n\r\n" + line(text=SHERIFF) + b"\n" + b"broken")
    assert [answer.id for answer in answers] == [4]
    assert list(broken) == [6]


def test_a_byte_order_mark_and_line_ends_of_windows_are_no_trouble() -> None:
    answers, broken = classified(b"\xef\xbb\xbf" + b'{"id": 1, "text": "a"}\r\n{"id": 2, "text": "b"}\r\n')
    assert [answer.id for answer in answers] == [1, 2]
    assert broken == {}


def test_a_line_that_is_too_long_is_told_and_never_held_whole() -> None:
    tracemalloc.start()
    try:
        ((first,),) = read_lines(HalfLines(pieces=500))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (first.number, first.content) == (1, None)
    assert most < 4 * LONGEST_LINE_BYTES


def test_after_a_line_that_is_too_long_the_numbers_go_on() -> None:
    answers, broken = classified(b"x" * (2 * LONGEST_LINE_BYTES) + b"\n" + line(text=SHERIFF))
    assert [answer.id for answer in answers] == [2]
    assert broken == {1: f"longer than {LONGEST_LINE_BYTES:,} bytes"}


def test_evidence_is_quoted_from_the_text_it_stands_in() -> None:
    (answer,), _ = classified(line(text="Nobody sleeps. " + SHERIFF, reviews=["I liked it.", "The sheriff!"]))
    texts = {"plot": "Nobody sleeps. " + SHERIFF, "review:0": "I liked it.", "review:1": "The sheriff!"}
    passages = [passage for genre in answer.genres + answer.uncertain for passage in genre.evidence]
    assert {passage.text_id for passage in passages} == {"plot", "review:1"}
    assert all(passage.quote == texts[passage.text_id][passage.start : passage.end] for passage in passages)


def test_every_probability_is_there_only_when_asked_for() -> None:
    (plain,), _ = classified(line(text=SHERIFF))
    (whole,), _ = classified(line(text=SHERIFF), all_genres=True)
    assert plain.all_genres is None
    assert whole.all_genres is not None
    assert len(whole.all_genres) == 20


lines = st.one_of(st.binary(max_size=30), st.text(max_size=30).map(lambda text: line(text=text).strip()))


@given(st.lists(lines.filter(lambda content: b"\n" not in content), max_size=8))
def test_every_line_is_answered_or_told_or_blank(contents: list[bytes]) -> None:
    named = [b'{"id": "%d", ' % number + content[1:] for number, content in enumerate(contents, 1)]
    numbered = [new if old.startswith(b"{") else old for new, old in zip(named, contents, strict=True)]
    answers, broken = classified(b"\n".join(numbered))
    answered = [int(answer.id) for answer in answers if answer.id is not None]
    assert answered == sorted(answered)
    assert not set(answered) & set(broken)
    assert len(answered) + len(broken) <= len(contents)


def test_memory_does_not_grow_with_the_lines() -> None:
    answers = classify_lines(Endless(line(text=SHERIFF)), RULES, no_line_is_broken)
    deque(islice(answers, 100), maxlen=0)
    tracemalloc.start()
    deque(islice(answers, 2_000), maxlen=0)
    gc.collect()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 2_000 * len(SHERIFF)
