"""Engine `boosted` with its part for reviews: on an encoder and heads small enough to be written here."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tests.contracts.answered import assert_answers
from tests.models.vibe.test_reader import COMPLAINT, PRAISE, document, reader
from trending_now.domain.enrichment import VibeScore
from trending_now.domain.genre import Genre
from trending_now.models.artifacts import Artifacts, ModelVersion
from trending_now.models.boosted import BoostedEngine
from trending_now.models.encoder import TokenStates
from trending_now.models.heads.genre_heads import Heads
from trending_now.models.heads.lexical import LexicalModel
from trending_now.models.heads.trees import Forests
from trending_now.models.vibe.reader import VibeReader

GENRES, WIDTH, TAGS = len(Genre), 4, 71
VERSION = ModelVersion("boosted", "d" * 64)
NO_TREES = Forests(
    np.zeros((1, 0), np.int64), np.zeros((1, 0), np.float32), np.zeros((0, 2), np.float32), (0,) * (GENRES + 1)
)


class LetterEncoder:
    """Reads each letter as a token whose state is its number in four forms."""

    def read(self, texts: Sequence[str]) -> list[TokenStates]:
        """Return the states of each text."""
        return [TokenStates(_states(text), np.arange(max(len(text), 1)), whole=True) for text in texts]


def engine(vibe: VibeReader | None) -> BoostedEngine:
    """Return an engine whose genres all stand at even odds."""
    arrays = {
        "genre_weights": np.zeros((GENRES, WIDTH), dtype=np.float32),
        "genre_biases": np.zeros(GENRES, dtype=np.float32),
        "tag_weights": np.zeros((TAGS, WIDTH), dtype=np.float32),
        "tag_biases": np.zeros(TAGS, dtype=np.float32),
        "blend": np.zeros((4, GENRES), dtype=np.float32),
        "calibration": np.zeros((4, GENRES), dtype=np.float32),
        "tag_blend": np.zeros((2, TAGS), dtype=np.float32),
    }
    cuts = [[0.9, 0.4]] * GENRES
    settings = {
        "mean_log_words": 0.0,
        "cuts": cuts,
        "tag_names": ["bleak", "dark", *["cult"] * (TAGS - 2)],
        "tag_cuts": [0.6, *[0.4] * (TAGS - 1)],
    }
    lexical = LexicalModel({}, np.zeros(0), np.zeros((0, GENRES)), np.zeros(GENRES, dtype=np.float32))
    artifacts = Artifacts(Path(), VERSION, {})
    return BoostedEngine(artifacts, LetterEncoder(), Heads(arrays, settings, NO_TREES), lexical, vibe)


def test_reviews_get_a_score_and_a_summary_with_the_encoders_own_vectors() -> None:
    asked = document(PRAISE, COMPLAINT)
    (answer,) = engine(reader()).enrich([asked])
    assert_answers(asked, answer)
    assert answer.vibe_score is not None
    assert answer.vibe_score.reviews == 2
    assert answer.review_summary is not None
    assert [place.text_id for place in answer.review_summary.praise] == ["review:0"]
    assert [place.text_id for place in answer.review_summary.criticism] == ["review:1"]


def test_without_reviews_and_without_the_part_there_is_no_vibe() -> None:
    for built, asked in ((engine(reader()), document()), (engine(None), document(PRAISE))):
        (answer,) = built.enrich([asked])
        assert (answer.vibe_score, answer.review_summary) == (None, None)


def test_ratings_count_where_neither_plot_nor_reviews_have_a_word() -> None:
    (answer,) = engine(reader()).enrich([document(("★★★★☆", 8.0), ("10/10", 6.0), plot="")])
    assert answer.vibe_score == VibeScore(7.0, 1.0, 2)
    assert answer.chosen == ()


def test_of_the_vibe_tags_those_above_their_threshold_and_fit_to_be_shown_are_told() -> None:
    (answer,) = engine(None).enrich([document()])
    assert answer.vibe_tags == ("dark",)


def test_another_part_for_reviews_is_another_version() -> None:
    versions = {engine(vibe).version for vibe in (None, reader())}
    assert {version.name for version in versions} == {"boosted"}
    assert len(versions) == 2
    assert VERSION in versions


def _states(text: str) -> np.ndarray:
    letters = np.array([ord(sign) for sign in text] or [0], dtype=np.float32)[:, None]
    return np.concatenate([letters % 2, letters % 3, letters % 5, letters % 7], axis=1)
