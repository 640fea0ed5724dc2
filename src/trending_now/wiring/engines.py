"""Engines by name: `ENGINES` is their registry."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from trending_now.domain.ports import Engine
from trending_now.errors import EngineError, TrendingNowError, WrongUse

if TYPE_CHECKING:
    from trending_now.models.llm.engine import LlmEngine
    from trending_now.pipeline.engines import EngineRack
    from trending_now.settings import Settings


def build_engine(settings: "Settings", name: str | None = None) -> Engine:
    """Load an engine by name, by default the one of the settings.

    Raises:
        WrongUse: there is no engine of that name.
    """
    return load_engine(name or settings.engine, settings)


def load_engine(name: str, settings: "Settings | None" = None) -> Engine:
    """Load an engine by name; one that needs settings reads them where none are given.

    Raises:
        WrongUse: there is no engine of that name.
    """
    if name not in ENGINES:
        raise WrongUse(f"There is no engine {name!r}; choose one of: {', '.join(ENGINES)}.")
    return ENGINES[name](settings)


def build_rivals(settings: "Settings", name: str | None) -> list[Engine]:
    """Load the engine that is asked for, by default the one of the settings, and after it all others that load.

    Raises:
        WrongUse: there is no engine of that name.
    """
    rivals = [build_engine(settings, name)]
    for other in ENGINES:
        if other not in (rivals[0].name, "llm"):  # that one has a board of its own, and costs money
            with suppress(EngineError):
                rivals.append(build_engine(settings, other))
    return rivals


def build_rack(settings: "Settings") -> "EngineRack":
    """Build what hands out every engine by name; nothing is loaded yet."""
    from trending_now.pipeline.engines import EngineRack

    def load(name: str) -> Engine:
        return _llm(settings, rack.engine("boosted")) if name == "llm" else build_engine(settings, name)

    descriptions = {name: ENGINE_DESCRIPTIONS.get(name, "") for name in ENGINES}
    rack = EngineRack(load, descriptions, settings.engine, time.monotonic, KEYED)
    return rack


class Readers:
    """Gives the engines that read every title: the one of the settings, before a slow one what stands in for it.

    The engine `llm` is built anew each time, so that a run takes up moved labels and new calibrations, and has a budget
    of its own. Where that fails the last one goes on, and `warn` is told why.

    Raises:
        WrongUse: there is no engine of that name.
        SettingsError: the engine `llm` lacks a setting.
    """

    def __init__(self, settings: "Settings", warn: Callable[[str], None]) -> None:
        self._settings, self._warn = settings, warn
        self._quick = build_engine(settings, "boosted" if settings.engine == "llm" else None)
        self._slow = _llm(settings, self._quick) if settings.engine == "llm" else None

    def __call__(self) -> list[Engine]:
        """Return the engines of the next run, in the order in which they read."""
        if self._slow is None:
            return [self._quick]
        try:
            self._slow = _llm(self._settings, self._quick)
        except TrendingNowError as error:
            self._warn(f"{error} The engine llm goes on as it was.")
        return [self._quick, self._slow]


def _boosted(_settings: "Settings | None") -> Engine:
    from trending_now.models.boosted import load_boosted

    return load_boosted()


def _rules(_settings: "Settings | None") -> Engine:
    from trending_now.models.rules import load_rules

    return load_rules()


def _llm(settings: "Settings | None", stand_in: Engine | None = None) -> "LlmEngine":
    from trending_now.settings import load_settings
    from trending_now.wiring.llm import build_llm

    return build_llm(settings or load_settings(), stand_in or load_engine("boosted"))


ENGINES: dict[str, Callable[["Settings | None"], Engine]] = {"boosted": _boosted, "rules": _rules, "llm": _llm}
KEYED = frozenset({"llm"})  # each answer costs money
ENGINE_DESCRIPTIONS = {
    "boosted": (
        "A small language model trained on plots, combined with word statistics; its probabilities are calibrated."
    ),
    "llm": "A language model of your choice, its quotes checked; where it gives no answer, boosted does.",
    "rules": "Weighted keywords and nothing else: fast, easy to follow, and often wrong.",
}
