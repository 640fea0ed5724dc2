"""The taxonomy: 20 genres, what each source's tags vote for, and tags that nobody knows."""

import json
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared_files import shared_file
from trending_now.domain.genre import Genre, SourceTag, VoteRule
from trending_now.domain.taxonomy import load_taxonomy, tag_key, written_meanings

TAXONOMY = load_taxonomy()
WRITTEN: dict[str, Any] = json.loads(
    resources.files("trending_now.domain").joinpath("taxonomy.json").read_text("utf-8")
)  # fmt: skip
TMDB_FILMS = {
    28: "Action", 12: "Adventure", 16: "Animation", 35: "Comedy", 80: "Crime", 99: "Documentary", 18: "Drama",
    10751: "Family", 14: "Fantasy", 36: "History", 27: "Horror", 10402: "Music", 9648: "Mystery", 10749: "Romance",
    878: "Science Fiction", 53: "Thriller", 10752: "War", 37: "Western", 10770: "",
}  # fmt: skip
TMDB_SHOWS = {
    10759: "Action or Adventure", 16: "Animation", 35: "Comedy", 80: "Crime", 99: "Documentary", 18: "Drama",
    10751: "Family", 10762: "Family", 9648: "Mystery", 10763: "", 10764: "Reality", 10765: "Fantasy or Science Fiction",
    10766: "Drama", 10767: "", 10768: "Drama or War", 37: "Western",
}  # fmt: skip
TVMAZE = {
    "Action": "Action", "Adult": "", "Adventure": "Adventure", "Anime": "Animation", "Children": "Family",
    "Comedy": "Comedy", "Crime": "Crime", "DIY": "", "Drama": "Drama", "Espionage": "Thriller", "Family": "Family",
    "Fantasy": "Fantasy", "Food": "", "History": "History", "Horror": "Horror", "Legal": "Crime or Drama",
    "Medical": "Drama", "Music": "Music", "Mystery": "Mystery", "Nature": "Documentary", "Romance": "Romance",
    "Science-Fiction": "Science Fiction", "Sports": "Sport", "Supernatural": "Fantasy or Horror",
    "Thriller": "Thriller", "Travel": "", "War": "War", "Western": "Western",
}  # fmt: skip
TVMAZE_TYPES = {
    "Scripted": "", "Animation": "Animation", "Reality": "Reality", "Talk Show": "", "Documentary": "Documentary",
    "Game Show": "Reality", "News": "", "Sports": "Sport", "Variety": "", "Award Show": "", "Panel Show": "",
}  # fmt: skip
OMDB = {
    "Action": "Action", "Adult": "", "Adventure": "Adventure", "Animation": "Animation",
    "Biography": "Documentary or Drama or History", "Comedy": "Comedy", "Crime": "Crime", "Documentary": "Documentary",
    "Drama": "Drama", "Family": "Family", "Fantasy": "Fantasy", "Film-Noir": "Crime or Thriller",
    "Game-Show": "Reality", "History": "History", "Horror": "Horror", "Music": "Music", "Musical": "Music",
    "Mystery": "Mystery", "News": "", "Reality-TV": "Reality", "Romance": "Romance", "Sci-Fi": "Science Fiction",
    "Short": "", "Sport": "Sport", "Talk-Show": "", "Thriller": "Thriller", "War": "War", "Western": "Western",
    "N/A": "",
}  # fmt: skip
WIKIPEDIA = {
    "romantic comedy": "Comedy and Romance", "film noir": "Crime or Thriller", "comedy–drama": "Comedy and Drama",
    "biographical film": "Drama or History", "Western": "Western", "race film": "", "dark comedy": "Comedy",
}  # fmt: skip
CATALOGUE = {
    "Action & Adventure": "Action or Adventure", "TV Dramas": "Drama", "Kids' TV": "Family", "International": "",
    "World cinema": "", "Bollywood": "", "Film adaptation": "", "Arts, Entertainment, and Culture": "",
    "and Culture": "", "Biography": "Documentary or Drama or History", "Buddy film": "Action or Comedy",
    "Biographical": "Documentary or Drama or History", "Noir": "Crime or Thriller", "Coming of Age": "Comedy or Drama",
    "Music Videos and Concerts": "Music", "Sci-Fi and Fantasy": "Fantasy or Science Fiction",
}  # fmt: skip
LISTS = {
    "tmdb/movie": TMDB_FILMS, "tmdb/tv": TMDB_SHOWS, "tvmaze": TVMAZE, "tvmaze/type": TVMAZE_TYPES, "omdb": OMDB,
    "wikipedia": WIKIPEDIA, "catalogue": CATALOGUE,
}  # fmt: skip


def meaning_of(vocabulary: str, tag: str) -> str:
    """Return what a tag votes for: "A and B", "A or B", "" for nothing about our genres, "unknown"."""
    source_tag = SourceTag(vocabulary, tag)
    vote = TAXONOMY.vote(source_tag)
    if vote is None:
        return "" if TAXONOMY.knows(source_tag) else "unknown"
    return {VoteRule.ALL_OF: " and ", VoteRule.ONE_OF: " or "}[vote.rule].join(vote.genres)


