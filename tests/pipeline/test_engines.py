"""Engines by name: loaded once, and anew where they cost money."""

from dataclasses import dataclass, field

import pytest

from trending_now.domain.ports import Engine
from trending_now.errors import PromptError, WrongUse
from trending_now.models.rules import load_rules
from trending_now.pipeline.engines import EngineChoice, EngineRack


@dataclass(slots=True)
class Loading:
    """Loads `rules`, whatever the name, and notes for whom."""

    asked: list[str] = field(default_factory=list)
    broken: bool = False

    def __call__(self, name: str) -> Engine:
        self.asked.append(name)
        if self.broken:
            raise PromptError("The prompt is malformed.")
        return load_rules()


@dataclass(slots=True)
class Ticking:
    """A clock that stands still until it is moved."""

    seconds: float = 1_000.0

    def __call__(self) -> float:
        return self.seconds


def test_an_engine_is_loaded_when_it_is_first_asked_for_and_only_then() -> None:
    loading = Loading()
    rack = EngineRack(loading, {"boosted": "", "rules": ""}, "rules", Ticking())

    first, again = rack.engine(), rack.engine("rules")

    assert first is again
    assert loading.asked == ["rules"]


def test_the_choices_begin_with_the_default_and_know_the_version_of_what_is_loaded() -> None:
    rack = EngineRack(Loading(), {"boosted": "Learned.", "rules": "Weighed."}, "rules", Ticking())
    before = rack.choices()

    version = str(rack.engine().version)

    assert before == (EngineChoice("rules", "Weighed.", True, None), EngineChoice("boosted", "Learned.", False, None))
    assert rack.choices()[0].version == version


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    for name in ("oracle", ""):
        with pytest.raises(WrongUse, match=f"no engine '{name}'; choose one of: boosted, rules"):
            EngineRack(Loading(), {"boosted": "", "rules": ""}, "rules", Ticking()).engine(name)


def test_an_engine_that_costs_is_loaded_anew_when_a_minute_has_passed() -> None:
    loading, clock = Loading(), Ticking()
    rack = EngineRack(loading, {"boosted": "", "llm": ""}, "boosted", clock, frozenset({"llm"}))

    first, free = rack.engine("llm"), rack.engine("boosted")
    clock.seconds += 59
    soon = rack.engine("llm")
    clock.seconds += 1
    later = rack.engine("llm")

    assert first is soon
    assert first is not later
    assert free is rack.engine("boosted")


def test_an_engine_that_cannot_be_loaded_anew_goes_on_and_is_tried_again_a_minute_later() -> None:
    loading, clock = Loading(), Ticking()
    rack = EngineRack(loading, {"llm": ""}, "llm", clock, frozenset({"llm"}))
    first = rack.engine()
    loading.broken = True
    clock.seconds += 60

    during = [rack.engine(), rack.engine()]
    loading.broken = False
    clock.seconds += 60

    assert during == [first, first]
    assert loading.asked == ["llm", "llm"]
    assert rack.engine() is not first
