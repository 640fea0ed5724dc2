"""Draws pairs of titles from real lists, for labels by hand: `python -m bench.title_pairs FOLDER KNOWN OUT [FACTOR]`.

FOLDER holds genre_corpus, cmu_metadata and wikipedia_leads (Parquet), KNOWN pairs whose names are left out. The strata
have the proportions of the lists; FACTOR draws more of each. OUT gets facts and digests of words, OUT.strata how many
pairs of each stratum there are in the lists, and OUT.texts what the lists say of each drawn one, for whoever labels
them; the last is not for the repository.
"""

import hashlib
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl
from rapidfuzz import fuzz, process

from trending_now.domain.matching.text_clues import SHORTEST_LONG, names_in, words_in, years_said
from trending_now.domain.names import name_key, words_of

SEED = 20_261_206
# Of 360 pairs each stratum has its share of the lists' 46,921, so that the plain figures are of what the lists hold.
# Sets for development are better drawn by {"same": 50, "year1": 39, "year6": 46, "far": 20, "kind": 35, "fuzzy": 110}.
STRATA = {"same": 178, "year1": 11, "year6": 13, "far": 112, "kind": 13, "fuzzy": 33}
ALIKE = 88.0
SHOWN = 220  # letters of a text
SHORT = {"United States of America": "US", "India": "IN", "United Kingdom": "GB", "England": "GB", "Scotland": "GB",
         "France": "FR", "Italy": "IT", "Japan": "JP", "Canada": "CA", "Germany": "DE", "West Germany": "DE",
         "German Democratic Republic": "DE", "Weimar Republic": "DE", "Nazi Germany": "DE", "Argentina": "AR",
         "Hong Kong": "HK", "Spain": "ES", "Australia": "AU", "South Korea": "KR", "Korea": "KR", "Mexico": "MX",
         "Netherlands": "NL", "Sweden": "SE", "China": "CN", "Denmark": "DK", "Soviet Union": "SU", "Philippines": "PH",
         "Poland": "PL", "Belgium": "BE", "New Zealand": "NZ", "Norway": "NO", "Russia": "RU", "Hungary": "HU",
         "Brazil": "BR", "Ireland": "IE", "Switzerland": "CH", "Austria": "AT", "Finland": "FI", "Israel": "IL",
         "Turkey": "TR", "Iran": "IR", "Thailand": "TH", "South Africa": "ZA", "Greece": "GR", "Taiwan": "TW",
         "Portugal": "PT", "Egypt": "EG", "Indonesia": "ID", "Iceland": "IS", "Romania": "RO"}  # fmt: skip
SAID = {"American": "US", "British": "GB", "French": "FR", "Italian": "IT", "Japanese": "JP", "Canadian": "CA",
        "German": "DE", "Australian": "AU", "Indian": "IN", "Spanish": "ES", "Mexican": "MX", "Irish": "IE",
        "Swedish": "SE", "Danish": "DK", "Polish": "PL", "Belgian": "BE", "Chinese": "CN", "Korean": "KR",
        "Argentine": "AR"}  # fmt: skip
OPENING = re.compile(r"\b(?:is|was) an? (?:\d{4} )?((?:[A-Z][\w–-]+ )+)")


@dataclass(frozen=True, slots=True)
class Entry:
    """A title as one list has it; `text` is for the eyes of whoever labels it only."""

    list: str
    name: str
    year: int
    kind: str
    countries: tuple[str, ...]
    tags: tuple[str, ...]
    text: str
    said: str = ""

    @property
    def key(self) -> str:
        """The form under which names are compared."""
        return name_key(self.name)


def read_lists(folder: Path) -> list[Entry]:
    """Return the entries of all lists, in their order."""
    return [*_catalogues(folder), *_metadata(folder), *_leads(folder)]


def namesakes(entries: Iterable[Entry]) -> defaultdict[tuple[str, str, str], list[int]]:
    """Return the years of a list's titles of one name and kind."""
    years: defaultdict[tuple[str, str, str], list[int]] = defaultdict(list)
    for entry in entries:
        years[entry.list, entry.key, entry.kind].append(entry.year)
    return years


def facts_of(entry: Entry, other: Entry, years: Mapping[tuple[str, str, str], list[int]]) -> dict[str, Any]:
    """Return what is kept of an entry: facts, what its text and the other's share, its list's titles of either name.

    `namesakes` are the years of the others of its own name, `of_other` those of the titles that bear the other's name.
    """
    named = list(years.get((entry.list, entry.key, entry.kind), ()))
    if entry.year in named:
        named.remove(entry.year)
    others = years.get((entry.list, other.key, entry.kind), ()) if other.key != entry.key else ()
    kept = asdict(entry) | {"countries": list(entry.countries), "tags": list(entry.tags)}
    del kept["said"]
    kept |= {"text": opaque(entry, other) if entry.text else ""}
    return kept | {"namesakes": sorted(named), "of_other": sorted(others)}


def opaque(entry: Entry, other: Entry) -> str:
    """Return what of a text tells it from others, unreadable: digests of words that both have, and the years it says.

    Words of the two names stay as they are.
    """
    of_names = {word for each in (entry, other) for word in words_of(each.name).split()}
    kept = (words_in(entry.text) & words_in(other.text)) | (words_in(entry.text) & of_names)
    names = names_in(entry.text)
    words = [_digest(word, capital=word in names) for word in sorted(kept - of_names) if _tells(word, names)]
    years = " ".join(f"it is a {year}" for year in sorted(years_said(entry.text)))
    return " ".join(["it", *words, *sorted(kept & of_names), years]).strip()


