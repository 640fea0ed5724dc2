"""What a model writes is checked outside of it: closed words, numbers in range, quotes that stand in the texts."""

import json
from typing import Any

import pytest

from trending_now.domain.enrichment import ReviewSummary
from trending_now.domain.genre import Genre
from trending_now.domain.llm import CallOutcome, GenreClaim
from trending_now.domain.text import Document, Evidence, Text, TextRole
from trending_now.models.llm.closed_form import closed_schema
from trending_now.models.llm.form import answer_schema, read_form

PLOT = "Two divers find a bell under the ice."
REVIEW = "I held my breath. The end is too long."
DOCUMENT = Document("1", (Text("plot", TextRole.PLOT, PLOT), Text("review:1", TextRole.REVIEW, REVIEW)))
GOOD: dict[str, Any] = {
    "genres": [{"genre": "Adventure", "confidence": 80, "quote": "find a bell under the ice"}],
    "tags": ["suspenseful"],
    "praise": ["I held my breath."],
    "criticism": ["the end is too long"],
    "vibe": {"score": 7, "reason": "I held my breath"},
}


def with_genre(**changed: object) -> dict[str, Any]:
    return GOOD | {"genres": [GOOD["genres"][0] | changed]}


def test_a_good_answer_becomes_closed_words_and_passages() -> None:
    reply = read_form(json.dumps(GOOD), DOCUMENT, is_repair=False)
    assert reply.outcome is CallOutcome.VALID
    assert reply.answer is not None
    assert reply.answer.genres == (GenreClaim(Genre.ADVENTURE, 0.8, Evidence("plot", 11, 36)),)
    assert reply.answer.review_summary == ReviewSummary((Evidence("review:1", 0, 16),), (Evidence("review:1", 18, 37),))
    assert (reply.answer.vibe_score, reply.answer.vibe_tags) == (7, ("suspenseful",))


def test_a_genre_that_is_named_twice_counts_once() -> None:
    reply = read_form(json.dumps(GOOD | {"genres": GOOD["genres"] * 2}), DOCUMENT, is_repair=False)
    assert reply.answer is not None
    assert [claim.genre for claim in reply.answer.genres] == [Genre.ADVENTURE]


def test_a_sentence_for_and_against_is_neither() -> None:
    reply = read_form(json.dumps(GOOD | {"criticism": GOOD["praise"]}), DOCUMENT, is_repair=False)
    assert reply.answer is not None
    assert reply.answer.review_summary is None


FENCES = [
    "```json\n{}\n```",
    "```\n{}\n```\nDone.",
    "```json\n{}",
    "```{}```",
    "Here it is:\n\n```json\n{}\n```",
    "Sure! {}",
]


@pytest.mark.parametrize("fence", FENCES, ids=ascii)
def test_a_fence_or_a_sentence_around_the_answer_does_no_harm(fence: str) -> None:
    content = fence.replace("{}", json.dumps(GOOD))
    assert read_form(content, DOCUMENT, is_repair=False).outcome is CallOutcome.VALID


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (with_genre(genre="Noir"), "genres.0.genre"),
        (with_genre(confidence=101), "genres.0.confidence"),
        (with_genre(confidence=0.5), "genres.0.confidence"),
        (with_genre(quote="find a whale"), "genres.0.quote: these words do not stand in the texts"),
        (with_genre(note="and more"), "genres.0 has a field"),
        (GOOD | {"genres": GOOD["genres"] * 6}, "genres"),
        (GOOD | {"tags": ["very nice"]}, "tags.0"),
        (GOOD | {"praise": [PLOT]}, "praise.0: these words do not stand in a review"),
        (GOOD | {"vibe": {"score": 11, "reason": "I held my breath"}}, "vibe"),
        (GOOD | {"vibe": {"score": 7, "reason": "Superb"}}, "vibe.reason"),
        ({"genres": []}, "tags"),
        ([], "the answer"),
    ],
)
def test_what_is_wrong_is_said_by_its_place(answer: object, said: str) -> None:
    reply = read_form(json.dumps(answer), DOCUMENT, is_repair=False)
    assert (reply.outcome, reply.answer) == (CallOutcome.INVALID, None)
    assert any(said in problem for problem in reply.problems), reply.problems


@pytest.mark.parametrize("content", ["", "I am sorry.", json.dumps(GOOD)[:40], "[1, 2", "{} {}"])
def test_what_is_no_json_is_unparseable(content: str) -> None:
    assert read_form(content, DOCUMENT, is_repair=False).outcome is CallOutcome.UNPARSEABLE


def test_no_word_of_the_model_stands_in_what_is_said_to_be_wrong() -> None:
    secret = "xyzzy plugh"
    for answer in (with_genre(genre=secret), with_genre(quote=secret), GOOD | {"tags": [secret]}, GOOD | {secret: 1}):
        assert "xyzzy" not in " ".join(read_form(json.dumps(answer), DOCUMENT, is_repair=False).problems)


def test_without_reviews_nothing_is_said_of_them() -> None:
    alone = Document("1", DOCUMENT.texts[:1])
    reply = read_form(json.dumps(GOOD), alone, is_repair=False)
    assert reply.answer is not None
    assert (reply.answer.vibe_score, reply.answer.review_summary) == (None, None)


def test_a_good_second_answer_is_a_repaired_one_and_final_either_way() -> None:
    good, bad = (read_form(content, DOCUMENT, is_repair=True) for content in (json.dumps(GOOD), "{"))
    assert good.outcome is CallOutcome.REPAIRED
    assert good.is_final
    assert bad.is_final


def test_the_schema_is_closed_and_says_nothing_to_readers_of_the_code() -> None:
    schema = json.dumps(answer_schema())
    assert schema.count('"additionalProperties": false') == 3
    assert "description" not in schema


def test_a_closed_form_has_the_sentences_of_the_texts_for_quotes() -> None:
    schema = closed_schema(DOCUMENT)
    said = ["I held my breath.", "The end is too long."]
    assert schema["$defs"]["GenreLine"]["properties"]["quote"]["enum"] == [PLOT, *said]
    assert schema["$defs"]["VibeLine"]["properties"]["reason"]["enum"] == said
    assert [schema["properties"][side]["items"]["enum"] for side in ("praise", "criticism")] == [said, said]


@pytest.mark.parametrize(
    "plot", ["", "!?", "No. " * 3, f"{'very ' * 200}long", "\ud800 A lone surrogate.", "夜は長い。鐘が鳴る。"]
)
def test_whatever_a_closed_form_lists_passes_the_check(plot: str) -> None:
    document = Document("1", (Text("plot", TextRole.PLOT, plot),))
    for quote in closed_schema(document)["$defs"]["GenreLine"]["properties"]["quote"].get("enum", []):
        answer = GOOD | {"genres": [{"genre": "Drama", "confidence": 50, "quote": quote}]}
        assert read_form(json.dumps(answer), document, is_repair=False).problems == ()
