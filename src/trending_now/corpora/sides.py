"""Puts each title on a side of the split: the one it already has, else one by a hash of its name."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from trending_now.corpora.labelled_text import LabelledText
from trending_now.corpora.title_names import work_key
from trending_now.corpora.twins import YEAR_TOLERANCE, Links
from trending_now.errors import WrongUse

TRAIN, VAL, TEST, HOLDOUT = "train", "val", "test", "holdout"
SIDES = frozenset({TRAIN, VAL, TEST, HOLDOUT})


@dataclass(frozen=True, slots=True)
class Shares:
    """The shares of titles for validation and for test; the rest is for training."""

    val: float = 0.12
    test: float = 0.18

    def __post_init__(self) -> None:
        if self.val < 0 or self.test < 0 or self.val + self.test >= 1:
            raise WrongUse(f"The shares {self.val:g} (val) and {self.test:g} (test) leave nothing to train on.")

    def side_of(self, key: str) -> str:
        """Return the side of a new title, the same for the same key on every machine."""
        point = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) / 2**64
        return TEST if point < self.test else VAL if point < self.test + self.val else TRAIN


@dataclass(frozen=True, slots=True)
class PlacedTitle:
    """A title that already has a side; an unknown year matches every year."""

    id: str
    name: str
    year: int | None
    side: str


class Placing:
    """Puts titles on sides, all of the same name on the same one unless they already have different sides."""

    def __init__(self, placed: Iterable[PlacedTitle], shares: Shares) -> None:
        self._shares = shares
        self._by_id: dict[str, str] = {}
        self._by_name: defaultdict[str, set[tuple[int | None, str]]] = defaultdict(set)
        for title in placed:
            self._by_id[title.id] = title.side
            self._by_name[work_key(title.name)].add((title.year, title.side))

    def place(self, titles: Sequence[Sequence[LabelledText]]) -> list[str | None]:
        """Return each title's side; None if placed titles that it may be the same as are on different sides."""
        families = Links()
        for title in titles:
            first, *others = sorted({work_key(text.name) for text in title})
            for other in others:
                families.join(first, other)
        return [self._side(title, families) for title in titles]

    def _side(self, title: Sequence[LabelledText], families: Links) -> str | None:
        known = {self._by_id[text.id] for text in title if text.id in self._by_id} or self._of_namesakes(title)
        if not known:
            return self._shares.side_of(families.group(work_key(title[0].name)))
        return known.pop() if len(known) == 1 else None

    def _of_namesakes(self, title: Sequence[LabelledText]) -> set[str]:
        names = {work_key(text.name) for text in title}
        years = {text.year for text in title if text.year is not None}
        namesakes = {placed for name in names for placed in self._by_name.get(name, ())}
        return {side for year, side in namesakes if _may_be_of(year, years)}


def read_placed(path: Path) -> list[PlacedTitle]:
    """Read the sides of titles from Parquet: MPST with `genre_split`, or a labelled corpus with `split`.

    Raises:
        WrongUse: the file is missing, is not Parquet, or names an unknown side.
    """
    import polars as pl

    try:
        scanned = pl.scan_parquet(path)
        columns = set(scanned.collect_schema().names())
        if "title" not in columns or not {"imdb_id", "id"} & columns or not {"genre_split", "split"} & columns:
            raise WrongUse(f"{path} says no sides; it needs: id or imdb_id, title, and split or genre_split.")
        rows = scanned.select(
            pl.concat_str(pl.lit("imdb:"), "imdb_id") if "imdb_id" in columns else pl.col("id").cast(pl.String),
            pl.col("title").cast(pl.String).fill_null(""),
            pl.col("year").cast(pl.Int64, strict=False) if "year" in columns else pl.lit(None).alias("year"),
            pl.col("genre_split" if "genre_split" in columns else "split").alias("side"),
        ).collect()
    except (OSError, pl.exceptions.PolarsError) as error:
        raise WrongUse(f"{path} cannot be read as Parquet: {error}.") from None
    unknown = set(rows["side"].drop_nulls()) - SIDES
    if unknown:
        raise WrongUse(f"{path} names a side {min(unknown)!r}; there are: {', '.join(sorted(SIDES))}.")
    return [PlacedTitle(*row) for row in rows.drop_nulls("side").iter_rows()]


def _may_be_of(year: int | None, years: set[int]) -> bool:
    return year is None or not years or any(abs(year - other) <= YEAR_TOLERANCE for other in years)
