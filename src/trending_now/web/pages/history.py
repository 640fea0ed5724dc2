"""What was known of a title when: each stored answer beside the same engine's answer before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from trending_now.domain.genre import Genre
from trending_now.store.reading.detail import ShownEnrichment


@dataclass(frozen=True, slots=True)
class Past:
    """An answer, and how it differs from the one before: None where it is the first that is known of its engine."""

    answer: ShownEnrichment
    before: ShownEnrichment | None
    gained: tuple[Genre, ...] = ()
    lost: tuple[Genre, ...] = ()

    @property
    def is_new_version(self) -> bool:
        """Tell whether another version of the engine answered than before."""
        return self.before is not None and self.before.version != self.answer.version


def history_of(enrichments: Sequence[ShownEnrichment]) -> list[Past]:
    """Return the answers, the newest first, each with what changed; `enrichments` come in this order."""
    return [_past(answer, enrichments[place + 1 :]) for place, answer in enumerate(enrichments)]


def _past(answer: ShownEnrichment, earlier: Sequence[ShownEnrichment]) -> Past:
    before = next((other for other in earlier if other.engine == answer.engine), None)
    if before is None:
        return Past(answer, None)
    now, then = ([score.genre for score in one.genres] for one in (answer, before))
    gained, lost = tuple(g for g in now if g not in then), tuple(g for g in then if g not in now)
    return Past(answer, before, gained, lost)
