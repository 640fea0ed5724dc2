"""How far sources, engine and viewers disagree on genres."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trending_now.domain.dispute import Verdicts, Voices, dispute_of, disputed_genres, genre_disputes, met_by
from trending_now.domain.genre import Genre, SourceTag, Vote, VoteRule

DRAMA, WAR, COMEDY, FANTASY, SCIFI = Genre.DRAMA, Genre.WAR, Genre.COMEDY, Genre.FANTASY, Genre.SCIENCE_FICTION
GENRES = st.sampled_from(Genre)
VOTES = st.builds(
    lambda rule, genres: Vote(SourceTag("catalogue", "tag"), rule, tuple(genres)),
    st.sampled_from(VoteRule),
    st.lists(GENRES, min_size=1, max_size=3, unique=True),
)
VOICES = st.builds(
    Voices,
    st.dictionaries(st.sampled_from("abc"), st.lists(VOTES, min_size=1, max_size=3)),
    st.none() | st.dictionaries(GENRES, st.floats(0, 1), max_size=4),
    st.dictionaries(GENRES, st.floats(0, 1), max_size=3),
    st.dictionaries(GENRES, st.builds(Verdicts, st.integers(0, 50), st.integers(0, 50)), max_size=3),
    st.frozensets(GENRES, max_size=2),
)


def votes(*genres: Genre, rule: VoteRule = VoteRule.ALL_OF) -> list[Vote]:
    return [Vote(SourceTag("catalogue", "tag"), rule, genres)]


def disputes(voices: Voices) -> dict[Genre, float]:
    return {dispute.genre: dispute.dispute for dispute in genre_disputes(voices)}


@given(VOICES)
def test_a_dispute_lies_between_none_and_all_and_the_most_disputed_comes_first(voices: Voices) -> None:
    found = genre_disputes(voices)
    assert all(0 <= one.dispute <= 1 for one in found)
    assert [one.dispute for one in found] == sorted((one.dispute for one in found), reverse=True)
    assert not {one.genre for one in found} & voices.settled
    assert 0 <= dispute_of(found) <= 1


@pytest.mark.parametrize(
    "alone",
    [
        Voices(),
        Voices(votes={"a": votes(DRAMA)}),
        Voices(chosen={DRAMA: 0.6}, uncertain={WAR: 0.3}),
        Voices(verdicts={DRAMA: Verdicts(3, 3)}),
    ],
)
def test_one_voice_alone_disputes_nothing(alone: Voices) -> None:
    assert (genre_disputes(alone), dispute_of(genre_disputes(alone))) == ((), 0.0)


def test_voices_that_say_the_same_with_certainty_do_not_differ() -> None:
    assert disputes(Voices({"a": votes(DRAMA), "b": votes(DRAMA)}, {DRAMA: 1.0})) == {DRAMA: 0.0}


def test_a_genre_that_the_engine_stands_by_counts_for_more_than_half_however_small_its_probability() -> None:
    assert disputes(Voices({"a": votes(DRAMA, WAR)}, {DRAMA: 0.3}, {WAR: 0.3})) == {
        WAR: pytest.approx(0.7),
        DRAMA: pytest.approx(0.35),
    }


def test_a_genre_that_only_one_side_names_is_in_dispute() -> None:
    found = disputes(Voices({"a": votes(DRAMA)}, {WAR: 0.9}))
    assert found == {DRAMA: 1.0, WAR: pytest.approx(0.95)}
    assert disputed_genres(genre_disputes(Voices({"a": votes(DRAMA)}, {WAR: 0.9}))) == (DRAMA, WAR)


def test_sources_may_differ_without_any_engine() -> None:
    assert disputes(Voices({"a": votes(DRAMA, WAR), "b": votes(DRAMA)})) == {WAR: 0.5, DRAMA: 0.0}


def test_a_vote_for_one_of_several_is_met_by_the_one_that_is_chosen_and_leaves_the_others_open() -> None:
    either = {"a": votes(SCIFI, FANTASY, rule=VoteRule.ONE_OF)}
    assert disputes(Voices(either, {SCIFI: 1.0})) == {SCIFI: 0.0, FANTASY: 0.0}


def test_a_vote_for_one_of_several_that_none_is_chosen_of_counts_for_the_likeliest() -> None:
    either = {"a": votes(SCIFI, FANTASY, rule=VoteRule.ONE_OF)}
    assert disputes(Voices(either, {}, {FANTASY: 0.4})) == {FANTASY: pytest.approx(0.6), SCIFI: 0.0}


def test_the_probabilities_of_genres_that_the_engine_leaves_tell_which_is_meant() -> None:
    either = {"a": votes(SCIFI, FANTASY, rule=VoteRule.ONE_OF), "b": votes(DRAMA)}
    told = Voices(either, {DRAMA: 0.9}, others={SCIFI: 0.05, FANTASY: 0.11})

    assert met_by(told, either["a"][0]) == {FANTASY}


@pytest.mark.parametrize("others", [{}, {SCIFI: 0.1, FANTASY: 0.1}])
def test_where_nothing_tells_which_of_several_is_meant_it_stays_open(others: dict[Genre, float]) -> None:
    for either in (votes(SCIFI, FANTASY, rule=VoteRule.ONE_OF), votes(FANTASY, SCIFI, rule=VoteRule.ONE_OF)):
        voices = Voices({"a": either, "b": votes(DRAMA)}, {DRAMA: 1.0}, others=others)

        assert met_by(voices, either[0]) == set()
        assert {x.genre: x.sources for x in genre_disputes(voices)}[SCIFI] == 0.0  # only b speaks of it


def test_sources_that_all_leave_open_which_genre_they_mean_dispute_nothing() -> None:
    either = votes(SCIFI, FANTASY, rule=VoteRule.ONE_OF)
    assert disputes(Voices({"a": either, "b": either})) == {SCIFI: 0.0, FANTASY: 0.0}


def test_an_operator_s_word_ends_the_dispute_on_its_genre() -> None:
    voices = Voices({"a": votes(DRAMA)}, {WAR: 1.0}, settled=frozenset((DRAMA,)))
    assert disputes(voices) == {WAR: 1.0}


def test_one_viewer_moves_little_and_many_move_much() -> None:
    found = [
        disputes(Voices({"a": votes(DRAMA)}, {DRAMA: 0.8}, verdicts={DRAMA: Verdicts(0, no)}))[DRAMA]
        for no in (1, 5, 50)
    ]
    assert found == sorted(found)
    assert found[0] < 0.5 < found[1]
    assert found[2] > 0.9


def test_viewers_that_agree_with_engine_and_sources_make_no_dispute() -> None:
    voices = Voices({"a": votes(DRAMA)}, {DRAMA: 1.0}, verdicts={DRAMA: Verdicts(9, 0), COMEDY: Verdicts(0, 0)})
    assert disputes(voices)[DRAMA] == 0.0


def test_a_title_s_dispute_is_the_mean_over_its_genres() -> None:
    assert dispute_of(genre_disputes(Voices({"a": votes(DRAMA, WAR), "b": votes(DRAMA)}))) == 0.25
