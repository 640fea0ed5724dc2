"""Engines by name: `ENGINES` is their registry."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from trending_now.domain.ports import Engine
from trending_now.errors import EngineError, WrongUse

if TYPE_CHECKING:
    from trending_now.pipeline.engines import EngineRack
    from trending_now.settings import Settings


def build_engine(settings: "Settings", name: str | None = None) -> Engine:
    """Load an engine by name, by default the one of the settings.

    Raises:
        WrongUse: there is no engine of that name.
    """
    return load_engine(name or settings.engine)


def load_engine(name: str) -> Engine:
    """Load an engine by name.

    Raises:
        WrongUse: there is no engine of that name.
    """
    if name not in ENGINES:
        raise WrongUse(f"There is no engine {name!r}; choose one of: {', '.join(ENGINES)}.")
    return ENGINES[name]()


def build_rivals(settings: "Settings", name: str | None) -> list[Engine]:
    """Load the engine that is asked for, by default the one of the settings, and after it all others that load.

    Raises:
        WrongUse: there is no engine of that name.
    """
    rivals = [build_engine(settings, name)]
    for other in ENGINES:
        if other != rivals[0].name:
            with suppress(EngineError):
                rivals.append(build_engine(settings, other))
    return rivals


def build_rack(settings: "Settings") -> "EngineRack":
    """Build what hands out every engine by name; nothing is loaded yet."""
    from trending_now.pipeline.engines import EngineRack

    descriptions = {name: ENGINE_DESCRIPTIONS.get(name, "") for name in ENGINES}
    return EngineRack(lambda name: build_engine(settings, name), descriptions, settings.engine)


def _boosted() -> Engine:
    from trending_now.models.boosted import load_boosted

    return load_boosted()


def _rules() -> Engine:
    from trending_now.models.rules import load_rules

    return load_rules()


ENGINES: dict[str, Callable[[], Engine]] = {"boosted": _boosted, "rules": _rules}
ENGINE_DESCRIPTIONS = {
    "boosted": "A small language model trained on plots, the text's words beside it; its probabilities are calibrated.",
    "rules": "Weighed keywords, nothing else: quick and plain to see through, and often wrong.",
}
