"""Snapshots: typed Parquet tables with a manifest, on a shelf, under DVC."""
