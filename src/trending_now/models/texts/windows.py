"""Long texts cut into windows of tokens."""

from dataclasses import dataclass

SPECIAL_TOKENS = 2


@dataclass(frozen=True, slots=True)
class Windowing:
    """How texts are cut: `length` tokens a window (both special tokens included), at most `most` windows a text."""

    length: int
    most: int

    @property
    def body(self) -> int:
        """Return how many tokens of the text itself fit into a window."""
        return self.length - SPECIAL_TOKENS

    def even(self, tokens: int) -> list[tuple[int, int]]:
        """Return the (start, end) of equal windows over so many tokens; of more than `most`, evenly spaced ones."""
        count = max(1, -(-tokens // self.body))
        kept = range(count) if count <= self.most else _spread(count, self.most)
        return [(number * tokens // count, (number + 1) * tokens // count) for number in kept]


def _spread(count: int, most: int) -> list[int]:
    if most == 1:
        return [0]
    return [round(place * (count - 1) / (most - 1)) for place in range(most)]
