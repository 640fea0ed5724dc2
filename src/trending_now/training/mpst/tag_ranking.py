"""Ranks a title's tags; rare tags are moved up, so that more of them are found."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from trending_now.evaluation.tag_metrics import TagQuality, tag_quality, top_tags

Booleans = NDArray[np.bool_]
Floats = NDArray[np.floating]

EXPONENTS = tuple(float(exponent) for exponent in np.linspace(0, 0.8, 41).round(2))
SUREST = (0, 1, 2, 3)
LEAST, FIRST = 1e-4, 1e3  # a probability's least distance from 0 and 1; a bonus that puts a score before all others


@dataclass(frozen=True, slots=True)
class Floors:
    """What a rule must reach on val besides micro-F1; a little above the aims, since figures on test may be lower."""

    tag_recall: float = 0.155
    tags_learned: int = 53


@dataclass(frozen=True, slots=True)
class RankRule:
    """Averages log-odds, the encoder's with weight `encoder_share`, and divides probabilities by rate ^ `exponent`.

    Tags whose averaged log-odds reach their own value in `cuts`, if there are any, come before all others.
    """

    exponent: float
    encoder_share: float = 0.0
    cuts: tuple[float, ...] = ()

    def scores(self, lexical: Floats, encoder: Floats | None, rates: Floats) -> Floats:
        """Return scores to rank tags by (rows × tags); `rates` is the share of titles that have each tag."""
        odds = blended(lexical, encoder, self.encoder_share)
        scores: Floats = -np.logaddexp(0, -odds) - self.exponent * np.log(rates)
        return scores + FIRST * (odds >= np.array(self.cuts)) if self.cuts else scores


def blended(lexical: Floats, encoder: Floats | None, encoder_share: float) -> Floats:
    """Return the weighted mean of the log-odds of probabilities."""
    if encoder is None:
        return _log_odds(lexical)
    return (1 - encoder_share) * _log_odds(lexical) + encoder_share * _log_odds(encoder)


def surest_cuts(odds: Floats, titles: int) -> tuple[float, ...]:
    """Return for each tag the log-odds that `titles` titles reach; nothing if that is 0.

    A rare tag is seldom among a title's three most probable ones. So it is also given to a title for which it is as
    probable as for its surest titles on val, which costs less than moving it up everywhere.
    """
    return tuple(np.sort(odds, axis=0)[-min(titles, len(odds))].tolist()) if titles else ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A rule and what it reaches on the rows it was chosen on."""

    rule: RankRule
    quality: TagQuality

    def rank(self, floors: Floors) -> tuple[bool, float]:
        """Return what choices are compared by: both floors reached, then micro-F1."""
        reached = self.quality.tag_recall >= floors.tag_recall and self.quality.tags_learned >= floors.tags_learned
        return reached, self.quality.micro_f1


def choose_rule(
    probabilities: tuple[Floats, Floats | None],
    truth: Booleans,
    rates: Floats,
    encoder_shares: Sequence[float],
    floors: Floors,
    k: int,
) -> Choice:
    """Return the rule with the best micro-F1 among those that reach both floors, or among all if none does."""
    lexical, encoder = probabilities
    choices = []
    for share, titles in product(encoder_shares if encoder is not None else (0.0,), SUREST):
        cuts = surest_cuts(blended(lexical, encoder, share), titles)
        for exponent in EXPONENTS:
            rule = RankRule(exponent, share, cuts)
            chosen = top_tags(rule.scores(lexical, encoder, rates), k)
            choices.append(Choice(rule, tag_quality(truth, chosen)))
    return max(choices, key=lambda choice: choice.rank(floors))


def _log_odds(probabilities: Floats) -> Floats:
    inside = np.clip(probabilities, LEAST, 1 - LEAST)
    odds: Floats = np.log(inside / (1 - inside))
    return odds
