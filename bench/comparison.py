"""A figure beside its peer's, and the bound on their ratio."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure, the peer's, and how many times the peer's it may be (None = it is only told)."""

    what: str
    figure: float
    peer: str
    peer_figure: float
    unit: str
    bound: float | None = None

    @property
    def ratio(self) -> float:
        """How many times the peer's figure this is."""
        return self.figure / self.peer_figure

    @property
    def holds(self) -> bool:
        """Tell whether the ratio is within its bound."""
        return self.bound is None or self.ratio <= self.bound

    def show(self) -> None:
        """Print one line: both figures, the ratio, and what came of the bound."""
        verdict = "" if self.bound is None else f" (at most {self.bound:g} ×: {'kept' if self.holds else 'BROKEN'})"
        print(
            f"  {self.what}: {self.figure:,.3f} {self.unit}; {self.peer}: {self.peer_figure:,.3f} {self.unit}; "
            f"ratio {self.ratio:.2f} ×{verdict}",
            flush=True,
        )


def show_all(title: str, comparisons: list[Comparison]) -> bool:
    """Print comparisons under a title; returns whether every bound was kept."""
    print(title, flush=True)
    for comparison in comparisons:
        comparison.show()
    return all(comparison.holds for comparison in comparisons)
