"""How far those who name a title's genres disagree: its sources, the engine and the viewers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from trending_now.domain.genre import Genre, Vote, VoteRule

PRIOR_VIEWERS = 2
IN_DISPUTE_FROM = 0.5


@dataclass(frozen=True, slots=True)
class Verdicts:
    """How many viewers said of one genre that the title is of it, and that it is not."""

    yes: int
    no: int


@dataclass(frozen=True, slots=True)
class Voices:
    """What was said of one title's genres.

    `votes` are those of each source that votes for any genre. `chosen`, `uncertain` and `others` are the engine's
    probabilities; `chosen` is None if no engine has read the title, and `others` is only needed if a source leaves open
    which genre it means. `settled` genres are locked by an operator, and no longer in dispute.
    """

    votes: Mapping[str, Sequence[Vote]] = field(default_factory=dict)
    chosen: Mapping[Genre, float] | None = None
    uncertain: Mapping[Genre, float] = field(default_factory=dict)
    verdicts: Mapping[Genre, Verdicts] = field(default_factory=dict)
    settled: frozenset[Genre] = frozenset()
    others: Mapping[Genre, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GenreDispute:
    """How far a genre is in dispute, and how much each voice is for it, in [0, 1]; None for a voice without a say."""

    genre: Genre
    dispute: float
    sources: float | None
    engine: float | None
    viewers: float | None


def genre_disputes(voices: Voices) -> tuple[GenreDispute, ...]:
    """Return each genre that anybody names and no operator has settled, the most disputed first.

    Each voice is for a genre to some degree:

    - the sources: the share of them that vote for it. A vote for one of several genres is met by those of them that the
      engine chose, and says nothing of the others; if it chose none of them, it counts for the one it finds likeliest;
      if no engine has read the title, or finds several of them equally likely, it stays open which is meant.
    - the engine: (1 + p) / 2 for a genre that it chose with probability p (thresholds differ, so that a chosen genre
      may have a small p, but the engine stands by it), p for one that it is not sure of, 0 for any other.
    - the viewers: the share that said yes, as if two more had agreed with the engine (or, without one, the sources):
      one viewer alone does not turn a catalogue over.

    A genre's dispute is the distance between the voice most for it and the one least for it; or, if that is more, the
    smaller part of the sources where they are split. With one voice only, counting each source as one, it is 0.
    """
    if _number_of_voices(voices) < 2:
        return ()
    disputes = [_dispute(voices, genre) for genre in Genre if genre in _named(voices) - voices.settled]
    return tuple(sorted(disputes, key=lambda dispute: -dispute.dispute))


def dispute_of(disputes: Iterable[GenreDispute]) -> float:
    """Return how far a title is in dispute, in [0, 1]: the mean over its genres, 0 if there is none."""
    each = [dispute.dispute for dispute in disputes]
    return round(fmean(each), 6) if each else 0.0


def disputed_genres(disputes: Iterable[GenreDispute]) -> tuple[Genre, ...]:
    """Return the genres that are plainly in dispute: their dispute is `IN_DISPUTE_FROM` or more."""
    return tuple(dispute.genre for dispute in disputes if dispute.dispute >= IN_DISPUTE_FROM)


def met_by(voices: Voices, vote: Vote) -> set[Genre]:
    """Return the genres that a vote for "at least one of these" counts for; an empty set if that stays open."""
    chosen = {genre for genre in vote.genres if genre in (voices.chosen or ())}
    if chosen or len(vote.genres) == 1:
        return chosen or set(vote.genres)
    likely = {**voices.others, **voices.uncertain}
    probabilities = [likely.get(genre, 0.0) for genre in vote.genres]
    best = max(probabilities)
    return {vote.genres[probabilities.index(best)]} if probabilities.count(best) == 1 else set()


def _number_of_voices(voices: Voices) -> int:
    return len(voices.votes) + (voices.chosen is not None) + bool(voices.verdicts)


def _named(voices: Voices) -> set[Genre]:
    voted = {genre for votes in voices.votes.values() for vote in votes for genre in vote.genres}
    return voted | set(voices.chosen or ()) | set(voices.uncertain) | set(voices.verdicts)


def _dispute(voices: Voices, genre: Genre) -> GenreDispute:
    engine = None if voices.chosen is None else _engine_support(voices, genre)
    sources = _source_support(voices, genre)
    viewers = _viewer_support(voices, genre, engine if engine is not None else sources)
    supports = [support for support in (sources, engine, viewers) if support is not None]
    apart = max(supports) - min(supports) if supports else 0.0
    split = 0.0 if sources is None else min(sources, 1 - sources)
    return GenreDispute(genre, round(max(apart, split), 6), sources, engine, viewers)


def _engine_support(voices: Voices, genre: Genre) -> float:
    chosen = voices.chosen or {}
    return (1 + chosen[genre]) / 2 if genre in chosen else voices.uncertain.get(genre, 0.0)


def _source_support(voices: Voices, genre: Genre) -> float | None:
    """Return the share of the sources that vote for a genre among those that do not leave it open."""
    said = [_says(voices, votes, genre) for votes in voices.votes.values()]
    clear = [word for word in said if word is not None]
    return fmean(clear) if clear else None


def _says(voices: Voices, votes: Sequence[Vote], genre: Genre) -> bool | None:
    """Tell whether a source's votes are for a genre; None if they leave it open."""
    naming = [vote for vote in votes if genre in vote.genres]
    if any(vote.rule is VoteRule.ALL_OF or genre in met_by(voices, vote) for vote in naming):
        return True
    return None if naming else False


def _viewer_support(voices: Voices, genre: Genre, shown: float | None) -> float | None:
    verdicts = voices.verdicts.get(genre)
    if verdicts is None or not verdicts.yes + verdicts.no:
        return None
    prior = 0.5 if shown is None else shown
    return (verdicts.yes + PRIOR_VIEWERS * prior) / (verdicts.yes + verdicts.no + PRIOR_VIEWERS)
