"""Which sentence speaks for a genre: by what it means beside the whole, by its words, and by how long it is."""

import numpy as np

from tests.models.test_boosted_vibe import GENRES, NO_TREES, WIDTH
from trending_now.domain.text import Text, TextRole
from trending_now.models.evidence import TellingSentences
from trending_now.models.heads.genre_heads import Heads
from trending_now.models.heads.lexical import LexicalModel
from trending_now.models.reading import Reading
from trending_now.models.texts.decoration import Readable
from trending_now.models.weighted_texts import ReadText

FIRST, SECOND = "A ghost walks in the old house at night.", "Two people marry in the garden of the inn."
FRAGMENT = "He waits."
COLUMN = 3


def telling(vectors: list[float], *sentences: str, middle: float = 0.0, ghost: float = 0.0) -> str:
    """Return the sentence that speaks for a genre; `ghost` is what that word adds to its log-odds."""
    content = " ".join(sentences)
    spans = tuple((content.index(one), content.index(one) + len(one)) for one in sentences)
    states = np.array([[vector, 0, 0, 0] for vector in vectors], dtype=np.float32)
    text = Text("plot", TextRole.PLOT, content)
    read = ReadText(
        text, Readable(content), Reading(states.sum(axis=0), len(states), True, spans, states), len(content.split())
    )
    lexical = LexicalModel({"ghost": 0}, np.ones(1), np.full((1, GENRES), ghost), np.full(GENRES, -2.0))
    vector = np.array([middle, 0, 0, 0], dtype=np.float32)
    (evidence,) = TellingSentences([read], vector, heads(), lexical).speaking_for(COLUMN)
    return content[evidence.start : evidence.end]


def heads() -> Heads:
    """Return heads whose genres all lie along the first axis, and which blend meaning and words alike."""
    arrays = {
        "genre_weights": np.eye(1, WIDTH, dtype=np.float32).repeat(GENRES, axis=0),
        "blend": np.ones((4, GENRES), dtype=np.float32),
    }
    settings = {"mean_log_words": 0.0, "cuts": [], "tag_names": [], "tag_cuts": []}
    return Heads(arrays, settings, NO_TREES)


def test_the_sentence_furthest_in_the_genres_direction_speaks_for_it() -> None:
    assert telling([0.2, 0.5], FIRST, SECOND) == SECOND
    assert telling([0.5, 0.2], FIRST, SECOND) == FIRST


def test_a_sentences_own_words_count_beside_what_it_means() -> None:
    assert telling([0.2, 0.5], FIRST, SECOND, ghost=1.0) == FIRST
    assert telling([0.2, 0.5], FIRST, SECOND, ghost=0.1) == SECOND


def test_a_fragment_speaks_for_a_genre_only_where_it_says_much_more() -> None:
    assert telling([0.7, 0.5], FRAGMENT, FIRST) == FIRST
    assert telling([1.5, 0.5], FRAGMENT, FIRST) == FRAGMENT


def test_what_all_sentences_share_makes_none_of_them_louder() -> None:
    assert telling([9.5, 9.3], FIRST, f"{SECOND} {SECOND} {SECOND}", middle=9.0) == FIRST


def test_texts_without_a_sentence_have_none_that_speaks() -> None:
    empty = Reading(np.zeros(WIDTH), 1, True, (), np.zeros((0, WIDTH), dtype=np.float32))
    read = ReadText(Text("plot", TextRole.PLOT, "…"), Readable("…"), empty, 0)
    lexical = LexicalModel({}, np.zeros(0), np.zeros((0, GENRES)), np.zeros(GENRES, dtype=np.float32))
    assert TellingSentences([read], np.zeros(WIDTH, dtype=np.float32), heads(), lexical).speaking_for(COLUMN) == ()
