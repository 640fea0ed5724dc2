"""Checks texts before a model may learn from them: not empty, long enough, correctly decoded, of one title only."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trending_now.corpora.labelled_text import LabelledText
from trending_now.domain.run import Violation

SHORTEST_WORDS = 20
EMPTY, TOO_SHORT, BROKEN_ENCODING, SHARED_PLOT = "empty plot", "too short plot", "broken encoding", "shared plot"
REPLACED = re.compile("\ufffd|ï¿½")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x80-\x9f]")
# UTF-8 decoded as Windows-1252: a lead byte becomes Â, Ã or â, and the next byte a sign that no word has there.
MOJIBAKE = re.compile("[ÂÃ][\u0080-\u00bf]|â€|Ã[ƒ†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
LOST_SIGNS = re.compile(r"(?<=[a-z])\?(?=[a-z])")
MOST_LOST_SIGNS = 2
EXCERPT = 200
NOT_A_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Checked:
    """The texts that may be used, the violations of the others, and how many titles share a text, by title id."""

    good: tuple[LabelledText, ...]
    violations: tuple[Violation, ...]
    owners: Mapping[str, int]


def check_texts(texts: Iterable[LabelledText]) -> Checked:
    """Reject texts that are empty, too short or wrongly decoded, then those that several titles of a corpus share."""
    good: list[LabelledText] = []
    violations: list[Violation] = []
    for text in texts:
        fault = text_fault(text.text)
        if fault is None:
            good.append(text)
        else:
            violations.append(_violation(text, *fault))
    owners = _owners(good)
    for text in good:
        if text.id in owners:
            message = f"Its text is that of {owners[text.id]} titles, and wrong for all of them but one."
            violations.append(_violation(text, SHARED_PLOT, message))
    return Checked(tuple(text for text in good if text.id not in owners), tuple(violations), owners)


def text_fault(text: str) -> tuple[str, str] | None:
    """Return the rule that a text breaks and a sentence about it; None if it breaks none."""
    words = len(text.split())
    if not words:
        return EMPTY, "It has no text."
    broken = REPLACED.search(text) or CONTROL.search(text) or MOJIBAKE.search(text)
    if broken:
        return BROKEN_ENCODING, f"It was decoded wrongly at character {broken.start()}."
    lost = len(LOST_SIGNS.findall(text))
    if lost > MOST_LOST_SIGNS:
        return BROKEN_ENCODING, f"In {lost} words a question mark stands for a lost sign."
    if words < SHORTEST_WORDS:
        return TOO_SHORT, f"It has {words} words, fewer than {SHORTEST_WORDS}."
    return None


def _owners(texts: Iterable[LabelledText]) -> dict[str, int]:
    """Return, by id, how many titles of one corpus share a text, where there is more than one."""
    ids: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for text in texts:
        ids[text.corpus, _fingerprint(text.text)].add(text.id)
    return {id_: len(same) for same in ids.values() if len(same) > 1 for id_ in same}


def _fingerprint(text: str) -> str:
    return NOT_A_LETTER.sub("", text.casefold())


def _violation(text: LabelledText, rule: str, message: str) -> Violation:
    return Violation(text.corpus, rule, text.id, message, text.text[:EXCERPT])
