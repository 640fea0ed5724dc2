"""Views of texts: parts of them that teacher and pupil read alike."""

import re

import numpy as np

from trending_now.training.encoder.views import View, views_of
from trending_now.training.recipe import ViewsRecipe

SHORT = "A baker finds a map. She follows it to the sea. A storm is waiting."
LONG = " ".join(f"On day {number} the crew sails on and the captain counts the barrels." for number in range(60))
NO_SENTENCES = "barrels of salt and " * 200


def views(contents: list[str], **changes: float) -> list[View]:
    recipe = ViewsRecipe(**{"count": 8, "piece_share": 0.0, "mixed_share": 0.0, **changes})  # type: ignore[arg-type]
    return views_of(contents, np.arange(len(contents)) % 2, recipe)


def test_a_short_text_is_read_whole_unless_it_is_cut_into_pieces() -> None:
    assert {view.contents[0] for view in views([SHORT])} == {SHORT}
    pieces = {view.contents[0] for view in views([SHORT], piece_share=0.99, count=30)} - {SHORT}
    assert len(pieces) > 3
    assert all(piece in SHORT and piece.endswith(".") for piece in pieces)


def test_of_a_long_text_a_stretch_of_each_half_is_read() -> None:
    for view in views([LONG]):
        days = [int(day) for day in re.findall(r"day (\d+)", view.contents[0])]
        early, late = [day for day in days if day < 30], [day for day in days if day >= 30]
        for half in (early, late):
            assert half == list(range(half[0], half[-1] + 1))
        assert 900 < len(view.contents[0]) < 1201
    assert len({view.contents[0] for view in views([LONG])}) > 4


def test_a_long_text_without_sentences_stays_whole() -> None:
    assert views([NO_SENTENCES], piece_share=0.9)[0].contents == (NO_SENTENCES,)


def test_an_empty_text_has_empty_views() -> None:
    assert {view.contents[0] for view in views([""], piece_share=0.9)} == {""}


def test_a_mixed_view_holds_another_text_of_its_fold() -> None:
    contents = [f"Story {row} of fold {row % 2}." for row in range(40)]
    for view in views(contents, mixed_share=0.5):
        assert 5 < view.mixed.sum() < 35
        for row, content in enumerate(view.contents):
            assert content.startswith(contents[row])
            assert set(re.findall(r"fold (\d)", content)) == {str(row % 2)}
            assert (content == contents[row]) == (not view.mixed[row])


def test_no_text_stands_behind_itself() -> None:
    contents = [f"Story {row}." for row in range(6)]
    for view in views(contents, mixed_share=0.9, count=40):
        for content in view.contents:
            first, *behind = re.findall(r"Story \d", content)
            assert first not in behind


def test_a_sentence_longer_than_a_stretch_ends_it() -> None:
    sentence = "The crew counts barrels " + "and barrels " * 80 + "again."
    text = " ".join([sentence] * 8)
    for view in views([text]):
        assert view.contents[0] == f"{sentence} {sentence}"


def test_views_of_one_seed_are_the_same() -> None:
    first, second = (views([SHORT, LONG], piece_share=0.5, mixed_share=0.5) for _ in range(2))
    assert [view.contents for view in first] == [view.contents for view in second]
    assert first[0].contents != first[1].contents
