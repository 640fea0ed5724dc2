"""An excerpt ends where a sentence does, wherever the words that may stay allow it."""

from dataclasses import replace
from pathlib import Path

from tests.invented import policy
from tests.llm_engines import SHERIFF, llm_engine
from tests.llm_provider import LlmProvider
from trending_now.domain.review import FoundReview, ReviewedWork
from trending_now.pipeline.excerpts import excerpt_of, kept_reviews

FIRST = "The harbour wakes before the town does, and for a whole hour nobody in this film says a single word to anyone."
LAST = "Smith, who keeps the great clock, and from there on it is his film, slow and sure of every step that it takes."


def test_an_excerpt_does_not_end_behind_a_name_that_is_cut_short() -> None:
    assert excerpt_of(f"{FIRST} Then we meet Mr. {LAST}") == FIRST


def test_a_wrapped_review_gives_an_excerpt_of_whole_sentences() -> None:
    wrapped = FIRST.replace(", and", ", and\n")
    assert excerpt_of(f"{wrapped} Then we\nmeet Mr. {LAST}") == " ".join(wrapped.split())


def test_one_long_sentence_is_cut_with_a_sign_of_it() -> None:
    cut = excerpt_of("and on it goes " * 20)
    assert len(cut.split()) == 40
    assert cut.endswith(" …")


def test_no_whole_review_goes_to_a_language_model_if_its_terms_forbid_it(tmp_path: Path) -> None:
    found = FoundReview("tidings", "https://tidings.example/ebb", ReviewedWork("Ebb"), SHERIFF)
    terms = replace(policy(), keep_full_text=False, send_to_llm=False)
    with LlmProvider() as provider:
        (kept,) = kept_reviews([found], terms, llm_engine(tmp_path, provider))
    assert provider.calls == []
    assert kept.signals is not None
    assert kept.signals.engine.startswith("rules")
