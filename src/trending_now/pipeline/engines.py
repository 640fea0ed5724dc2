"""The engines that a running app may ask by name, each loaded when it is first asked for."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from trending_now.domain.ports import Engine
from trending_now.errors import TrendingNowError, WrongUse
from trending_now.logs import logger

log = logger(__name__)

KEYED_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """An engine that may be asked for; `version` is known once it has been loaded."""

    name: str
    description: str
    is_default: bool
    version: str | None


class EngineRack:
    """Hands out engines by name; `descriptions` names all there are.

    An engine is loaded once. The `keyed` ones, which cost money, are loaded again when a minute has passed, so that
    moved labels and new calibrations take effect; if that fails, the old one stays. `clock` counts seconds.
    """

    def __init__(
        self,
        load: Callable[[str], Engine],
        descriptions: Mapping[str, str],
        default: str,
        clock: Callable[[], float],
        keyed: frozenset[str] = frozenset(),
    ) -> None:
        self.keyed = keyed
        self._load, self._descriptions, self._default, self._clock = load, dict(descriptions), default, clock
        self._locks = {name: threading.Lock() for name in self._descriptions}
        self._loaded: dict[str, Engine] = {}
        self._renewed: dict[str, float] = {}

    def engine(self, name: str | None = None) -> Engine:
        """Return an engine, by default the one of the settings.

        Raises:
            WrongUse: there is no engine of that name.
            TrendingNowError: it cannot be loaded.
        """
        wanted = self._default if name is None else name
        if wanted not in self._descriptions:
            raise WrongUse(f"There is no engine {wanted!r}; choose one of: {', '.join(self._descriptions)}.")
        with self._locks[wanted]:
            if wanted not in self._loaded:
                self._loaded[wanted], self._renewed[wanted] = self._load(wanted), self._clock()
            elif wanted in self.keyed and self._clock() - self._renewed[wanted] >= KEYED_SECONDS:
                self._renew(wanted)
            return self._loaded[wanted]

    def needs_key(self, name: str | None) -> bool:
        """Tell whether only callers with a key may ask an engine; without a name no key is needed."""
        return name in self.keyed

    def open_name(self, name: str | None) -> str | None:
        """Return the name to ask for callers without a key: the one they gave, or a free engine if they gave none."""
        return "boosted" if name is None and self._default in self.keyed else name

    def open_choices(self) -> tuple[EngineChoice, ...]:
        """Return what anybody may ask for, the default first."""
        return tuple(choice for choice in self.choices() if choice.name not in self.keyed)

    def choices(self) -> tuple[EngineChoice, ...]:
        """Return what may be asked for, the default first; nothing is loaded."""
        ordered = sorted(self._descriptions.items(), key=lambda pair: pair[0] != self._default)
        return tuple(EngineChoice(name, about, name == self._default, self._version(name)) for name, about in ordered)

    def _renew(self, name: str) -> None:
        self._renewed[name] = self._clock()
        try:
            self._loaded[name] = self._load(name)
        except TrendingNowError as error:
            log.warning("the engine goes on as it was", engine=name, error=str(error))

    def _version(self, name: str) -> str | None:
        return str(self._loaded[name].version) if name in self._loaded else None
