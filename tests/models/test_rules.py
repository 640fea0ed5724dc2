"""The keyword baseline: what it answers follows from the words of a text and can be traced to them."""

import json
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest

from trending_now.domain.enrichment import Enrichment, GenreScore
from trending_now.domain.genre import Genre
from trending_now.domain.text import Document, Evidence, Text, TextRole
from trending_now.models.keywords import KeywordFinder
from trending_now.models.rules import LEXICON_FILE, features_of, load_rules

SHERIFF = "A stranger comes to town. The sheriff hunts the outlaws. Nobody sleeps."


def small_lexicon(folder: Path, **weights: dict[str, float]) -> Path:
    """Write a lexicon in which each genre has a bias of −2, the weights given for it, and their terms as its own."""
    rule = {"bias": -2.0, "threshold": 0.5, "unsure_from": 0.3}
    given = {genre: weights.get(genre.name.lower(), {}) for genre in Genre}
    genres = {genre: rule | {"terms": sorted(given[genre]), "weights": given[genre]} for genre in Genre}
    path = folder / "lexicon.json"
    path.write_text(json.dumps({"version": "test", "genres": genres}), "utf-8")
    return path


def answer(lexicon: Path, plot: str, *reviews: str) -> Enrichment:
    """Return the rules' answer with a small lexicon."""
    texts = [Text("plot", TextRole.PLOT, plot)]
    texts += [Text(f"review:{number}", TextRole.REVIEW, text) for number, text in enumerate(reviews)]
    (enrichment,) = load_rules(lexicon).enrich([Document("1", tuple(texts))])
    return enrichment


def score_of(enrichment: Enrichment, genre: Genre) -> GenreScore:
    """Return what an answer says of one genre."""
    scores = (*enrichment.chosen, *enrichment.uncertain, *enrichment.others)
    return next(score for score in scores if score.genre is genre)


def test_evidence_is_the_sentence_and_the_words(tmp_path: Path) -> None:
    lexicon = small_lexicon(tmp_path, western={"sheriff": 3.0, "outlaw*": 2.0})
    (western,) = answer(lexicon, SHERIFF).chosen
    (evidence,) = western.evidence
    assert SHERIFF[evidence.start : evidence.end] == "The sheriff hunts the outlaws."
    assert evidence.words == ("sheriff", "outlaws")


def test_a_word_inside_a_longer_piece_of_evidence_is_named_once(tmp_path: Path) -> None:
    lexicon = small_lexicon(tmp_path, horror={"haunted": 2.0, "haunted house": 2.0, "ghost*": 1.0})
    (horror,) = answer(lexicon, "A ghost in a haunted house").chosen
    assert horror.evidence[0].words == ("ghost", "haunted house")


def test_a_term_that_goes_on_into_the_next_sentence_stands_in_both(tmp_path: Path) -> None:
    plot = "Nobody slept. He met a bounty . Hunters came."
    enrichment = answer(small_lexicon(tmp_path, western={"bounty hunter*": 4.0}), plot)
    (evidence,) = score_of(enrichment, Genre.WESTERN).evidence
    assert plot[evidence.start : evidence.end] == "He met a bounty . Hunters came."
    assert evidence.words == ("bounty . Hunters",)


def test_the_sentence_that_says_most_comes_first_and_three_are_given(tmp_path: Path) -> None:
    lexicon = small_lexicon(tmp_path, western={"sheriff": 3.0, "outlaw*": 2.0, "town": 0.5, "horse*": 0.4})
    text = "The town. The outlaws. A sheriff. A horse."
    (western,) = answer(lexicon, text).chosen
    assert [e.words for e in western.evidence] == [("sheriff",), ("outlaws",), ("town",)]


def test_a_word_that_speaks_against_a_genre_lowers_it_and_is_no_evidence(tmp_path: Path) -> None:
    lexicon = small_lexicon(tmp_path, western={"sheriff": 3.0, "stranger": -0.5})
    with_stranger = score_of(answer(lexicon, SHERIFF), Genre.WESTERN)
    without = score_of(answer(lexicon, SHERIFF.replace("stranger", "visitor")), Genre.WESTERN)
    assert with_stranger.probability < without.probability
    assert [evidence.words for evidence in with_stranger.evidence] == [("sheriff",)]


def test_the_threshold_parts_chosen_from_uncertain_and_the_band_uncertain_from_the_rest(tmp_path: Path) -> None:
    lexicon = small_lexicon(tmp_path, western={"sheriff": 3.0}, war={"sheriff": 1.0}, drama={"sheriff": 0.1})
    result = answer(lexicon, "The sheriff")
    assert [score.genre for score in result.chosen] == [Genre.WESTERN]
    assert [score.genre for score in result.uncertain] == [Genre.WAR]
    assert Genre.DRAMA in [score.genre for score in result.others]


def test_no_genre_is_chosen_without_a_word_that_speaks_for_it(tmp_path: Path) -> None:
    path = small_lexicon(tmp_path, western={"sheriff": 3.0})
    lexicon = json.loads(path.read_text("utf-8"))
    lexicon["genres"]["Drama"] |= {"bias": 4.0}
    path.write_text(json.dumps(lexicon), "utf-8")
    result = answer(path, SHERIFF)
    assert [score.genre for score in result.chosen] == [Genre.WESTERN]
    assert [score.genre for score in result.uncertain] == [Genre.DRAMA]


