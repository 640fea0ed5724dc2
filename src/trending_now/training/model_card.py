"""Writes the model card: prose from the template beside this file, every number from a training report."""

from pathlib import Path
from typing import Any

TEMPLATE = Path(__file__).parent / "model_card.md.jinja"


def model_card(report: dict[str, Any]) -> str:
    """Return the card in Markdown."""
    from jinja2 import Environment, StrictUndefined

    from trending_now.evaluation.operating_points import AIMED_GENRES
    from trending_now.models.vibe.tags import SHOWN_AS

    environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False)  # noqa: S701 (Markdown)
    environment.filters |= {"figure": _figure, "interval": _interval, "percent": _percent}
    template = environment.from_string(TEMPLATE.read_text("utf-8"))
    return template.render(report, aimed_genres=AIMED_GENRES, vibe_words=len(SHOWN_AS)) + "\n"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def _interval(proportion: dict[str, float] | None) -> str:
    if proportion is None:
        return "–"
    return f"{proportion['value']:.2f} ({proportion['low']:.2f} … {proportion['high']:.2f})"
