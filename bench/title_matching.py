"""The matcher on the labelled pairs of titles, as they were drawn and weighted by how many there are.

`python -m bench.title_matching [SET]`: the pairs were drawn by strata, the hard ones far more often than they occur,
but in the set `proportional` as often as they do. Weighted, each counts for all pairs of its stratum; the interval is a
bootstrap over the pairs of each stratum, which knows nothing of errors that no drawn pair shows.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from tests.title_pairs import SETS, outcomes, populations

from trending_now.evaluation.proportion import proportion

ROUNDS = 10_000
SEED = 7
OUTCOMES = ((True, True), (False, True), (True, False), (False, False))  # same, joined
Outcomes = Mapping[str, Sequence[int]]


def weighted(counts: Outcomes, weights: Mapping[str, int]) -> dict[str, tuple[float, float, float]]:
    """Return precision and recall over all pairs of the lists, each with its 95 % interval.

    `counts` gives of each stratum how many pairs were joined rightly, joined wrongly, missed and left rightly.
    """
    dice = np.random.default_rng(SEED)
    shares = {name: np.array(found) / sum(found) for name, found in counts.items()}
    drawn = {name: dice.multinomial(sum(counts[name]), share, ROUNDS) for name, share in shares.items()}
    point = sum(weights[name] * share for name, share in shares.items())
    rounds = sum(weights[name] * found / sum(counts[name]) for name, found in drawn.items())
    told = {}
    for measure, missing in (("precision", 1), ("recall", 2)):
        spread = np.quantile(rounds[:, 0] / (rounds[:, 0] + rounds[:, missing]), [0.025, 0.975])
        told[measure] = (float(point[0] / (point[0] + point[missing])), float(spread[0]), float(spread[1]))
    return told


def main() -> None:
    """Print the outcome by stratum, then precision and recall as drawn and weighted."""
    asked = argparse.ArgumentParser(
        prog="python -m bench.title_matching", description=(__doc__ or "").partition("\n")[0]
    )
    asked.add_argument("set", nargs="?", choices=SETS, default="held-out", help="default: %(default)s")
    of: str = asked.parse_args().set
    by_stratum: defaultdict[str, Counter[tuple[bool, bool]]] = defaultdict(Counter)
    for (stratum, *outcome), number in outcomes(of).items():
        by_stratum[stratum][outcome[0], outcome[1]] = number
    counts = {name: [found[each] for each in OUTCOMES] for name, found in by_stratum.items()}
    print("stratum   pairs   same   joined rightly   joined wrongly   missed   in the lists")
    for name, (right, wrong, missed, left) in counts.items():
        pairs = right + wrong + missed + left
        print(f"{name:8}{pairs:7}{right + missed:7}{right:17}{wrong:17}{missed:9}{populations().get(name, 0):15,}")
    right, wrong, missed = (sum(found[place] for found in counts.values()) for place in range(3))
    for name, total in (("precision", right + wrong), ("recall", right + missed)):
        if found := proportion(right, total):
            print(f"{name}: {right} of {total}: {found.value:.4f} ({found.low:.4f} to {found.high:.4f})")
    known = {name: found for name, found in counts.items() if name in populations()}
    for name, (value, low, high) in weighted(known, populations()).items():
        print(f"{name}, weighted: {value:.4f} ({low:.4f} to {high:.4f})")


if __name__ == "__main__":
    main()
