"""From genres as people wrote them to ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trending_now.corpora.genre_labels import cut_tags, read_genres
from trending_now.domain.genre import Genre
from trending_now.domain.taxonomy import load_taxonomy

TAXONOMY = load_taxonomy()


@pytest.mark.parametrize(
    ("written", "certain", "uncertain"),
    [
        ("comedy, drama", "Comedy Drama", ""),
        ("comedy/drama", "Comedy Drama", ""),
        ("crime drama", "Crime Drama", ""),
        ("romantic action thriller", "Action Romance Thriller", ""),
        ("Animation; family and sci-fi", "Animation Family Science-Fiction", ""),
        ("superhero comedy", "Action Comedy", ""),
        ("action/adventure, western", "Western", "Action Adventure"),
        ("adventure, action & adventure", "Adventure", "Action"),
        ("film noir", "", "Crime Thriller"),
        ("social", "", ""),
        ("unknown", "", ""),
        ("frobnication drama", "", ""),
        ("", "", ""),
    ],
)
def test_a_cell_of_genres_is_cut_and_mapped(written: str, certain: str, uncertain: str) -> None:
    labels = read_genres(cut_tags(written, "wikipedia", TAXONOMY), "wikipedia", TAXONOMY)
    assert " ".join(genre.replace(" ", "-") for genre in labels.certain) == certain
    assert " ".join(genre.replace(" ", "-") for genre in labels.uncertain) == uncertain


def test_a_tag_that_nobody_knows_is_kept_as_it_was_written() -> None:
    assert cut_tags("Frobnication drama, war", "wikipedia", TAXONOMY) == ("Frobnication drama", "war")


@given(st.text(max_size=60))
def test_any_cell_gives_tags_and_labels_that_do_not_overlap(written: str) -> None:
    labels = read_genres(cut_tags(written, "wikipedia", TAXONOMY), "wikipedia", TAXONOMY)
    assert set(labels.certain).isdisjoint(labels.uncertain)
    assert list(labels.certain) == [genre for genre in Genre if genre in labels.certain]
