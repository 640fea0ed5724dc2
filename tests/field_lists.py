"""Every field of the catalogue's tables and of a snapshot's, with its type: what the data dictionary must explain."""

import importlib
import pkgutil

from trending_now import store
from trending_now.pipeline.check.files import corpus_schema
from trending_now.pipeline.snapshot_draft import RAW_COLUMNS, RAW_TABLE
from trending_now.store.snapshots.columns import snapshot_columns
from trending_now.store.tables import Table

Fields = dict[str, dict[str, str]]
CORPUS_TEXTS = ("id", "title", "kind")


def catalogue_fields() -> Fields:
    """Return the columns of the database's tables; a question mark stands behind what may be missing."""
    for module in pkgutil.walk_packages(store.__path__, f"{store.__name__}."):
        if module.name.endswith("tables"):
            importlib.import_module(module.name)
    return {
        name: {column.name: f"{column.type}{'?' if column.nullable else ''}".lower() for column in table.columns}
        for name, table in Table.metadata.tables.items()
    }


def snapshot_fields() -> Fields:
    """Return the columns of a snapshot's tables, and of a labelled corpus."""
    tables = {name: {column: str(kind) for column, kind in kinds.items()} for name, kinds in snapshot_columns().items()}
    corpus = {name: str(kind) for name, kind in corpus_schema().items()}
    corpus |= dict.fromkeys(CORPUS_TEXTS, "String") | {"year": "Int64", "source_genres": "List(String)"}
    plain = {name: kind.partition("(time")[0] for name, kind in RAW_COLUMNS.items()}
    shown = {name: {x: _short(kind) for x, kind in kinds.items()} for name, kinds in tables.items()}
    return shown | {RAW_TABLE: plain, "labelled corpus": corpus}


def _short(kind: str) -> str:
    return "Datetime" if kind.startswith("Datetime") else kind
