"""The order in which a title's tags are given: rare tags are lifted, so that more of them are found."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trending_now.evaluation.tag_metrics import TagQuality, tag_quality, top_tags

Booleans = NDArray[np.bool_]
Floats = NDArray[np.floating]

EXPONENTS = tuple(float(exponent) for exponent in np.linspace(0, 0.8, 41).round(2))


@dataclass(frozen=True, slots=True)
class Floors:
    """What a rule must reach on val beside its micro-F1; a little above the aims, since another side differs."""

    tag_recall: float = 0.155
    tags_learned: int = 53


@dataclass(frozen=True, slots=True)
class RankRule:
    """Probabilities are averaged, the encoder's with `encoder_share`, and divided by a tag's rate ^ `exponent`."""

    exponent: float
    encoder_share: float = 0.0

    def scores(self, lexical: Floats, encoder: Floats | None, rates: Floats) -> Floats:
        """Return rows × tags by whose order tags are given; `rates` is the share of titles that have each tag."""
        blended = lexical if encoder is None else (1 - self.encoder_share) * lexical + self.encoder_share * encoder
        scores: Floats = blended / rates**self.exponent
        return scores


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
    """Return the rule of best micro-F1 among those that reach both floors; among all if none does."""
    lexical, encoder = probabilities
    choices = []
    for share in encoder_shares if encoder is not None else (0.0,):
        for exponent in EXPONENTS:
            rule = RankRule(exponent, share)
            chosen = top_tags(rule.scores(lexical, encoder, rates), k)
            choices.append(Choice(rule, tag_quality(truth, chosen)))
    return max(choices, key=lambda choice: choice.rank(floors))
