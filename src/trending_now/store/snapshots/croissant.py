"""A snapshot's metadata in Croissant, MLCommons' format, so that tools for data sets can read it."""

from typing import Any

from trending_now.domain.snapshot import Manifest, SnapshotFile, SnapshotTable

CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
CR = ("citeAs", "column", "extract", "field", "fileProperty", "fileObject", "fileSet", "format", "includes", "jsonPath",
      "key", "md5", "parentField", "path", "recordSet", "references", "regex", "repeated", "replace", "separator",
      "source", "subField", "transform", "isLiveDataset")  # fmt: skip
CONTEXT: dict[str, Any] = {
    "@language": "en", "@vocab": "https://schema.org/", "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/", "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/", "conformsTo": "dct:conformsTo", "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"}, "examples": {"@id": "cr:examples", "@type": "@json"},
} | {name: f"cr:{name}" for name in CR}  # fmt: skip
ABOUT = (
    "Film and television titles with plots, reviews, what sources call their genres, and labels of a closed "
    "taxonomy of 20 genres; frozen, without anything that may be kept for a time only."
)
TYPES = {
    "Int": "sc:Integer", "Float": "sc:Float", "Boolean": "sc:Boolean", "Datetime": "sc:DateTime", "Date": "sc:Date",
}  # fmt: skip


def croissant_of(manifest: Manifest, url: str) -> dict[str, Any]:
    """Return a snapshot's metadata as JSON-LD; files are named as they lie below its folder, which `url` names.

    A table has a record set for each of its partitions, since a record set reads one file.
    """
    files = [(table, file) for table in manifest.tables for file in table.files]
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "name": f"trending-now-{manifest.name}",
        "description": ABOUT,
        "conformsTo": CONFORMS_TO,
        "version": f"1.0.0+{manifest.content[:12]}",
        "datePublished": manifest.created_at.isoformat(),
        "url": url,
        "license": sorted({policy.credit.licence or "see creditText" for policy in manifest.policies}),
        "creditText": " ".join(policy.credit.text for policy in manifest.policies),
        "distribution": [_distribution(file) for _, file in files],
        "recordSet": [_record_set(table, file) for table, file in files],
    }


def _distribution(file: SnapshotFile) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "contentUrl": file.path,
        "contentSize": f"{file.size_bytes} B",
        "encodingFormat": "application/x-parquet",
        "sha256": file.sha256,
    }


def _record_set(table: SnapshotTable, file: SnapshotFile) -> dict[str, Any]:
    own = f"{table.name}:{file.path}"
    return {
        "@type": "cr:RecordSet",
        "@id": own,
        "name": own,
        "description": f"{file.rows} rows of the table {table.name}; docs/data_dictionary.md explains its columns.",
        "field": [_field(own, file, column, kind) for column, kind in table.columns.items()],
    }


def _field(record_set: str, file: SnapshotFile, column: str, kind: str) -> dict[str, Any]:
    plain = kind.removeprefix("List(").rstrip(")")
    described = {
        "@type": "cr:Field",
        "@id": f"{record_set}/{column}",
        "name": column,
        "dataType": next((ours for name, ours in TYPES.items() if plain.startswith(name)), "sc:Text"),
        "source": {"fileObject": {"@id": file.path}, "extract": {"column": column}},
    }
    return described | ({"repeated": True} if kind.startswith("List(") else {})
