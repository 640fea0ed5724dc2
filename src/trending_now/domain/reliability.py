"""How far a source's word on a genre can be relied on: its agreement with the other open sources, smoothed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from trending_now.domain.genre import Genre

PRIOR_TITLES = 10


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far others agree with one source on one genre.

    `named` are the titles on which it named the genre where another open source spoke, too, `agreed` those of them on
    which another named it, and `share`, in [0, 1], is the smoothed share of these.
    """

    source: str
    genre: Genre
    named: int
    agreed: int
    share: float


def reliabilities(titles: Iterable[Mapping[str, Set[Genre]]]) -> tuple[Reliability, ...]:
    """Return each source's reliability per genre, from the genres that each open source names of each title.

    A title counts where at least two of them name any genre. The share is (agreed + 10 × all) ÷ (named + 10), where
    `all` is the share over all sources and genres: a genre named twice says little of a source. Neither who is right
    nor what a source leaves out is judged: sources may agree on a mistake, and many name only the leading genres.
    """
    named: Counter[tuple[str, Genre]] = Counter()
    agreed: Counter[tuple[str, Genre]] = Counter()
    for said in titles:
        speaking = {source: genres for source, genres in said.items() if genres}
        if len(speaking) < 2:
            continue
        for source, genres in speaking.items():
            others = {genre for other, theirs in speaking.items() if other != source for genre in theirs}
            named.update((source, genre) for genre in genres)
            agreed.update((source, genre) for genre in genres & others)
    prior = agreed.total() / named.total() if named else 0.0
    order = sorted(named, key=lambda key: (key[0], list(Genre).index(key[1])))
    return tuple(_reliability(key, named[key], agreed[key], prior) for key in order)


def _reliability(key: tuple[str, Genre], named: int, agreed: int, prior: float) -> Reliability:
    share = (agreed + PRIOR_TITLES * prior) / (named + PRIOR_TITLES)
    return Reliability(*key, named, agreed, round(share, 4))
