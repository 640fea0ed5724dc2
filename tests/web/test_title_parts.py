"""What the title page is made of: voices, showings, history, series and folded texts, from what the store says."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.invented import NOW, TODAY, released
from trending_now.domain.attention import series_of
from trending_now.domain.dispute import GenreDispute
from trending_now.domain.enrichment import GenreScore, Lock
from trending_now.domain.feedback import GenreFeedback
from trending_now.domain.genre import Genre
from trending_now.domain.text import Evidence
from trending_now.domain.title import Popularity, Release, ReleaseType, Title, TitleId
from trending_now.store.reading.cards import TitleCard
from trending_now.store.reading.detail import ShownEnrichment, SourceVote, TitleDetail
from trending_now.web.pages.evidence import FOLDED_FROM, Folded, Passage, folded, passages
from trending_now.web.pages.history import history_of
from trending_now.web.pages.showings import Showing, showings_of
from trending_now.web.pages.voices import Said, Stance, VoiceTable, voices_on

TITLE = Title(TitleId(1), "The Lantern", None, None, None, None, (), None, None, is_demo=False)
BARE = TitleDetail(TitleCard(TITLE, None, None, None, (), ()), (), (), (), (), (), (), (), ())


def scores(*genres: Genre, probability: float = 0.8) -> tuple[GenreScore, ...]:
    return tuple(GenreScore(genre, probability, calibrated=True) for genre in genres)


def answered(*genres: Genre, engine: str = "boosted", version: str = "boosted@1") -> ShownEnrichment:
    others = scores(*(genre for genre in Genre if genre not in genres), probability=0.1)
    return ShownEnrichment(engine, version, NOW, scores(*genres), (), others)


def said_by(table: VoiceTable, name: str) -> dict[Genre, str]:
    (voice,) = (voice for voice in table.voices if voice.name == name)
    return {genre: voice.on(genre).stance.value for genre in table.genres}


def test_a_source_says_yes_to_its_tags_perhaps_to_one_of_several_and_else_nothing() -> None:
    votes = (
        SourceVote("tmdb", "Sci-Fi & Fantasy", "one_of", (Genre.SCIENCE_FICTION, Genre.FANTASY), known=True),
        SourceVote("tmdb", "Fantasy", "all_of", (Genre.FANTASY,), known=True),
        SourceVote("tvmaze", "War", "all_of", (Genre.WAR,), known=True),
    )
    table = voices_on(replace(BARE, votes=votes))
    assert table.genres == (Genre.FANTASY, Genre.SCIENCE_FICTION, Genre.WAR)
    assert said_by(table, "tmdb") == {Genre.FANTASY: "yes", Genre.SCIENCE_FICTION: "perhaps", Genre.WAR: "silent"}
    assert [vote.tag for vote in table.voices[0].tags] == ["Sci-Fi & Fantasy", "Fantasy"]


def test_a_tag_that_a_source_gives_twice_is_shown_once() -> None:
    news = SourceVote("tvmaze", "News", "", (), known=True)
    assert voices_on(replace(BARE, votes=(news, news))).voices[0].tags == (news,)


def test_of_each_engine_the_newest_answer_speaks_on_every_genre() -> None:
    newest, older = answered(Genre.WAR), answered(Genre.DRAMA)
    unsure = scores(Genre.DRAMA, probability=0.4)
    rules = ShownEnrichment("rules", "rules@1", NOW, (), unsure, scores(Genre.WAR, probability=0.1))
    table = voices_on(replace(BARE, enrichments=(newest, rules, older)))
    assert table.genres == (Genre.DRAMA, Genre.WAR)
    assert said_by(table, "boosted") == {Genre.DRAMA: "no", Genre.WAR: "yes"}
    assert table.voices[1].on(Genre.DRAMA) == Said(Stance.PERHAPS, "40 %")


def test_the_operator_and_the_viewers_are_voices_too() -> None:
    locks = (Lock(Genre.SPORT, holds=False, locked_at=NOW),)
    feedback = (GenreFeedback(Genre.MUSIC, 3, 1), GenreFeedback(Genre.SPORT, 1, 1), GenreFeedback(Genre.WAR, 0, 2))
    table = voices_on(replace(BARE, locks=locks, feedback=feedback))
    assert said_by(table, "operator")[Genre.SPORT] == "no"
    assert said_by(table, "viewers") == {Genre.MUSIC: "yes", Genre.SPORT: "perhaps", Genre.WAR: "no"}
    assert table.voices[1].on(Genre.MUSIC).figures == "3 : 1"


def test_a_genre_that_is_plainly_in_dispute_is_marked() -> None:
    disputes = (GenreDispute(Genre.WAR, 0.8, 0.0, 0.8, None), GenreDispute(Genre.DRAMA, 0.2, 1.0, 0.8, None))
    table = voices_on(replace(BARE, enrichments=(answered(Genre.WAR, Genre.DRAMA),), disputes=disputes))
    assert table.differing == {Genre.WAR}


def test_voices_differ_where_one_says_yes_and_another_no_and_one_alone_agrees_with_nobody() -> None:
    enrichments = (answered(Genre.WAR, Genre.DRAMA),)
    alone = voices_on(replace(BARE, enrichments=enrichments))
    opposed = voices_on(replace(BARE, enrichments=enrichments, feedback=(GenreFeedback(Genre.WAR, 0, 1),)))
    agreed = voices_on(replace(BARE, enrichments=enrichments, feedback=(GenreFeedback(Genre.WAR, 1, 0),)))
    assert [(table.differing, table.speaking) for table in (alone, opposed, agreed)] == [
        (frozenset(), 1), (frozenset({Genre.WAR}), 2), (frozenset(), 2),
    ]  # fmt: skip


def test_releases_on_one_platform_and_day_are_one_showing_with_all_its_regions() -> None:
    releases = (released(region="GB", platform="Kiosk"), released(region="FR", platform="Kiosk"))
    later = Release(TODAY + timedelta(days=3), ReleaseType.DIGITAL, None, "Attic")
    shown = showings_of((*releases, later, replace(later, region="DE")), NOW)
    assert shown.now == (Showing(TODAY, ReleaseType.THEATRICAL, "Kiosk", ("France", "United Kingdom")),)
    assert shown.coming == (Showing(later.date, ReleaseType.DIGITAL, "Attic", ()),)


def test_what_is_out_stands_the_newest_first_and_what_comes_the_soonest_first() -> None:
    days = [TODAY + timedelta(days=n) for n in (-9, -2, 4, 8)]
    shown = showings_of([released(day) for day in days], NOW)
    assert [showing.day for showing in (*shown.now, *shown.coming)] == [days[1], days[0], days[2], days[3]]


def test_what_has_a_moment_is_out_from_that_moment_on_whatever_day_it_is_there() -> None:
    tonight = datetime(2031, 5, 21, 1, 30, tzinfo=UTC)
    there = Release(date(2031, 5, 20), ReleaseType.BROADCAST, "US", "Attic", tonight)
    early = Release(date(2031, 5, 22), ReleaseType.BROADCAST, "NZ", "Kauri", tonight)
    before = showings_of((there, early), tonight - timedelta(minutes=1))
    after = showings_of((there, early), tonight)
    assert (before.now, [showing.platform for showing in before.coming]) == ((), ["Attic", "Kauri"])
    assert ([showing.platform for showing in after.now], after.coming) == (["Kauri", "Attic"], ())


def test_history_tells_what_each_answer_gained_and_lost_beside_the_same_engine_before() -> None:
    third = answered(Genre.WAR, Genre.DRAMA, version="boosted@2")
    rules = answered(Genre.SPORT, engine="rules", version="rules@1")
    newest, other, first = history_of((third, rules, answered(Genre.MUSIC, Genre.DRAMA)))
    assert (newest.gained, newest.lost, newest.is_new_version) == ((Genre.WAR,), (Genre.MUSIC,), True)
    assert (other.before, first.before, first.is_new_version) == (None, None, False)


def test_each_measure_of_a_source_is_a_series_of_its_own() -> None:
    days = [date(2031, 5, number) for number in (1, 2)]
    said = [Popularity("b", "weight", days[1], 7.0), Popularity("b", "weight", days[0], 9.0)]
    said += [Popularity("b", "weight", days[1], 8.0), Popularity("a", "rating", days[0], 6.5)]
    first, second = series_of(said)
    assert (first.source, first.days, first.change) == ("a", ((days[0], 6.5),), 0.0)
    assert (second.days, second.newest, second.change) == (((days[0], 9.0), (days[1], 8.0)), 8.0, -1.0)


def joined(found: Folded) -> str:
    return "".join(piece.content for piece in (*found.shown, *found.rest))


pieces = st.lists(st.text("ab \n🎬", min_size=1, max_size=900), min_size=1, max_size=6)


@given(pieces)
def test_a_folded_text_is_the_whole_text_and_keeps_every_anchor_once(contents: list[str]) -> None:
    whole = [Passage(content, (Genre.WAR,), (), f"passage-{number}") for number, content in enumerate(contents)]
    found = folded(whole)
    anchors = [piece.anchor for piece in (*found.shown, *found.rest) if piece.anchor]
    assert joined(found) == "".join(contents)
    assert anchors == [piece.anchor for piece in whole]
    assert all(piece.content for piece in (*found.shown, *found.rest))


@pytest.mark.parametrize(("text", "rest_words"), [("word " * 320, 0), ("word " * 400, 200), ("a" * 2_000, 1)])
def test_only_a_long_text_is_folded_and_between_words(text: str, rest_words: int) -> None:
    found = folded(passages("plot:1", text, ()))
    assert (found.rest_words, bool(found.rest)) == (rest_words, len(text) > FOLDED_FROM)
    assert joined(found) == text


@pytest.mark.parametrize(("starts", "is_hidden"), [((), False), ((0,), False), ((1_500,), True), ((0, 1_500), False)])
def test_a_folded_text_knows_whether_all_that_speaks_for_a_genre_is_put_aside(
    starts: tuple[int, ...], is_hidden: bool
) -> None:
    evidence = tuple(Evidence("plot:1", start, start + 4) for start in starts)
    found = folded(passages("plot:1", "word " * 400, [GenreScore(Genre.WAR, 0.9, True, evidence)]))
    assert found.marks_only_the_rest is is_hidden


def test_passages_of_a_genre_that_is_not_sure_are_told_apart() -> None:
    sure = GenreScore(Genre.WAR, 0.9, True, (Evidence("plot:1", 0, 4),))
    unsure = GenreScore(Genre.SPORT, 0.3, True, (Evidence("plot:1", 2, 6), Evidence("plot:2", 0, 1)))
    found = passages("plot:1", "abcdefgh", [sure], [unsure])
    assert [(piece.content, piece.genres, piece.perhaps) for piece in found] == [
        ("ab", (Genre.WAR,), ()),
        ("cd", (Genre.WAR,), (Genre.SPORT,)),
        ("ef", (), (Genre.SPORT,)),
        ("gh", (), ()),
    ]
    assert [piece.anchor for piece in found] == ["passage-plot-1-0", "passage-plot-1-2", "passage-plot-1-4", None]
