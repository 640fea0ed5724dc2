"""What has changed from one snapshot to another: titles and labels, added, removed and changed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import compress
from typing import TYPE_CHECKING, Any

from trending_now.domain.snapshot import Manifest
from trending_now.store.snapshots.columns import ENRICHMENTS, LISTINGS
from trending_now.store.snapshots.shelf import SnapshotShelf

if TYPE_CHECKING:
    import polars as pl

KEY = ("source", "source_key")
LABELS = ("genres", "genres_uncertain", "source_genre_tags")
NOT_COMPARED = {*KEY, *LABELS, "title_id", "unknown_tags", "policy", "train_use", "fetched_at"}


@dataclass(frozen=True, slots=True)
class ChangedTitle:
    """One title of one source: its name, and what is different ("plot_summary", "+Drama", "-Crime")."""

    source: str
    source_key: str
    title: str
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SnapshotDifference:
    """What differs between two snapshots: titles by source, their facts, their sources' labels, and predictions.

    `rows` has the number of rows of each table before and after.
    """

    before: str
    after: str
    same_content: bool
    rows: dict[str, tuple[int, int]]
    added: tuple[ChangedTitle, ...]
    removed: tuple[ChangedTitle, ...]
    changed: tuple[ChangedTitle, ...]
    relabelled: tuple[ChangedTitle, ...]
    predicted_anew: tuple[ChangedTitle, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the difference for programs."""
        return asdict(self)


def difference(shelf: SnapshotShelf, before: Manifest, after: Manifest) -> SnapshotDifference:
    """Compare two snapshots; a title is one source's, known by that source's own key.

    Raises:
        StoreError: a file of one is missing or broken.
    """
    old, new = (shelf.read(manifest, LISTINGS) for manifest in (before, after))
    both = old.join(new, on=KEY, suffix="_new").sort(KEY)
    return SnapshotDifference(
        before=before.name,
        after=after.name,
        same_content=before.content == after.content,
        rows=_rows(before, after),
        added=_named(new.join(old, on=KEY, how="anti")),
        removed=_named(old.join(new, on=KEY, how="anti")),
        changed=_changed(both),
        relabelled=_relabelled(both, LABELS[:2]),
        predicted_anew=_relabelled(_predictions(shelf, before, after, both), ("genres",)),
    )


def _rows(before: Manifest, after: Manifest) -> dict[str, tuple[int, int]]:
    names = dict.fromkeys(table.name for manifest in (before, after) for table in manifest.tables)
    held = {name: (before.table(name), after.table(name)) for name in names}
    return {name: (one.rows if one else 0, other.rows if other else 0) for name, (one, other) in held.items()}


def _named(frame: "pl.DataFrame") -> tuple[ChangedTitle, ...]:
    rows = frame.sort(KEY).select(*KEY, "title").iter_rows()
    return tuple(ChangedTitle(*row) for row in rows)


def _changed(both: "pl.DataFrame") -> tuple[ChangedTitle, ...]:
    """Return the titles whose facts or texts differ, with the columns that do."""
    import polars as pl

    columns = [name for name in both.columns if f"{name}_new" in both.columns and name not in NOT_COMPARED]
    differs = {name: pl.col(name).ne_missing(pl.col(f"{name}_new")) for name in columns}
    if not columns:
        return ()
    found = both.filter(pl.any_horizontal(differs.values())).select(*KEY, "title_new", **differs)
    return tuple(
        ChangedTitle(source, key, title, tuple(compress(columns, differing)))
        for source, key, title, *differing in found.iter_rows()
    )


def _relabelled(both: "pl.DataFrame", columns: Sequence[str]) -> tuple[ChangedTitle, ...]:
    """Return the titles whose genres differ: those that came with a plus, those that went with a minus."""
    import polars as pl

    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_new")) for name in columns)
    pairs = [part for name in columns for part in (name, f"{name}_new")]
    found = both.filter(differs).select(*KEY, "title_new", *pairs)
    rows = found.iter_rows()
    return tuple(ChangedTitle(source, key, title, _signs(columns, lists)) for source, key, title, *lists in rows)


def _signs(columns: Sequence[str], lists: Sequence[list[str] | None]) -> tuple[str, ...]:
    signs: list[str] = []
    for name, old, new in zip(columns, lists[::2], lists[1::2], strict=True):
        mark = "?" if name == "genres_uncertain" else ""
        signs += [f"-{genre}{mark}" for genre in old or () if genre not in (new or ())]
        signs += [f"+{genre}{mark}" for genre in new or () if genre not in (old or ())]
    return tuple(signs)


def _predictions(shelf: SnapshotShelf, before: Manifest, after: Manifest, both: "pl.DataFrame") -> "pl.DataFrame":
    """Return for each title in both what each engine chose before and after; title ids differ between snapshots."""
    wanted = ("title_id", "engine", "genres")
    old, new = (shelf.read(manifest, ENRICHMENTS, wanted) for manifest in (before, after))
    listed = both.select(*KEY, "title_new", "title_id", "title_id_new")
    told = listed.join(old, on="title_id").join(
        new.rename({"title_id": "title_id_new"}), on=["title_id_new", "engine"], suffix="_new"
    )
    return told.sort(*KEY, "engine")
