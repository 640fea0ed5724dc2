"""MPST: plots of 14,828 films with 71 story tags; one CSV or Parquet file, or the folder of the first publication.

Kar, Maharjan, López-Monroy and Solorio, MPST: A Corpus of Movie Plot Synopses with Tags, LREC 2018.
"""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from trending_now.corpora.labelled_text import LabelledText, TextKind
from trending_now.corpora.mpst_folder import RAW, is_mpst_folder, read_folder
from trending_now.corpora.plain_plots import plain_plot
from trending_now.corpora.policies import wikipedia_policy
from trending_now.corpora.sides import SIDES
from trending_now.corpora.tables import read_rows
from trending_now.corpora.unpacking import find_file, opened
from trending_now.domain.policy import Credit, Policy, TrainUse
from trending_now.domain.run import Violation
from trending_now.errors import WrongUse
from trending_now.fetch.downloads import Download

CORPUS = "mpst"
SOURCES = {"wikipedia": "wikipedia (via MPST)", "imdb": "imdb (via MPST)"}
HOME = Download(
    "https://huggingface.co/datasets/cryptexcode/MPST/resolve/main/mpst_full_data.csv", cap_bytes=250 * 1024 * 1024
)
POLICIES = {
    "wikipedia": wikipedia_policy(
        CORPUS, "MPST; plots by Wikipedia's authors", "https://huggingface.co/datasets/cryptexcode/MPST"
    ),
    "imdb": Policy(
        name="mpst/imdb",
        display=False,
        train=TrainUse.EVALUATE,
        keep_full_text=True,
        send_to_llm=False,
        retention=None,
        credit=Credit("MPST; synopses of IMDb, for the published benchmark only", None, None),
    ),
}
COLUMNS = {
    "id": ("imdb_id",),
    "name": ("title",),
    "plot": ("plot_synopsis", "plot"),
    "tags": ("tags",),
    "split": ("split",),
    "source": ("synopsis_source", "plot_source"),
    "side": ("genre_split",),
}
SPLITS = {"train": "train", "val": "val", "validation": "val", "dev": "val", "test": "test"}


def read_mpst(path: Path) -> Iterator[LabelledText | Violation]:
    """Yield the corpus' plots with their tags; it has no genres.

    Raises:
        WrongUse: it is not this corpus.
    """
    with opened(path, _is_wanted) as place:
        for row in _rows(place):
            yield _labelled(row)


def _rows(place: Path) -> Iterator[dict[str, Any]]:
    table = place if place.is_file() else find_file(place, "mpst_full_data.csv", "mpst*.csv", "mpst*.parquet")
    if table is not None:
        return read_rows(table, COLUMNS, ("id", "name", "plot", "tags", "source"))
    if is_mpst_folder(place):
        return read_folder(place)
    raise WrongUse(f"{place} holds neither mpst_full_data.csv nor the folder form; give MPST as it was published.")


def _is_wanted(name: PurePosixPath) -> bool:
    return (
        name.parent.name == RAW
        or name.suffix in (".csv", ".tsv", ".json", ".parquet")
        or name.name.endswith("_ids.txt")
    )


def _labelled(row: dict[str, Any]) -> LabelledText | Violation:
    imdb_id, name = str(row["id"] or "").strip(), str(row["name"] or "").strip()
    origin = (row["source"] or "").strip().casefold()
    side = str(row["side"] or "").strip() or None
    is_placed = side is None or side in SIDES
    if not imdb_id.startswith("tt") or not name or origin not in SOURCES or not is_placed:
        message = f"It has the IMDb id {imdb_id!r}, the title {name!r} and the synopsis source {origin!r}."
        message += "" if is_placed else f" It stands on the side {side!r}, which there is not."
        return Violation(CORPUS, "malformed", f"imdb:{imdb_id}", message, (row["plot"] or "")[:200])
    written = row["tags"] if isinstance(row["tags"], list) else (row["tags"] or "").split(",")
    return LabelledText(
        id=f"imdb:{imdb_id}",
        corpus=CORPUS,
        name=name,
        year=None,
        kind=None,
        text=plain_plot(row["plot"] or ""),
        text_kind=TextKind.PLOT,
        source=SOURCES[origin],
        source_genres=(),
        genres=(),
        genres_uncertain=(),
        policy=POLICIES[origin],
        tags=tuple(dict.fromkeys(tag.strip() for tag in written if tag.strip())),
        tag_split=SPLITS.get((row["split"] or "").strip().casefold()),
        side=side,
    )
