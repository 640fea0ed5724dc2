"""Vibe tags: which of the 71 are shown, in which words, and which of a title's."""

import polars as pl
import pytest

from tests.shared_files import shared_file
from trending_now.models.vibe.tags import MOST_TAGS, SHOWN_AS, shown_tags

NOT_SHOWN = {
    "one of our genres, which have scores and evidence of their own": (
        "action", "comedy", "comic", "dramatic", "fantasy", "historical", "historical fiction", "horror", "mystery",
        "non fiction", "sci-fi", "western",
    ),
    "a verdict, which the vibe score gives with its spread": ("boring", "entertaining", "storytelling", "stupid"),
    "what happens or how it is told, not how it feels; some give the story away": (
        "brainwashing", "flashback", "murder", "plot twist", "prank", "suicidal",
    ),
    "how a film was made, sold or received": (
        "adult comedy", "autobiographical", "blaxploitation", "christian film", "cult", "grindhouse film", "home movie",
        "pornographic",
    ),
    "says of people, or of those who watch, what no program should guess": (
        "cruelty", "depressing", "insanity", "queer", "sadist",
    ),
    "most titles that have it are cartoons, so that it would be told of films for families": (
        "psychedelic",
    ),
}  # fmt: skip


def test_a_tag_is_shown_in_its_own_words_from_its_own_threshold_on() -> None:
    assert shown_tags(["neo noir", "dark", "cute"], [0.30, 0.30, 0.29], [0.20, 0.40, 0.30]) == ("neo-noir",)


def test_the_tag_furthest_above_its_threshold_stands_first() -> None:
    assert shown_tags(["violence", "whimsical"], [0.70, 0.40], [0.60, 0.10]) == ("whimsical", "violent")


def test_a_tag_that_is_not_for_showing_is_not_shown_however_probable() -> None:
    assert shown_tags(["sadist", "boring", "horror"], [1.0, 1.0, 1.0], [0.1, 0.1, 0.1]) == ()


def test_at_most_five_are_shown() -> None:
    names = sorted(SHOWN_AS)[:9]
    assert len(shown_tags(names, [0.9] * 9, [0.1] * 9)) == MOST_TAGS


def test_probabilities_of_nought_and_one_are_no_trouble() -> None:
    assert shown_tags(["dark", "cute"], [1.0, 0.0], [0.0, 1.0]) == ("dark",)


def test_tags_without_their_thresholds_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        shown_tags(["dark", "cute"], [0.5, 0.5], [0.5])


def test_every_tag_of_mpst_is_either_shown_or_left_out_for_a_reason() -> None:
    known = pl.read_parquet(shared_file("data/mpst.parquet"), columns=["tags"])["tags"].explode().unique()
    left_out = [name for names in NOT_SHOWN.values() for name in names]
    assert sorted([*SHOWN_AS, *left_out]) == sorted(known)


def test_no_two_tags_are_shown_in_the_same_words() -> None:
    assert len(set(SHOWN_AS.values())) == len(SHOWN_AS)
