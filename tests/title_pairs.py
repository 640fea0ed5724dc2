"""Pairs of titles of real lists, labelled by hand, and what the matcher makes of each."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.invented import listing
from trending_now.domain.genre import SourceTag
from trending_now.domain.text import Plot
from trending_now.domain.title import Kind, Listing
from trending_now.store.matching.matcher import Candidate, Matcher

FOLDER = Path(__file__).parent / "store" / "matching"
PAIRS, STRATA = FOLDER / "title_pairs.jsonl", FOLDER / "title_pair_strata.json"
SETS = ("development", "held-out", "proportional")


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """Two titles as two lists have them, and whether they are one."""

    set: str
    stratum: str
    one: dict[str, Any]
    other: dict[str, Any]
    is_same: bool

    @property
    def names(self) -> tuple[str, str]:
        """Both names."""
        return self.one["name"], self.other["name"]

    def is_joined(self) -> bool:
        """Tell whether the matcher makes one title of the pair, one list being stored and the other coming."""
        stored, coming = as_listings(self.other, self.names[0]), as_listings(self.one, self.names[1])
        matcher = Matcher(batch=coming)
        for number, each in enumerate(stored):
            title = Candidate(number, set(), each.kind, each.year, countries=frozenset(each.countries))
            matcher.add(title)
            matcher.claim(title, each)
        found = matcher.match(coming[0])
        return found is not None and found.title_id == 0


def pairs(of: str) -> list[LabelledPair]:
    """Return the pairs of a set."""
    rows = (row for row in map(json.loads, PAIRS.read_text("utf-8").splitlines()) if row["set"] == of)
    return [LabelledPair(of, row["stratum"], row["one"], row["other"], row["same"]) for row in rows]


def as_listings(said: dict[str, Any], other_name: str) -> list[Listing]:
    """Return a side of a pair as its list sends it, with all the list's titles of its name and of the other's."""
    kind = Kind(said["kind"])
    plots = (Plot(said["text"]),) if said["text"] else ()
    told = {"plots": plots, "tags": tuple(SourceTag("catalogue", tag) for tag in said["tags"])}
    facts = {"name": said["name"], "year": said["year"], "kind": kind, "countries": tuple(said["countries"])}
    near = [(said["name"], year) for year in said["namesakes"]] + [(other_name, year) for year in said["of_other"]]
    others = [
        listing(f"{n} of {year}", said["list"], name=name, year=year, kind=kind, plots=())
        for n, (name, year) in enumerate(near)
    ]
    return [listing("it", said["list"], **facts, **told), *others]


def outcomes(of: str) -> Counter[tuple[str, bool, bool]]:
    """Return how many pairs of each stratum are the same or not, and are joined or not."""
    return Counter((pair.stratum, pair.is_same, pair.is_joined()) for pair in pairs(of))


def populations() -> dict[str, int]:
    """Return how many pairs of each stratum the lists have in all."""
    found: dict[str, int] = json.loads(STRATA.read_text("utf-8"))
    return found
