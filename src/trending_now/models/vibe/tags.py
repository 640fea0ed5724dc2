"""Vibe tags: the part of the 71 MPST tags that tells a viewer how a title feels, in words that can be shown."""

import math
from collections.abc import Sequence

MOST_TAGS = 5
SHOWN_AS = {
    "absurd": "absurd",
    "allegory": "allegorical",
    "alternate history": "alternate history",
    "alternate reality": "alternate reality",
    "anti war": "anti-war",
    "atmospheric": "atmospheric",
    "avant garde": "avant-garde",
    "bleak": "bleak",
    "claustrophobic": "claustrophobic",
    "clever": "clever",
    "cute": "cute",
    "dark": "dark",
    "feel-good": "feel-good",
    "good versus evil": "good versus evil",
    "gothic": "gothic",
    "haunting": "haunting",
    "humor": "humorous",
    "inspiring": "inspiring",
    "intrigue": "intrigue",
    "magical realism": "magical realism",
    "melodrama": "melodramatic",
    "neo noir": "neo-noir",
    "paranormal": "paranormal",
    "philosophical": "philosophical",
    "psychological": "psychological",
    "realism": "realistic",
    "revenge": "revenge",
    "romantic": "romantic",
    "satire": "satirical",
    "sentimental": "sentimental",
    "suspenseful": "suspenseful",
    "thought-provoking": "thought-provoking",
    "tragedy": "tragic",
    "violence": "violent",
    "whimsical": "whimsical",
}


def shown_tags(names: Sequence[str], probabilities: Sequence[float], thresholds: Sequence[float]) -> tuple[str, ...]:
    """Return at most five tags to show, those furthest above their own thresholds (in log-odds) first.

    All three sequences are of one length and order: the MPST tags' names, their probabilities, and from which
    probability on each holds.
    """
    above = [
        (_log_odds(probability) - _log_odds(threshold), SHOWN_AS[name])
        for name, probability, threshold in zip(names, probabilities, thresholds, strict=True)
        if name in SHOWN_AS and probability >= threshold
    ]
    return tuple(word for _, word in sorted(above, key=lambda tag: (-tag[0], tag[1]))[:MOST_TAGS])


def _log_odds(probability: float) -> float:
    inside = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(inside / (1 - inside))
