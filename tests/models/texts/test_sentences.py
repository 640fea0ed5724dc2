"""Sentences cover a text without overlapping, and names with a dot do not end one."""

from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trending_now.models.texts.sentences import sentence_at, sentence_spans


def sentences(text: str) -> list[str]:
    """Return the sentences as text."""
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One rides. Two wait!  Who wins?", ["One rides.", "Two wait!", "Who wins?"]),
        ("No end mark", ["No end mark"]),
        ("Dr. Vane meets Mr. Oak. They part.", ["Dr. Vane meets Mr. Oak.", "They part."]),
        ("J. R. Vane dies. The end.", ["J. R. Vane dies.", "The end."]),
        ("It costs 3.50 a day. He pays.", ["It costs 3.50 a day.", "He pays."]),
        ('"Run!" she cries. He runs…', ['"Run!" she cries.', "He runs…"]),
        ('He says, "I will find you." and hangs up.', ['He says, "I will find you." and hangs up.']),
        ("They run... but not far. What?! Who?", ["They run... but not far.", "What?!", "Who?"]),
        ("ada meets bo. they leave.", ["ada meets bo.", "they leave."]),
        (
            "It was fine. the cast was good. Ada was best. go see it.",
            ["It was fine.", "the cast was good.", "Ada was best.", "go see it."],
        ),
        ("Sgt. Vane, Rev. Oak and Mme. Quill vs. Capt. Lund.", ["Sgt. Vane, Rev. Oak and Mme. Quill vs. Capt. Lund."]),
        ("On Jan. 5 at No. 7 Bros. Oak meets Ada Vane, Ph.D.", ["On Jan. 5 at No. 7 Bros. Oak meets Ada Vane, Ph.D."]),
        ("He signs as 'Mrs. Oak' twice.", ["He signs as 'Mrs. Oak' twice."]),
        ("He loves Jan. Bo does not. A sales rep. Who?", ["He loves Jan.", "Bo does not.", "A sales rep.", "Who?"]),
        ("He begs her to say no. Police arrive.", ["He begs her to say no.", "Police arrive."]),
        ("So do I. Ada runs.", ["So do I.", "Ada runs."]),
        (
            "She dines at Vane's. Bo waits. It is the 1980s. Bo waits.",
            ["She dines at Vane's.", "Bo waits.", "It is the 1980s.", "Bo waits."],
        ),
        ("They move to Vane, D.C. The rain stops.", ["They move to Vane, D.C.", "The rain stops."]),
        ("First line\n\nSecond line", ["First line", "Second line"]),
        ("一つ目。 二つ目！ 三つ目", ["一つ目。", "二つ目！", "三つ目"]),
        ("一つ目。二つ目！三つ目", ["一つ目。", "二つ目！", "三つ目"]),
        ("“快走！”她说。他走了。", ["“快走！”她说。", "他走了。"]),
        ("वह आता है।वह जाती है।", ["वह आता है।", "वह जाती है।"]),
        (
            "Il part. « Pourquoi ? » dit-elle. «Viens !» Elle rit.",
            ["Il part.", "« Pourquoi ? » dit-elle.", "«Viens !»", "Elle rit."],
        ),
        ("Ada geht. „Lauf!“ ruft er. „Halt!“ Sie rennt.", ["Ada geht.", "„Lauf!“ ruft er.", "„Halt!“", "Sie rennt."]),
        ("من أنت؟ أنا هنا.", ["من أنت؟", "أنا هنا."]),
        ("وہ آیا۔ وہ گئی۔", ["وہ آیا۔", "وہ گئی۔"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_a_text_falls_into_its_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(st.sampled_from("ab. !?\n…\"'。\u00a0A"), max_size=120))
def test_sentences_hold_every_sign_but_blank_ones_once_and_in_order(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(st.text(st.sampled_from("ab. !\n"), min_size=1, max_size=80))
def test_every_sign_belongs_to_the_sentence_around_it(text: str) -> None:
    spans = sentence_spans(text)
    for position, sign in enumerate(text):
        if not sign.isspace():
            start, end = sentence_at(spans, position)
            assert start <= position < end


def seconds_for(text: str) -> float:
    """Return the least of some times that a text's sentences take."""
    times = []
    for _ in range(3):
        start = thread_time()
        sentence_spans(text)
        times.append(thread_time() - start)
    return min(times)


@pytest.mark.parametrize("marks", ["." * 6000, "." * 3000 + '"' * 3000, "。" * 5999 + "”"])
def test_a_run_of_end_marks_with_no_space_behind_it_takes_no_longer_than_a_plain_text(marks: str) -> None:
    assert sentence_spans(marks + "a") == [(0, 6001)]
    assert seconds_for(marks + "a") < 20 * seconds_for("One rides. " * 600)


@pytest.mark.parametrize(
    "text", ["\n" * 6000, "a\n" * 3000, " \n" * 3000, "a" * 6000], ids=["empty", "lines", "blank", "word"]
)
def test_lines_of_any_kind_take_no_longer_than_a_plain_text(text: str) -> None:
    assert seconds_for(text) < 20 * seconds_for("One rides. " * 600)
