"""What reviews say of a title: its vibe score and its review summary, with invented and with the shipped weights."""

import numpy as np
import pytest

from trending_now.domain.enrichment import ModelVersion, VibeScore
from trending_now.domain.text import Document, Evidence, Text, TextRole
from trending_now.models.vibe.reader import NO_VIBE, VIBE_WEIGHTS, Vibe, VibeReader, load_vibe_reader
from trending_now.models.vibe.score import NO_VECTOR, VibeScorer

TERMS = ("the", "harbour", "scene", "is", "a", "film", "of", "wonderful", "awful")
PRAISE, COMPLAINT = "The harbour scene is wonderful.", "The harbour scene is awful."
FOUR_MEGABYTES = 4 * 1024 * 1024


def reader() -> VibeReader:
    """Return a reader that knows some words, two of them with a meaning."""
    weights = np.array([0.0] * (len(TERMS) - 2) + [5.0, -5.0])
    scorer = VibeScorer({term: place for place, term in enumerate(TERMS)}, np.ones(len(TERMS)), weights, 5.5)
    return VibeReader(scorer, ModelVersion("vibe", "c" * 64))


def document(*reviews: str | tuple[str, float], plot: str = "A film of the harbour.") -> Document:
    """Return a plot with reviews, each a text or a text with a rating."""
    rated = [(said, None) if isinstance(said, str) else said for said in reviews]
    texts = [Text(f"review:{place}", TextRole.REVIEW, text, rating) for place, (text, rating) in enumerate(rated)]
    return Document("1", (Text("plot", TextRole.PLOT, plot), *texts))


def read(*reviews: str | tuple[str, float]) -> Vibe:
    """Return what reviews say."""
    return reader().read(document(*reviews))


def test_a_title_without_reviews_has_no_vibe() -> None:
    assert read() == NO_VIBE
    assert reader().read(document(plot=PRAISE)) == NO_VIBE


def test_praise_and_complaint_meet_in_the_middle_with_a_wide_spread() -> None:
    score = read(PRAISE, COMPLAINT).score
    assert score is not None
    assert (score.mean, score.reviews) == (5.5, 2)
    assert score.spread > 1


def test_a_rating_counts_before_the_words() -> None:
    assert read((PRAISE, 3.0)).score == VibeScore(3.0, 0.0, 1)


def test_a_rating_in_the_review_itself_counts_before_the_words_and_one_beside_it_before_both() -> None:
    assert read(f"{PRAISE} I give it 3/10.").score == VibeScore(3.0, 0.0, 1)
    assert read((f"{PRAISE} I give it 3/10.", 5.0)).score == VibeScore(5.0, 0.0, 1)


def test_a_rating_off_the_scale_is_brought_onto_it() -> None:
    assert read((PRAISE, 0.5), (PRAISE, 11.0)).score == VibeScore(5.5, 4.5, 2)


def test_a_review_that_cannot_be_read_does_not_count_unless_it_has_a_rating() -> None:
    assert read("Ein Meisterwerk ohnegleichen.", "") == NO_VIBE
    assert read(("Ein Meisterwerk ohnegleichen.", 9.0)).score == VibeScore(9.0, 0.0, 1)


def test_the_same_review_twice_counts_once() -> None:
    again = f"  {PRAISE.upper()}\n".replace(" IS ", "  is ")
    assert read(PRAISE, COMPLAINT, again) == read(PRAISE, COMPLAINT)
    assert read(PRAISE, (again, 3.0), (PRAISE, 3.0)).score == VibeScore(3.0, 0.0, 1)


def test_the_same_words_with_two_ratings_and_ratings_without_words_are_reviews_of_their_own() -> None:
    assert read((PRAISE, 3.0), (PRAISE, 5.0)).score == VibeScore(4.0, 1.0, 2)
    assert read(("", 9.0), ("", 9.0)).score == VibeScore(9.0, 0.0, 2)


def test_the_summary_quotes_reviews_and_never_the_plot() -> None:
    summary = reader().read(document(PRAISE, plot=COMPLAINT)).summary
    assert summary is not None
    assert summary.praise == (Evidence("review:0", 0, len(PRAISE)),)
    assert summary.criticism == ()


def test_a_sentence_of_the_plot_that_a_review_repeats_is_not_quoted() -> None:
    assert reader().read(document(PRAISE, plot=f"A film. {PRAISE.replace(' is ', ' IS  ')}")).summary is None


def test_an_encoders_sentence_vectors_are_asked_for_where_there_are_any() -> None:
    asked: list[Evidence] = []

    def vectors(places):  # type: ignore[no-untyped-def]
        asked.extend(places)
        return [NO_VECTOR] * len(places)

    reader().read(document(PRAISE), vectors)
    assert asked == [Evidence("review:0", 0, len(PRAISE))]


@pytest.fixture(scope="module")
def shipped() -> VibeReader:
    pytest.importorskip("safetensors", reason="safetensors is not installed; install trending-now[train]")
    return load_vibe_reader()


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("One of the best films of the year, I loved every minute.", "It was fine, nothing special."),
        ("It was fine, nothing special.", "A complete waste of time, the acting is terrible."),
        ("A superb film.", "A dreadful film."),
        ("I give it 9/10", "I give it 2/10"),
    ],
)
def test_short_reviews_are_told_apart(shipped: VibeReader, better: str, worse: str) -> None:
    first, second = (shipped.read(document(text)).score for text in (better, worse))
    assert first is not None
    assert second is not None
    assert first.mean > second.mean + 0.5


@pytest.mark.parametrize("name", ["Ines Okafor", "Bartholomew Quill", "Saoirse"], ids=lambda name: name.split()[0])
def test_who_plays_in_it_does_not_move_the_score_much(shipped: VibeReader, name: str) -> None:
    plain = shipped.read(document("She gives a moving performance in a slow and beautiful film.")).score
    named = shipped.read(document(f"{name} gives a moving performance in a slow and beautiful film.")).score
    assert plain is not None
    assert named is not None
    assert abs(named.mean - plain.mean) < 0.8


def test_the_shipped_weights_are_small() -> None:
    assert sum(path.stat().st_size for path in VIBE_WEIGHTS.iterdir()) < FOUR_MEGABYTES


@pytest.mark.parametrize(
    "written",
    [
        f"<p>{PRAISE}</p><p>{COMPLAINT}</p>",
        f"{PRAISE}<br /><br />{COMPLAINT}",
        f"&#8203;{PRAISE}&nbsp;{COMPLAINT}",
        f"{PRAISE} {COMPLAINT}".replace("o", "\u00ado"),
    ],
)
def test_markup_and_signs_that_are_not_seen_are_none_of_a_review(written: str) -> None:
    plain, marked = read(f"{PRAISE} {COMPLAINT}"), document(written)
    vibe = reader().read(marked)

    assert vibe.score == plain.score
    assert vibe.summary is not None
    told = [written[place.start : place.end].replace("\u00ad", "") for place in vibe.summary.praise]
    assert told == [PRAISE]


def test_a_review_with_and_without_markup_counts_once() -> None:
    score = read(PRAISE, f"<p>{PRAISE}</p>").score
    assert score is not None
    assert score.reviews == 1


def test_a_sentence_of_the_plot_is_no_reviewers_own_whatever_markup_it_has() -> None:
    assert reader().read(document(PRAISE, plot="<p>The <b>harbour</b> scene is wonderful.</p>")).summary is None
