"""The closed set of genres and the versioned map from every source's tags to it (`taxonomy.json`)."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from trending_now.domain.genre import Genre, SourceTag, Vote, VoteRule

Meaning = tuple[VoteRule, tuple[Genre, ...]]

_GAP = re.compile(r"[\s_/–-]+")
COMMON = "common"


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """What each source tag means; a vocabulary's own entry stands before the common one.

    `meanings` maps (vocabulary or "common", `tag_key`) to a rule and its genres; no genres means that the tag is known
    and says nothing about ours ("News", "TV Movie").
    """

    version: str
    meanings: dict[tuple[str, str], Meaning]

    def knows(self, tag: SourceTag) -> bool:
        """Tell whether the tag is in the map."""
        return self._meaning(tag) is not None

    def vote(self, tag: SourceTag) -> Vote | None:
        """Return what the tag votes for; None if it is unknown or says nothing about our genres."""
        meaning = self._meaning(tag)
        if meaning is None or not meaning[1]:
            return None
        return Vote(tag, *meaning)

    def _meaning(self, tag: SourceTag) -> Meaning | None:
        key = tag_key(tag.text)
        return self.meanings.get((tag.vocabulary, key)) or self.meanings.get((COMMON, key))


@cache
def load_taxonomy() -> Taxonomy:
    """Read the taxonomy that this version of the program ships."""
    content = json.loads(resources.files(__package__).joinpath("taxonomy.json").read_text("utf-8"))
    meanings = {
        (vocabulary, tag_key(tag)): meaning
        for vocabulary, rules in content["vocabularies"].items()
        for tag, meaning in written_meanings(rules)
    }
    return Taxonomy(content["version"], meanings)


def tag_key(tag: str) -> str:
    """Return a tag as it is looked up: "Coming-of-Age " and "coming of age", "&" and "and" are one."""
    plain = tag.casefold().replace("&", " and ").replace("’", "'")
    return _GAP.sub(" ", plain).strip()


def written_meanings(rules: dict[str, Any]) -> Iterator[tuple[str, Meaning]]:
    """Yield each tag of one vocabulary of the file, as written there, with its meaning."""
    for rule in VoteRule:
        for tag, genres in rules.get(rule.value, {}).items():
            yield tag, (rule, tuple(Genre(name) for name in genres))
    for tag in rules.get("no_genre", []):
        yield tag, (VoteRule.ALL_OF, ())
