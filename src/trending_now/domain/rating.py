"""Ratings as sites write them (stars, points, letters) on one scale of 1 to 10."""

import math
import re

LETTERS = {
    "A+": 10.0, "A": 9.5, "A-": 9.0, "B+": 8.0, "B": 7.5, "B-": 7.0, "C+": 6.0, "C": 5.5, "C-": 5.0,
    "D+": 4.0, "D": 3.5, "D-": 3.0, "F": 1.0,
}  # fmt: skip
DIGITS = r"\d{1,3}(?:,\d{1,2}|\.\d{1,20})?"  # as many as a third has when a program writes it
NUMBER = re.compile(DIGITS)
PERCENT = re.compile(rf"({DIGITS})\s*%")
HALF_A_STAR = frozenset({"½", "1/2"})
HALF = re.compile(r"(?<=\d)(?:\s*½|[ -]1/2(?!\d))")
OUT_OF = re.compile(
    rf"(?<![\d.,/-])({DIGITS})\s*(?:stars?\s*|points?\s*)?(?:/|out of|of)\s*(\d{{1,3}})(?![\d/])", re.IGNORECASE
)


def rating10(written: str, best: float | None = None) -> float | None:
    """Return a rating on the scale of 1 to 10: 3 of 4 stars is 7.5, 3 1/2 of them 8.75, "B+" 8; None: it tells none.

    A number's own scale ("3/5") goes before `best`, the greatest that the site gives.
    """
    text = HALF.sub(".5", written.strip().replace("−", "-").replace("–", "-"))
    if text in HALF_A_STAR and best:
        return _scaled("0.5", best)
    if (letter := text.upper().removeprefix("GRADE:").strip()) in LETTERS:
        return LETTERS[letter]
    found = OUT_OF.search(text)
    if found:
        return _scaled(found[1], float(found[2]))
    if share := PERCENT.fullmatch(text):
        return _scaled(share[1], 100)
    number = NUMBER.fullmatch(text)
    return _scaled(number[0], best) if number else None


def _scaled(number: str, best: float | None) -> float | None:
    value = float(number.replace(",", "."))
    if not best or value > best or not math.isfinite(best):
        return None
    return max(1.0, round(10 * value / best, 3))
