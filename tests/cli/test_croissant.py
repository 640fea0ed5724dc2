"""A snapshot's Croissant metadata: mlcroissant finds no fault in it, and reads the rows with it."""

import json

import pytest

from tests.cli.commands import TrendingNow


def test_mlcroissant_accepts_the_metadata_and_reads_the_records(stocked: TrendingNow) -> None:
    mlcroissant = pytest.importorskip("mlcroissant", reason="mlcroissant is not installed; run `make data-setup`")
    name = json.loads(stocked("snapshot", "--json").out)["snapshot"]["name"]
    path = stocked.home / "snapshots" / name / "croissant.json"
    path.write_text(stocked("snapshot", "show", name, "--croissant").out, "utf-8")
    dataset = mlcroissant.Dataset(jsonld=path)
    assert dataset.metadata.issues.errors == set()
    (listings,) = [one.uuid for one in dataset.metadata.record_sets if one.uuid.startswith("listings:")]
    titles = {
        str(value) for record in dataset.records(listings) for value in record.values() if isinstance(value, bytes)
    }
    assert any("Tin Sheriff" in title for title in titles)


def test_every_file_and_every_column_is_described(stocked: TrendingNow) -> None:
    manifest = json.loads(stocked("snapshot", "--json").out)["snapshot"]
    told = json.loads(stocked("snapshot", "show", "latest", "--croissant").out)
    files = {file["path"]: file["sha256"] for table in manifest["tables"] for file in table["files"]}
    assert {file["@id"]: file["sha256"] for file in told["distribution"]} == files
    columns = {(table["name"], column) for table in manifest["tables"] if table["files"] for column in table["columns"]}
    assert {(x["@id"].partition(":")[0], field["name"]) for x in told["recordSet"] for field in x["field"]} == columns


def test_metadata_of_a_damaged_snapshot_are_not_given_as_those_of_a_whole_one(stocked: TrendingNow) -> None:
    name = json.loads(stocked("snapshot", "--json").out)["snapshot"]["name"]
    (file, *_) = (stocked.home / "snapshots" / name / "processed" / "listings").rglob("*.parquet")
    file.unlink()
    told = stocked("snapshot", "show", name, "--croissant", "--verify")
    assert told.exit_code == 1
    assert "is missing" in told.err
    assert json.loads(told.out)["name"] == f"trending-now-{name}"