def test_a_word_of_another_genre_shifts_the_probability_but_is_no_evidence_and_chooses_nothing(tmp_path: Path) -> None:
    path = small_lexicon(tmp_path, western={"sheriff": 3.0}, drama={"sheriff": 3.0})
    lexicon = json.loads(path.read_text("utf-8"))
    lexicon["genres"]["Drama"] |= {"terms": []}
    path.write_text(json.dumps(lexicon), "utf-8")
    result = answer(path, SHERIFF)
    assert [score.genre for score in result.chosen] == [Genre.WESTERN]
    assert [(score.genre, score.evidence) for score in result.uncertain] == [(Genre.DRAMA, ())]


def test_a_text_without_a_known_word_is_said_to_have_none(tmp_path: Path) -> None:
    result = answer(small_lexicon(tmp_path, western={"sheriff": 3.0}), "Nobody knows these words.")
    assert (result.chosen, result.uncertain) == ((), ())
    assert result.warnings == ("No word of the text is in the lexicon.",)


def test_a_word_in_a_review_counts_less_than_one_in_the_plot_and_is_evidence_too(tmp_path: Path) -> None:
    lexicon = small_lexicon(tmp_path, western={"sheriff": 4.0})
    in_plot = score_of(answer(lexicon, "I liked the sheriff.", "A man waits."), Genre.WESTERN)
    in_review = score_of(answer(lexicon, "A man waits.", "I liked the sheriff."), Genre.WESTERN)
    nowhere = score_of(answer(lexicon, "A man waits.", "I liked the film."), Genre.WESTERN)
    assert in_plot.probability > in_review.probability > nowhere.probability
    assert in_review.evidence == (Evidence("review:0", 0, 20, ("sheriff",)),)
    assert in_plot.evidence == (Evidence("plot", 0, 20, ("sheriff",)),)


def test_a_word_said_twice_counts_more_but_not_twice_as_much() -> None:
    finder = KeywordFinder(["sheriff"])
    once = features_of(finder, [("sheriff", 1.0)])["sheriff"]
    twice = features_of(finder, [("sheriff sheriff", 1.0)])["sheriff"]
    assert once < twice < 2 * once


def test_a_word_counts_less_the_longer_the_text_is() -> None:
    finder = KeywordFinder(["sheriff"])
    lengths = [0, 30, 300, 3_000]
    weights = [features_of(finder, [("sheriff" + " rides" * length, 1.0)])["sheriff"] for length in lengths]
    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == len(lengths)


def test_documents_are_read_one_at_a_time() -> None:
    read: list[int] = []

    def documents() -> Any:
        for number in count():
            read.append(number)
            yield Document(str(number), (Text("plot", TextRole.PLOT, SHERIFF),))

    list(islice(load_rules().enrich(documents()), 2))
    assert read == [0, 1]


def test_aliens_in_a_spaceship_are_science_fiction_before_anything_else() -> None:
    (enrichment,) = load_rules().enrich([Document("1", (Text("plot", TextRole.PLOT, "Aliens invade the spaceship"),))])
    assert enrichment.chosen[0].genre is Genre.SCIENCE_FICTION


@pytest.mark.parametrize(
    ("text", "genre"),
    [
        ("A vampire haunts an old mansion", Genre.HORROR),
        ("Outlaws rob a stagecoach", Genre.WESTERN),
        ("The soldiers of both armies know that this battle will end the war", Genre.WAR),
        ("A wizard finds a magic sword and fights a dragon", Genre.FANTASY),
        ("Contestants compete in a baking show", Genre.REALITY),
        ("Friends move into a haunted house and one by one they die.", Genre.HORROR),
    ],
)
def test_a_short_text_with_plain_words_gets_the_genre_they_name(text: str, genre: Genre) -> None:
    (enrichment,) = load_rules().enrich([Document("1", (Text("plot", TextRole.PLOT, text),))])
    assert genre in [score.genre for score in enrichment.chosen]


@pytest.mark.parametrize(
    "text",
    [
        "They will go there, and they will win.",
        "Los Angeles demonstrates terrific gravel on the surface.",
        "In any case, the team teams up at this stage of the tour.",
    ],
)
def test_function_words_and_words_that_only_look_alike_choose_nothing(text: str) -> None:
    (enrichment,) = load_rules().enrich([Document("1", (Text("plot", TextRole.PLOT, text),))])
    assert enrichment.chosen == ()


def test_no_own_term_of_the_shipped_lexicon_speaks_against_its_genre() -> None:
    rules = json.loads(LEXICON_FILE.read_text("utf-8"))["genres"]
    assert all(rule["weights"].get(term, 0.0) >= 0 for rule in rules.values() for term in rule["terms"])


def test_the_shipped_lexicon_has_a_rule_of_every_genre_in_order_of_the_thresholds() -> None:
    rules = json.loads(LEXICON_FILE.read_text("utf-8"))["genres"]
    assert set(rules) == set(Genre)
    for rule in rules.values():
        assert 0 < rule["unsure_from"] < rule["threshold"] < 1
        assert rule["terms"] == sorted(set(rule["terms"]))
        assert any(weight > 0 for weight in rule["weights"].values())
