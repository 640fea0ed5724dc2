"""MPST as it was first published: a folder with one raw text file a film, and lists of titles, tags and sources."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from trending_now.corpora.tables import read_tab_separated
from trending_now.corpora.unpacking import find_file
from trending_now.errors import WrongUse

TITLES, ORIGINS, TAGS = "id_title_tags.tsv", "synopsis_sources.tsv", "movie_to_label_name.json"
PARTITION, ID_LISTS = "partition.json", {"train": "train_ids.txt", "val": "val_ids.txt", "test": "test_ids.txt"}
RAW = "raw"


def is_mpst_folder(folder: Path) -> bool:
    """Tell whether the list of titles lies in the folder or below it."""
    return find_file(folder, TITLES) is not None


def read_folder(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield one row a film, in the form of the single CSV file; a film without a text file has an empty plot.

    Raises:
        WrongUse: a list or the folder of texts is missing.
    """
    origins = {cells[0]: _origin(cells[-1]) for cells in read_tab_separated(_needed(folder, ORIGINS))}
    titles = _needed(folder, TITLES)
    tag_lists = _read_json(find_file(folder, TAGS))
    splits = _splits(folder)
    texts = _text_files(folder)
    for cells in read_tab_separated(titles):
        if not cells[0].startswith("tt"):
            continue  # the header
        imdb_id = cells[0].strip()
        text = texts.get(imdb_id)
        yield {
            "id": imdb_id,
            "name": cells[1] if len(cells) > 1 else "",
            "plot": text.read_text("utf-8", errors="replace") if text else "",
            "tags": tag_lists.get(imdb_id) or (cells[2] if len(cells) > 2 else ""),
            "split": splits.get(imdb_id),
            "source": origins.get(imdb_id),
            "side": None,
        }


def _needed(folder: Path, name: str) -> Path:
    found = find_file(folder, name)
    if found is None:
        raise WrongUse(f"{folder} lacks {name}; give the folder of MPST as it was published.")
    return found


def _origin(written: str) -> str:
    return "imdb" if "imdb" in written.casefold() else "wikipedia" if "wiki" in written.casefold() else written


def _text_files(folder: Path) -> dict[str, Path]:
    raw = sorted(path for path in folder.rglob(RAW) if path.is_dir())
    if not raw:
        raise WrongUse(f"{folder} lacks the folder {RAW!r} with the texts; give MPST as it was published.")
    return {path.stem: path for path in raw[0].glob("tt*.txt")}


def _splits(folder: Path) -> dict[str, str]:
    """Return the official side of each film; early publications have lists of train and test only."""
    sides: dict[str, list[str]] = _read_json(find_file(folder, PARTITION))
    for side, name in ID_LISTS.items() if not sides else ():
        listed = find_file(folder, name)
        sides |= {side: listed.read_text("utf-8").split()} if listed else {}
    if not all(isinstance(imdb_ids, list) for imdb_ids in sides.values()):
        raise WrongUse(f"{PARTITION} in {folder} does not give each side a list of films.")
    return {imdb_id: side for side, imdb_ids in sides.items() for imdb_id in imdb_ids}


def _read_json(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        content = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise WrongUse(f"{path} is not JSON: {error}.") from None
    return content if isinstance(content, dict) else {}
