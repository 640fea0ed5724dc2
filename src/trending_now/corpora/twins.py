"""Finds texts of the same title in several corpora: by id, by name and year, or by sentences that plots share."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from trending_now.corpora.labelled_text import LabelledText
from trending_now.corpora.title_names import work_key

YEAR_TOLERANCE = 1
LEAST_SENTENCE_WORDS = 8
LEAST_SHARED_SENTENCES = 2
LEAST_SHARED_SHARE = 0.1
MOST_OWNERS = 6  # a sentence in more texts is a stock phrase of the corpus
SENTENCE_END = re.compile(r"[.!?\n]+")
NOT_A_WORD = re.compile(r"[\W_]+")


class Links:
    """Groups of ids that are linked, directly or through others (union-find)."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def join(self, one: str, other: str) -> None:
        """Merge the groups of two members."""
        first, second = sorted((self.group(one), self.group(other)))
        self._parents[second] = first

    def group(self, member: str) -> str:
        """Return the name of a member's group: its smallest member."""
        root = member
        while (parent := self._parents.get(root, root)) != root:
            root = parent
        while member != root:
            self._parents[member], member = root, self._parents.get(member, member)
        return root


def group_titles(texts: Sequence[LabelledText]) -> list[list[LabelledText]]:
    """Return the texts title by title, in the order in which titles first appear."""
    links = Links()
    for one, other in (*_same_sentences(texts), *_same_name_and_year(texts)):
        links.join(one, other)
    groups: defaultdict[str, list[LabelledText]] = defaultdict(list)
    for text in texts:
        groups[links.group(text.id)].append(text)
    return list(groups.values())


def _same_name_and_year(texts: Iterable[LabelledText]) -> Iterable[tuple[str, str]]:
    """Yield pairs from different corpora; inside one corpus, titles of the same name are different titles."""
    by_name: defaultdict[str, list[LabelledText]] = defaultdict(list)
    for text in texts:
        if text.year is not None:
            by_name[work_key(text.name)].append(text)
    for same in by_name.values():
        for one, other in combinations(same, 2):
            if one.corpus != other.corpus and _nearest(one, same, other) and _nearest(other, same, one):
                yield one.id, other.id


def _nearest(text: LabelledText, same: Iterable[LabelledText], candidate: LabelledText) -> bool:
    """Tell whether no other text of the candidate's corpus and name fits the year as well."""
    gaps = {t.id: abs((t.year or 0) - (text.year or 0)) for t in same if t.corpus == candidate.corpus}
    gap = gaps.pop(candidate.id)
    return gap <= YEAR_TOLERANCE and all(other > gap for other in gaps.values())


def _same_sentences(texts: Sequence[LabelledText]) -> Iterable[tuple[str, str]]:
    """Yield pairs from different corpora whose plots come from the same text."""
    owners: defaultdict[int, list[int]] = defaultdict(list)
    counts = []
    for number, text in enumerate(texts):
        sentences = _long_sentences(text.text)
        counts.append(len(sentences))
        for sentence in sentences:
            owners[sentence].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in owners.values():
        if 2 <= len(numbers) <= MOST_OWNERS:
            shared.update(pair for pair in combinations(numbers, 2) if texts[pair[0]].corpus != texts[pair[1]].corpus)
    for (one, other), count in shared.items():
        is_all = count == counts[one] == counts[other]  # a plot of one sentence, say
        if is_all or count >= max(LEAST_SHARED_SENTENCES, LEAST_SHARED_SHARE * min(counts[one], counts[other])):
            yield texts[one].id, texts[other].id


def _long_sentences(text: str) -> set[int]:
    """Return the hashes of a text's sentences of at least 8 words, without case and punctuation."""
    sentences = (NOT_A_WORD.sub(" ", part).strip() for part in SENTENCE_END.split(text.casefold()))
    return {hash(sentence) for sentence in sentences if sentence.count(" ") >= LEAST_SENTENCE_WORDS - 1}
