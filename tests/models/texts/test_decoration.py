"""What stands around a story is blanked before it is read, what a story may hold is not, and places stay right."""

import pytest

from trending_now.models.texts.decoration import readable

STORY = "A nurse finds that her patient is the brother she thought dead. They flee the clinic together."
DECORATED = {
    "HTML": f'<div class="plot"><p>{STORY}</p><br/></div>',
    "a link": f'<a href="/clinic">{STORY}</a>',
    "a script": f"<script type='text/javascript'>var x = 'zombie' < 3;</script><style>p {{color: red}}</style>{STORY}",
    "a comment": f"<!-- horror -->{STORY}",
    "an address": f"https://www.example.com/watch?v=zombie-horror {STORY}",
    "an address at the end": f"{STORY} www.example.org/ghosts",
    "an e-mail address": f"{STORY} <ann.lee@mail.example.com>",
    "a heading": f"SYNOPSIS\n\n{STORY}",
    "a heading in the line": f"Plot: {STORY}",
    "marks of notes": STORY.replace("dead.", "dead.[3]"),
    "a source": f"{STORY} (Source: Wikipedia)",
    "a source as a sentence": f"{STORY} Source: Wikipedia.",
    "a warning": f"**SPOILER ALERT!** Plot: {STORY}",
    "a warning in brackets": f"[Spoiler warning] {STORY}",
    "a warning in capitals": f"SPOILER WARNING. {STORY}",
    "a writer": f"{STORY}\nWritten by Ann Lee <ann@example.com>.",
    "a writer in brackets": f"{STORY}\n\n[Written by Ann Lee]",
    "nobody": f"{STORY}\n\n—Anonymous <x@example.com>",
    "credits": f"Director: J. J. Doe\nCast: Ann Lee, Bob Ray\nRuntime: 102 min\nRating: R\n\n{STORY}",
    "credits behind": f"{STORY}\n\nDirector: Jane Doe\nCast: Ann Lee, Bob Ray",
    "credits as sentences": f"{STORY} Directed by Jane Doe. Starring Ann Lee, Bob Ray and Cy Dunn.",
    "a director": f"{STORY} Directed by Jane Doe.",
    "a trailer": f"Watch the official teaser trailer! {STORY}",
    "a call": f"Official Trailer (HD) | Subscribe: http://example.com/2abc | Follow us on Chirp! {STORY}",
    "rights": f"{STORY} © 2026 Blue Lake Pictures.",
    "rights of a company": f"{STORY} Copyright 2026 Blue Lake Pictures. All rights reserved.",
    "rights in letters": f"{STORY} (C) 2026 Blue Lake Pictures",
}
NATURAL = (
    "Subscribers of a dating site are killed one after another, and all who subscribe to it are afraid.",
    "The official trailer of her first film leaks, and the plot to kill her is in it: a spoiler for her own death.",
    "He steals a script, follows us home and sues them for copyright infringement, 3 < 4 or not.",
    "A note written by Orville, a play directed by his wife and a cast in plaster tell the summary of a life.",
    "The plot: nobody knows. (From the town that brought you nothing.) It is a source of joy, an overview of hell.",
    "Alcoholics Anonymous meets in the cellar - Anonymous letters follow. R&B, Q & A; he earns 3 @ 5.",
    "Written by the sea, this tale of two lovers ends badly. Starring as herself, she wins.",
    "See Spoiler Alert again, she says, and rate it. <Silence> follows.",
)


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in DECORATED.items()])
def test_nothing_but_the_story_is_read(text: str) -> None:
    assert " ".join(readable(text).content.split()) == STORY


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in DECORATED.items()])
def test_what_is_read_stands_where_it_stood(text: str) -> None:
    read = readable(text)
    start = read.content.index("They flee")
    first, last = read.place(start, start + 9)
    assert text[first:last] == "They flee"


@pytest.mark.parametrize("text", NATURAL)
def test_what_a_story_may_hold_stays(text: str) -> None:
    assert readable(text) == (text, None)


def test_signs_that_are_not_seen_are_left_out_and_places_are_those_of_the_text() -> None:
    text = "\u202eA\u200b g\u200bho\u00adst\ufeff walks."
    read = readable(text)
    assert read.content == "A ghost walks."
    start, end = read.place(2, 7)
    assert text[start:end] == "g\u200bho\u00adst"
    assert text[slice(*read.place(0, len(read.content)))] == text[1:]


def test_a_sign_that_is_not_seen_is_left_out_wherever_it_stands() -> None:
    read = readable("A g\u200bhost.")
    assert read.content == "A ghost."
    assert [read.place(at, at + 1)[0] for at in range(8)] == [0, 1, 2, 4, 5, 6, 7, 8]


def test_of_a_long_sentence_about_rights_only_their_sign_and_year_go() -> None:
    told = "a nurse and the brother whom she thought dead flee the clinic, the town and the whole country together"
    assert readable(f"© 2026 {told}").content == f"       {told}"


def test_an_entity_is_read_as_the_sign_it_stands_for() -> None:
    text = "Tom &AMP; Ada&#X27;s farm&hellip; &nosuch; &#x110000000;"
    read = readable(text)
    assert read.content == "Tom & Ada's farm… &nosuch; &#x110000000;"
    assert text[slice(*read.place(6, 16))] == "Ada&#X27;s farm"


def test_a_word_with_an_entity_in_it_is_one_word_and_a_sign_that_is_not_seen_none() -> None:
    assert readable("Her fianc&eacute;e is a sher&shy;iff&#8203;.").content == "Her fiancée is a sheriff."


def test_a_passage_that_begins_and_ends_with_an_entity_has_both_whole() -> None:
    text = "She reads. &quot;Go\u200b home.&quot; He goes."
    read = readable(text)
    start = read.content.index('"')
    assert text[slice(*read.place(start, start + 10))] == "&quot;Go\u200b home.&quot;"


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in DECORATED.items()])
def test_what_stands_around_a_story_gives_way_whatever_its_line_ends(text: str) -> None:
    assert " ".join(readable(text.replace("\n", "\r\n")).content.split()) == STORY


def test_lines_stay_lines() -> None:
    assert readable("They flee\nCast: Ann Lee\nShe stays").content.split("\n") == ["They flee", " " * 13, "She stays"]


def test_a_text_of_decoration_alone_leaves_nothing() -> None:
    assert readable("<p>http://example.com/a</p>").content.isspace()


@pytest.mark.parametrize(
    "sign", ["<", "<script>", "a@", "www..", "(source:", "\n", "***", "[[", "©", "(C) A", "&a", "\t"]
)
def test_a_long_run_of_one_sign_is_read_to_its_end(sign: str) -> None:
    text = sign * (200_000 // len(sign)) + " spoiler alert source: plot\n"
    assert len(readable(text).content) == len(text)
