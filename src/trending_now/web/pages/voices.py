"""Who says what of a title's genres: sources, engines, the operator and viewers, side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from trending_now.domain.dispute import disputed_genres
from trending_now.domain.feedback import GenreFeedback
from trending_now.domain.genre import Genre, VoteRule
from trending_now.store.reading.detail import ShownEnrichment, SourceVote, TitleDetail
from trending_now.web.pages.wording import percent


class Stance(StrEnum):
    """What a voice says of one genre; perhaps: one of several is meant, an engine is not sure, viewers are divided."""

    YES = "yes"
    NO = "no"
    PERHAPS = "perhaps"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Said:
    """A voice's stance on one genre, and in figures what it rests on: a probability, or how many viewers."""

    stance: Stance
    figures: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who names genres; `tags` are a source's own, as written, `version` is an engine's."""

    name: str
    said: Mapping[Genre, Said]
    tags: tuple[SourceVote, ...] = ()
    version: str | None = None

    def on(self, genre: Genre) -> Said:
        """Return what it says of a genre."""
        return self.said.get(genre, Said(Stance.SILENT))


@dataclass(frozen=True, slots=True)
class VoiceTable:
    """The voices, the genres that any of them names, and how many of them say anything of a genre.

    `differing` are those to which one says yes and another no, and those plainly in dispute (`domain/dispute.py`).
    """

    voices: tuple[Voice, ...]
    genres: tuple[Genre, ...]
    differing: frozenset[Genre]
    speaking: int


def voices_on(detail: TitleDetail) -> VoiceTable:
    """Return who says what; the genres shown come first."""
    voices = (*_sources(detail.votes), *_engines(detail.enrichments), *_operator(detail), *_viewers(detail.feedback))
    for_it = (Stance.YES, Stance.PERHAPS)
    named = {genre for voice in voices for genre, said in voice.said.items() if said.stance in for_it}
    named |= {lock.genre for lock in detail.locks} | {said.genre for said in detail.feedback}
    disputed = frozenset(disputed_genres(detail.disputes))
    stances = {genre: {voice.on(genre).stance for voice in voices} for genre in named}
    differing = disputed.union(genre for genre, held in stances.items() if {Stance.YES, Stance.NO} <= held)
    speaking = sum(any(voice.on(genre).stance is not Stance.SILENT for genre in named) for voice in voices)
    shown = [score.genre for score in (*detail.card.genres, *detail.card.uncertain)]
    return VoiceTable(voices, tuple(g for g in dict.fromkeys((*shown, *Genre)) if g in named), differing, speaking)


def _sources(votes: Sequence[SourceVote]) -> Iterable[Voice]:
    for source in dict.fromkeys(vote.source for vote in votes):
        its_votes = (vote for vote in votes if vote.source == source)
        tags = tuple(dict.fromkeys(its_votes))  # its genre and its type may be one
        said: dict[Genre, Said] = {}
        for vote in tags:
            one_of = vote.rule == VoteRule.ONE_OF and len(vote.genres) > 1
            for genre in vote.genres:
                if said.get(genre) != Said(Stance.YES):
                    said[genre] = Said(Stance.PERHAPS if one_of else Stance.YES)
        yield Voice(source, said, tags)


def _engines(enrichments: Sequence[ShownEnrichment]) -> Iterable[Voice]:
    newest = {answer.engine: answer for answer in reversed(enrichments)}
    for engine in sorted(newest):
        answer = newest[engine]
        groups = ((Stance.YES, answer.genres), (Stance.PERHAPS, answer.uncertain), (Stance.NO, answer.others))
        said = {score.genre: Said(stance, percent(score.probability)) for stance, scores in groups for score in scores}
        yield Voice(engine, said, version=answer.version)


def _operator(detail: TitleDetail) -> Iterable[Voice]:
    if detail.locks:
        yield Voice("operator", {lock.genre: Said(Stance.YES if lock.holds else Stance.NO) for lock in detail.locks})


def _viewers(feedback: Sequence[GenreFeedback]) -> Iterable[Voice]:
    if feedback:
        yield Voice("viewers", {said.genre: Said(_majority(said), f"{said.yes} : {said.no}") for said in feedback})


def _majority(said: GenreFeedback) -> Stance:
    return Stance.PERHAPS if said.yes == said.no else Stance.YES if said.yes > said.no else Stance.NO
