"""Engines by name, each loaded once."""

from dataclasses import dataclass, field

import pytest

from trending_now.domain.ports import Engine
from trending_now.errors import WrongUse
from trending_now.models.rules import load_rules
from trending_now.pipeline.engines import EngineChoice, EngineRack


@dataclass(slots=True)
class Loading:
    """Loads `rules`, whatever the name, and notes for whom."""

    asked: list[str] = field(default_factory=list)

    def __call__(self, name: str) -> Engine:
        self.asked.append(name)
        return load_rules()


def test_an_engine_is_loaded_when_it_is_first_asked_for_and_only_then() -> None:
    loading = Loading()
    rack = EngineRack(loading, {"boosted": "", "rules": ""}, "rules")

    first, again = rack.engine(), rack.engine("rules")

    assert first is again
    assert loading.asked == ["rules"]


def test_the_choices_begin_with_the_default_and_know_the_version_of_what_is_loaded() -> None:
    rack = EngineRack(Loading(), {"boosted": "Learned.", "rules": "Weighed."}, "rules")
    before = rack.choices()

    version = str(rack.engine().version)

    assert before == (EngineChoice("rules", "Weighed.", True, None), EngineChoice("boosted", "Learned.", False, None))
    assert rack.choices()[0].version == version


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    for name in ("oracle", ""):
        with pytest.raises(WrongUse, match=f"no engine '{name}'; choose one of: boosted, rules"):
            EngineRack(Loading(), {"boosted": "", "rules": ""}, "rules").engine(name)
