"""Snapshots and their differences as lines for people."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trending_now.domain.snapshot import Manifest, SnapshotModel
    from trending_now.pipeline.snapshot import SnapshotOutcome
    from trending_now.pipeline.snapshot_difference import ChangedTitle, SnapshotDifference

MOST_SHOWN = 10


def outcome_lines(outcome: "SnapshotOutcome") -> list[str]:
    """Say which snapshot stands for the catalogue now."""
    manifest, lost = outcome.manifest, []
    if outcome.lost_files:
        files = "1 file" if outcome.lost_files == 1 else f"{outcome.lost_files:,} files"
        lost = [f"Without {files} of raw answers, which the lake has lost."]
    if not outcome.is_new:
        return [f"Nothing has changed since snapshot {manifest.name}; no other was made.", *lost]
    return [f"Made snapshot {manifest.name}.", *manifest_lines(manifest)[1:], *lost]


def list_lines(manifests: "Sequence[Manifest]", url: str) -> list[str]:
    """Give a line to each snapshot."""
    if not manifests:
        return [f"There is no snapshot in {url}; `trending-now snapshot` makes one."]
    return [
        f"{x.name}  {x.content[:12]}  {_titles(x):,} titles, {_megabytes(x)} MB in {len(x.files)} files"
        for x in manifests
    ]


def manifest_lines(manifest: "Manifest") -> list[str]:
    """Show all that a manifest says, but the files one by one."""
    code = f"{manifest.program.package}{f' at {manifest.program.commit}' if manifest.program.commit else ''}"
    lines = [
        f"Snapshot {manifest.name}",
        f"  content   {manifest.content}",
        f"  made      {manifest.created_at:%Y-%m-%d %H:%M:%S} UTC by trending-now {code}, "
        f"schema {manifest.program.schema}, taxonomy {manifest.taxonomy}",
        f"  size      {_megabytes(manifest)} MB in {len(manifest.files)} files",
    ]
    lines += [
        f"  table     {table.name}: {table.rows:,} rows, {len(table.columns)} columns" for table in manifest.tables
    ]
    for source in manifest.sources:
        left = f"; left out: {source.why_left_out}" if source.why_left_out else ""
        lines.append(f"  source    {source.name}: {source.listings:,} titles, policy {source.policy}{left}")
    lines += [f"  model     {_model_line(model)}" for model in manifest.models]
    broken = [check for check in manifest.checks if check.broken]
    return lines + [f"  check     {check.rule}: {check.broken:,} ({check.level})" for check in broken]


def difference_lines(found: "SnapshotDifference") -> list[str]:
    """Say what differs; of each kind the first few titles by name."""
    if found.same_content:
        return [f"{found.before} and {found.after} hold the very same."]
    lines = [f"From {found.before} to {found.after}:"]
    for what, titles in (
        ("titles added", found.added),
        ("titles removed", found.removed),
        ("titles changed", found.changed),
        ("labels changed", found.relabelled),
        ("predictions changed", found.predicted_anew),
    ):
        lines.append(f"  {len(titles):,} {what}")
        lines += [f"    {_title_line(title)}" for title in titles[:MOST_SHOWN]]
        if len(titles) > MOST_SHOWN:
            lines.append(f"    … and {len(titles) - MOST_SHOWN:,} more; --json names them all")
    moved = [f"{name} {old:,} → {new:,}" for name, (old, new) in found.rows.items() if old != new]
    return [*lines, f"  rows: {', '.join(moved) or 'as many in every table'}"]


def _title_line(title: "ChangedTitle") -> str:
    changes = f": {', '.join(title.changes)}" if title.changes else ""
    return f"{title.title} ({title.source} {title.source_key}){changes}"


def _model_line(model: "SnapshotModel") -> str:
    sets = ", ".join(map(str, model.version.training_sets))
    return f"{model.engine}: {model.titles:,} titles by {model.version}{f', fitted with {sets}' if sets else ''}"


def _titles(manifest: "Manifest") -> int:
    return sum(source.listings for source in manifest.sources if not source.why_left_out)


def _megabytes(manifest: "Manifest") -> str:
    return f"{sum(file.size_bytes for file in manifest.files) / 1e6:,.1f}"
