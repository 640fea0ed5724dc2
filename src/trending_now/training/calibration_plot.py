"""Draws calibration curves: predicted probabilities against observed frequencies."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from trending_now.evaluation.calibration import Bin


def draw_calibration(lines: Mapping[str, Sequence[Bin]], path: Path) -> None:
    """Write a picture with one line an engine; the diagonal is perfect calibration. The suffix says the format."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 5), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot(xlabel="probability", ylabel="share that is true", xlim=(0, 1), ylim=(0, 1))
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1, linestyle="--")
    for name, bins in lines.items():
        axes.plot([point.promised for point in bins], [point.kept for point in bins], marker="o", label=name)
    axes.legend()
    figure.savefig(path, dpi=120)
