"""Languages by their English names, as some sources write them, and their ISO 639-1 codes."""

from functools import cache

LETTERS_OF_A_CODE = 2
OTHER_NAMES = {"bengali": "bn", "sinhalese": "si"}


def code_of_language(name: str | None) -> str | None:
    """Return the ISO 639-1 code of a language's English name; None if we do not know it."""
    return _codes().get(name.strip().casefold()) if name else None


@cache
def _codes() -> dict[str, str]:
    from babel import Locale  # few files of titles name a language

    named = Locale("en").languages.items()
    return {name.casefold(): code for code, name in named if len(code) == LETTERS_OF_A_CODE} | OTHER_NAMES