def test_there_are_the_twenty_genres_of_the_design_and_a_version() -> None:
    assert WRITTEN["genres"] == list(Genre)
    assert len(set(Genre)) == 20
    assert all(part.isdigit() for part in TAXONOMY.version.split("."))


@pytest.mark.parametrize("vocabulary", LISTS)
def test_every_tag_of_a_source_has_its_meaning(vocabulary: str) -> None:
    expected = {str(tag): meaning for tag, meaning in LISTS[vocabulary].items()}
    assert {tag: meaning_of(vocabulary, tag) for tag in expected} == expected


def test_a_number_of_tmdb_means_something_else_for_shows_than_for_films() -> None:
    assert meaning_of("tmdb/movie", "10759") == "unknown"
    assert meaning_of("tmdb/tv", "28") == "unknown"
    assert meaning_of("tvmaze", "28") == "unknown"


def test_the_names_of_tmdb_mean_what_its_numbers_mean() -> None:
    assert meaning_of("tmdb/tv", "Sci-Fi & Fantasy") == meaning_of("tmdb/tv", "10765")
    assert meaning_of("tmdb/tv", "Action & Adventure") == meaning_of("tmdb/tv", "10759")
    assert meaning_of("tmdb/tv", "War & Politics") == meaning_of("tmdb/tv", "10768")


def test_the_map_that_made_the_corpus_is_covered_and_means_the_same() -> None:
    corpus_map = json.loads(shared_file("data/genre_map.json").read_text("utf-8"))
    assert corpus_map["genres"] == list(Genre)
    for key, sign in (("map", " and "), ("one_of", " or ")):
        expected = {tag: sign.join(genres) for tag, genres in corpus_map[key].items()}
        assert {tag: meaning_of("catalogue", tag) for tag in expected} == expected


def test_a_compound_tag_votes_for_at_least_one_and_never_for_both() -> None:
    vote = TAXONOMY.vote(SourceTag("catalogue", "Sci-Fi & Fantasy"))
    assert vote is not None
    assert (vote.rule, vote.genres) == (VoteRule.ONE_OF, (Genre.FANTASY, Genre.SCIENCE_FICTION))
    assert vote.tag == SourceTag("catalogue", "Sci-Fi & Fantasy")


def test_a_tag_that_says_nothing_of_our_genres_is_known_and_votes_for_none() -> None:
    tag = SourceTag("tmdb/tv", "News")
    assert TAXONOMY.knows(tag)
    assert TAXONOMY.vote(tag) is None


@given(st.text(st.characters(), max_size=30), st.sampled_from([*LISTS, "nobody"]))
def test_any_tag_has_a_meaning_or_is_unknown_and_none_raises(text: str, vocabulary: str) -> None:
    tag = SourceTag(vocabulary, text)
    vote = TAXONOMY.vote(tag)
    if vote is not None:
        assert TAXONOMY.knows(tag)
        assert vote.tag is tag
        assert len(vote.genres) >= (2 if vote.rule is VoteRule.ONE_OF else 1)
    known = (vocabulary, tag_key(text)) in TAXONOMY.meanings or ("common", tag_key(text)) in TAXONOMY.meanings
    assert TAXONOMY.knows(tag) == known


tags_as_written = st.sampled_from(
    [(v, tag) for v, rules in WRITTEN["vocabularies"].items() for tag, _ in written_meanings(rules)]
)


@given(tags_as_written, st.sampled_from([str.upper, str.title, str.swapcase]), st.sampled_from(["", " ", "\t\u00a0"]))
def test_capitals_and_margins_change_no_meaning(written: tuple[str, str], change: Any, margin: str) -> None:
    vocabulary, tag = written
    assert meaning_of(vocabulary, margin + change(tag) + margin) == meaning_of(vocabulary, tag) != "unknown"


@given(tags_as_written, st.sampled_from([("-", " "), (" ", "-"), (" ", "  "), ("/", " "), ("&", "and"), ("'", "’")]))
def test_ways_to_join_words_change_no_meaning(written: tuple[str, str], replaced: tuple[str, str]) -> None:
    vocabulary, tag = written
    assert meaning_of(vocabulary, tag.replace(*replaced)) == meaning_of(vocabulary, tag)


@given(st.text(max_size=40))
def test_a_key_is_its_own_key(text: str) -> None:
    assert tag_key(tag_key(text)) == tag_key(text)


@pytest.mark.parametrize("vocabulary", WRITTEN["vocabularies"])
def test_no_tag_is_written_twice_with_two_meanings(vocabulary: str) -> None:
    seen: dict[str, object] = {}
    for tag, meaning in written_meanings(WRITTEN["vocabularies"][vocabulary]):
        assert seen.setdefault(tag_key(tag), meaning) == meaning, tag


def test_every_reason_is_about_a_tag_that_is_there() -> None:
    assert WRITTEN["reasons"]
    for tag, reason in WRITTEN["reasons"].items():
        assert meaning_of("catalogue", tag) != "unknown", tag
        assert reason
