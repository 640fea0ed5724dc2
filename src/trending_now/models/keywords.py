"""Finds the terms of a lexicon in a text, in time linear in its length."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
SHORTEST_STEM = 3
REMEMBERED_WORDS = 50_000
LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class Found:
    """A term found in a text, with its start and end (excluded)."""

    term: str
    start: int
    end: int


class KeywordFinder:
    """Finds terms by looking up each word of a text, instead of trying a pattern for each term.

    A term is a word ("sheriff"), the beginning of words ("ghost*") or several words in a row ("bounty hunter*").
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self._words: defaultdict[str, list[str]] = defaultdict(list)
        self._stems: defaultdict[str, list[str]] = defaultdict(list)
        self._phrases: defaultdict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        for term in terms:
            first, *rest = term.split()
            if rest:
                self._phrases[first].append((term, tuple(rest)))
            elif first.endswith("*"):
                self._stems[first[:-1]].append(term)
            else:
                self._words[first].append(term)
        self._longest_stem = max(map(len, self._stems), default=0)
        self._remembered: dict[str, tuple[str, ...]] = {}

    def find(self, text: str) -> Iterator[Found]:
        """Yield the terms found, in the text's order; a word may belong to several."""
        words = [(match[0].lower().replace("’", "'"), match.start(), match.end()) for match in _WORD.finditer(text)]
        for position, (word, start, end) in enumerate(words):
            for term in self._terms_of(word):
                yield Found(term, start, end)
            for term, rest in self._phrases.get(word, ()):
                following = words[position + 1 : position + 1 + len(rest)]
                if len(following) == len(rest) and all(map(_fits, rest, (w for w, _, _ in following))):
                    yield Found(term, start, following[-1][2])

    def count_words(self, text: str) -> int:
        """Return the number of words of a text."""
        return sum(1 for _ in _WORD.finditer(text))

    def _terms_of(self, word: str) -> tuple[str, ...]:
        known = self._remembered.get(word)
        if known is None:
            known = self._look_up(word)
            if len(self._remembered) < REMEMBERED_WORDS and len(word) <= LONGEST_WORD:
                self._remembered[word] = known
        return known

    def _look_up(self, word: str) -> tuple[str, ...]:
        found = list(self._words.get(word, ()))
        for length in range(SHORTEST_STEM, min(len(word), self._longest_stem) + 1):
            found += self._stems.get(word[:length], ())
        return tuple(found)


def _fits(wanted: str, word: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted
