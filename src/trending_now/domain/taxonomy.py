"""The closed set of genres and the versioned map from every source's tags to it (`taxonomy.json`)."""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

from trending_now.domain.genre import Genre, SourceTag, Vote, VoteRule


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """What each source tag means; a vocabulary's own entry stands before the common one.

    `meanings` maps (vocabulary or "common", casefolded tag) to a rule and its genres; no genres means that the tag is
    known and says nothing about ours ("News", "TV Movie").
    """

    version: str
    meanings: dict[tuple[str, str], tuple[VoteRule, tuple[Genre, ...]]]

    def knows(self, tag: SourceTag) -> bool:
        """Tell whether the tag is in the map."""
        return self._meaning(tag) is not None

    def vote(self, tag: SourceTag) -> Vote | None:
        """Return what the tag votes for; None if it is unknown or says nothing about our genres."""
        meaning = self._meaning(tag)
        if meaning is None or not meaning[1]:
            return None
        return Vote(tag, *meaning)

    def _meaning(self, tag: SourceTag) -> tuple[VoteRule, tuple[Genre, ...]] | None:
        key = tag.text.strip().casefold()
        return self.meanings.get((tag.vocabulary, key)) or self.meanings.get(("common", key))


@cache
def load_taxonomy() -> Taxonomy:
    """Read the taxonomy that this version of the program ships."""
    content = json.loads(resources.files(__package__).joinpath("taxonomy.json").read_text("utf-8"))
    meanings: dict[tuple[str, str], tuple[VoteRule, tuple[Genre, ...]]] = {}
    for vocabulary, rules in content["vocabularies"].items():
        for rule in VoteRule:
            for tag, genres in rules.get(rule.value, {}).items():
                meanings[vocabulary, tag.casefold()] = (rule, tuple(Genre(name) for name in genres))
        for tag in rules.get("no_genre", []):
            meanings[vocabulary, tag.casefold()] = (VoteRule.ALL_OF, ())
    return Taxonomy(content["version"], meanings)
