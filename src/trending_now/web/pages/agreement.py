"""Says in words where engines that read the same text agree, and where they do not."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from trending_now.domain.genre import Genre
from trending_now.pipeline.classification import Classification


@dataclass(frozen=True, slots=True)
class Agreement:
    """`sentences` sum it up; `backers` names for each genre the engines that choose it."""

    sentences: tuple[str, ...] = ()
    backers: dict[Genre, tuple[str, ...]] = field(default_factory=dict)

    def word(self, genre: Genre, engines: int) -> str:
        """Return who else chooses a genre that one of so many engines chose."""
        named = self.backers.get(genre, ())
        if len(named) == engines:
            return "all agree" if engines > 2 else "both agree"
        return f"only {named[0]}" if len(named) == 1 else " and ".join(named)


def agreement_of(answers: Sequence[Classification]) -> Agreement:
    """Compare the chosen genres of some answers, each by another engine."""
    backers: dict[Genre, tuple[str, ...]] = {}
    for answer in answers:
        for said in answer.genres:
            backers[said.genre] = (*backers.get(said.genre, ()), answer.engine)
    everyone = tuple(answer.engine for answer in answers)
    groups: dict[tuple[str, ...], list[Genre]] = {everyone: []}
    for genre, named in backers.items():
        groups.setdefault(named, []).append(genre)
    sentences = (_sentence(named, genres, everyone) for named, genres in groups.items())
    return Agreement(tuple(sentences), backers)


def _sentence(named: tuple[str, ...], genres: list[Genre], everyone: tuple[str, ...]) -> str:
    listed = ", ".join(genres)
    if named == everyone:
        who = "Both engines" if len(everyone) == 2 else f"All {len(everyone)} engines"
        return f"{who} say {listed}." if genres else "The engines agree on no genre."
    if len(named) == 1:
        return f"Only {named[0]} says {listed}."
    return f"{' and '.join(named)} say {listed}, the others do not."