def _tells(word: str, names: frozenset[str]) -> bool:
    return word in names or len(word) >= SHORTEST_LONG


def _digest(word: str, *, capital: bool) -> str:
    """Return a made-up word of about the length of this one, the same for the same."""
    letters = hashlib.blake2b(word.encode()).hexdigest()[: 9 if len(word) >= SHORTEST_LONG else 5]
    return ("Q" if capital else "q") + letters


def draw(
    pools: Mapping[str, list[tuple[Entry, Entry]]], left_out: set[str], factor: float
) -> Iterator[tuple[str, Entry, Entry]]:
    """Yield pairs of each stratum, each name in one pair only, and none that is left out."""
    dice = random.Random(SEED)
    used = set(left_out)
    for stratum, number in STRATA.items():
        pool = list(pools[stratum])
        dice.shuffle(pool)
        taken = 0
        for one, other in pool:
            if taken < number * factor and used.isdisjoint((one.key, other.key)):
                used |= {one.key, other.key}
                taken += 1
                yield stratum, one, other


def _catalogues(folder: Path) -> Iterator[Entry]:
    frame = pl.read_parquet(folder / "genre_corpus.parquet").filter(pl.col("text_kind") == "blurb")
    for row in frame.iter_rows(named=True):
        if row["year"] and row["kind"]:
            source = row["source"].removeprefix("catalogue:")
            yield Entry(source, row["title"], row["year"], row["kind"], (), tuple(row["source_genres"]), row["text"])


def _metadata(folder: Path) -> Iterator[Entry]:
    for row in pl.read_parquet(folder / "cmu_metadata.parquet").iter_rows(named=True):
        if row["year"] and row["title"]:
            countries = tuple(dict.fromkeys(SHORT.get(x, x) for x in row["countries"] or ()))
            tags, said = tuple(row["genres"] or ()), f"{row['languages']} {row['countries']}"
            yield Entry("cmu", row["title"], row["year"], "movie", countries, tags, "", said)


def _leads(folder: Path) -> Iterator[Entry]:
    for row in pl.read_parquet(folder / "wikipedia_leads.parquet").iter_rows(named=True):
        if row["year"] and row["title"]:
            found = OPENING.search(row["lead"] or "")
            words = re.split("[ –-]", found[1].replace("Korean War", "")) if found else []
            countries = tuple(dict.fromkeys(SAID[word] for word in words if word in SAID))
            tags = tuple(row["genres"] or ())
            yield Entry("leads", row["title"], row["year"], "movie", countries, tags, row["lead"] or "")


def pools_of(entries: list[Entry]) -> dict[str, list[tuple[Entry, Entry]]]:
    """Return all pairs of two lists that may be one title, by stratum."""
    pools: defaultdict[str, list[tuple[Entry, Entry]]] = defaultdict(list)
    by_key: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_key[entry.key].append(entry)
    for same in by_key.values():
        for number, one in enumerate(same):
            for other in same[number + 1 :]:
                if one.list != other.list:
                    pools[_stratum(one, other)].append((one, other))
    pools["fuzzy"] = list(_alike(entries))
    return pools


def _stratum(one: Entry, other: Entry) -> str:
    gap = abs(one.year - other.year)
    if one.kind != other.kind:
        return "kind"
    return "same" if gap == 0 else "year1" if gap == 1 else "year6" if gap <= 6 else "far"


def _alike(entries: list[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Yield pairs of other names that share most words or letters, a year apart at most; one is of a catalogue."""
    by_year: defaultdict[tuple[str, int], list[Entry]] = defaultdict(list)
    for entry in entries:
        by_year[entry.kind, entry.year].append(entry)
    for one in (entry for entry in entries if entry.list not in ("cmu", "leads")):
        others = [x for year in (-1, 0, 1) for x in by_year[one.kind, one.year + year] if x.list != one.list]
        keys = [other.key for other in others]
        scorers = (fuzz.token_set_ratio, fuzz.ratio)
        extracted = [process.extract(one.key, keys, scorer=x, score_cutoff=ALIKE, limit=3) for x in scorers]
        for index in sorted({index for found in extracted for _, _, index in found}):
            if others[index].key != one.key:
                yield one, others[index]


def main() -> None:
    """Draw the pairs and write two files: OUT with their facts, OUT.texts with what the lists say."""
    folder, known, out = (Path(path) for path in sys.argv[1:4])
    factor = float(sys.argv[4]) if len(sys.argv) > 4 else 1.0
    pairs = [json.loads(line) for line in known.read_text("utf-8").splitlines()]
    left_out = {name_key(pair[side]["name"]) for pair in pairs for side in ("one", "other")}
    entries = read_lists(folder)
    years, pools = namesakes(entries), pools_of(entries)
    Path(f"{out}.strata").write_text(json.dumps({stratum: len(pool) for stratum, pool in pools.items()}), "utf-8")
    with out.open("w", encoding="utf-8") as facts, Path(f"{out}.texts").open("w", encoding="utf-8") as texts:
        for number, (stratum, one, other) in enumerate(draw(pools, left_out, factor), start=1):
            row = {"stratum": stratum, "one": facts_of(one, other, years), "other": facts_of(other, one, years)}
            facts.write(json.dumps(row, ensure_ascii=False) + "\n")
            texts.write(f"{number} {stratum}\n" + _in_words(one) + _in_words(other))


def _in_words(entry: Entry) -> str:
    said = f"{', '.join(entry.tags)} {entry.said} § {' '.join(entry.text.split())[:SHOWN]}"
    return f"  {entry.list}: {entry.name} ({entry.kind} {entry.year}) {said}\n"


if __name__ == "__main__":
    main()
