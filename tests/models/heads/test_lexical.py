"""The lexical model: the same weights as scikit-learn's TF-IDF, without it."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from trending_now.models.heads.lexical import LexicalModel, terms_of

TEXTS = [
    "The sheriff rides. The sheriff waits.",
    "A ghost waits in the old house",
    "The old sheriff and the Café ghost: café!",
]


def fitted() -> tuple[LexicalModel, TfidfVectorizer]:
    """Return a model whose genres are the terms themselves, and the vectoriser it was made of."""
    vectoriser = TfidfVectorizer(analyzer=terms_of, sublinear_tf=True).fit(TEXTS)
    places = {term: place for place, term in enumerate(vectoriser.get_feature_names_out())}
    size = len(places)
    return LexicalModel(places, vectoriser.idf_, np.eye(size), np.zeros(size)), vectoriser


@pytest.mark.parametrize("text", [*TEXTS, "sheriff sheriff sheriff ghost"])
def test_a_text_weighs_its_terms_as_scikit_learn_does(text: str) -> None:
    model, vectoriser = fitted()
    assert model.logits([(text, 1.0)]) == pytest.approx(vectoriser.transform([text]).toarray()[0])


def test_a_text_without_a_known_term_has_the_biases_alone() -> None:
    model, _ = fitted()
    assert not model.logits([("若い刑事", 1.0), ("", 1.0)]).any()


def test_what_each_texts_words_add_is_what_they_add_to_the_biases_alone() -> None:
    model, _ = fitted()
    texts = ["", *TEXTS, "若い刑事", "sheriff sheriff ghost"]
    alone = np.stack([model.logits([(text, 1.0)]) for text in texts]) - model.biases
    assert model.shares(texts) == pytest.approx(alone, abs=1e-6)
    assert not model.shares(["", "若い刑事"]).any()


def test_a_text_of_little_weight_moves_the_answer_little() -> None:
    model, _ = fitted()
    alone, light, heavy = (model.logits([(TEXTS[0], 1.0), (TEXTS[1], weight)]) for weight in (0.0, 0.25, 1.0))
    assert np.abs(light - alone).sum() < np.abs(heavy - alone).sum()


def test_terms_are_plain_words_and_their_pairs() -> None:
    assert terms_of("A Café, a GHOST!") == ["cafe", "ghost", "cafe ghost"]


def test_a_word_longer_than_any_is_no_term() -> None:
    assert terms_of("a" * 1_000_000 + " ghost") == ["ghost"]
    assert terms_of("a" * 60 + " " + "b" * 61) == ["a" * 60]


@pytest.mark.parametrize(
    ("texts", "ghost", "sheriff"),
    [
        ([], 0, 0),
        ([("ghost", 1.0)], 1, 0),
        ([("ghost", 0.5), ("sheriff", 1.0)], 0.5, 1),
        ([("ghost ghost ghost", 0.5), ("sheriff", 0.5)], 1 + np.log(1.5), 0.5),
    ],
)
def test_values_of_length_1_times_weights_stand_beside_the_biases(
    texts: list[tuple[str, float]], ghost: float, sheriff: float
) -> None:
    weights, biases = np.array([[1, 0], [0, 2], [0, 0]]), np.array([0.25, -0.5])
    model = LexicalModel({"ghost": 0, "sheriff": 1, "moor": 2}, np.ones(3), weights, biases)
    length = np.hypot(ghost, sheriff) or 1

    assert model.logits(texts) == pytest.approx(np.array([ghost, 2 * sheriff]) / length + biases)
    assert model.shares(["ghost", "", "sheriff"]) == pytest.approx(weights[[0, 2, 1]])
