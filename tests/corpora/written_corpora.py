"""Writes small corpora in the shapes in which the real ones are published; every text in them is invented."""

import csv
import json
import tarfile
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from trending_now.corpora.labelled_text import LabelledText, TextKind
from trending_now.corpora.policies import wikipedia_policy
from trending_now.domain.run import Violation

LIGHTHOUSE = (
    "Marit keeps the lamp of a lighthouse on a rock that no ship has passed for years. One night a boat without a crew "
    "drifts against the stairs, and in its hold she finds her own diary, written to the end. "
    "She burns the last page, and in the morning the sea around the rock has gone."
)
ORCHARD = (
    "Two brothers inherit an orchard and a debt that is larger than its harvest. Ruben wants to sell it to a road "
    "builder while Olav hides the deed in a hollow tree. A storm fells that tree on the day before the sale, and the "
    "brothers mend the fence together."
)
CLOCKWORK = (
    "A watchmaker builds a dog of brass that barks whenever somebody lies. The mayor buys it as a gift for his rival, "
    "and within a week nobody in the town dares to speak. Only the baker's daughter, who never lies, can take it home."
)
WIKI_HEADER = (
    "Release Year", "Title", "Origin/Ethnicity", "Director", "Cast", "Genre", "Wiki Page", "Plot", "PlotSummary",
)  # fmt: skip
MPST_HEADER = ("imdb_id", "title", "plot_synopsis", "tags", "split", "synopsis_source")


def write_mpst_csv(path: Path, *rows: Sequence[str]) -> Path:
    """Write mpst_full_data.csv into a folder; rows are in the order of its header."""
    return _write_csv(path / "mpst_full_data.csv", MPST_HEADER, rows)


def write_mpst_folder(folder: Path) -> Path:
    """Write MPST's first form: three films, of which the last has no text file."""
    root = folder / "MPST"
    plots = root / "final_plots_wiki_imdb_combined"
    for name in ("raw", "cleaned"):
        (plots / name).mkdir(parents=True)
    (plots / "raw" / "tt0000001.txt").write_text(LIGHTHOUSE, "utf-8")
    (plots / "raw" / "tt0000002.txt").write_text(ORCHARD, "utf-8")
    (plots / "cleaned" / "tt0000001.txt").write_text("marit keeps the lamp", "utf-8")
    (plots / "imdb_id_list.txt").write_text("tt0000001\ntt0000002\ntt0000003\n", "utf-8")
    _write_lines(plots / "synopsis_sources.tsv", "tt0000001\tWikipedia", "tt0000002\tIMDb", "tt0000003\tWikipedia")
    _write_lines(
        root / "id_title_tags.tsv",
        "IMDB_ID\tTitle\tTags",
        "tt0000001\tThe Lamp\thaunting, bleak",
        "tt0000002\tOrchard\tsentimental",
        "tt0000003\tNobody Home\tcult",
    )
    sides = {"train": ["tt0000001"], "validation": ["tt0000002"], "test": ["tt0000003"]}
    (root / "partition.json").write_text(json.dumps(sides), "utf-8")
    return root


def write_cmu(folder: Path, *films: tuple[str, str, str, dict[str, str]], plots: Iterable[tuple[str, str]]) -> Path:
    """Write the CMU folder; a film is its page number, name, date and genres, a plot its page number and text."""
    root = folder / "MovieSummaries"
    root.mkdir(parents=True)
    languages, countries = json.dumps({"/m/02h40lc": "English Language"}), json.dumps({"/m/05b4w": "Norway"})
    _write_lines(
        root / "movie.metadata.tsv",
        *(
            "\t".join((page, f"/m/0{page}", name, date, "", "96.0", languages, countries, json.dumps(genres)))
            for page, name, date, genres in films
        ),
    )
    _write_lines(root / "plot_summaries.txt", *("\t".join(plot) for plot in plots))
    return root


def write_wiki_csv(path: Path, *rows: tuple[str, str, str, str, str]) -> Path:
    """Write the CSV form; a row is year, title, genre, page and plot."""
    cells = (
        (year, title, "Norwegian", "Unknown", "", genre, f"https://en.wikipedia.org/wiki/{page}", plot, "A summary.")
        for year, title, genre, page, plot in rows
    )
    return _write_csv(path / "wiki_movie_plots_deduped_with_summaries.csv", WIKI_HEADER, cells)


def zipped(path: Path, to: Path) -> Path:
    """Return an archive (by its ending) of a file or folder."""
    if to.suffix == ".zip":
        with zipfile.ZipFile(to, "w") as archive:
            for file in [path] if path.is_file() else sorted(path.rglob("*")):
                archive.write(file, file.relative_to(path.parent))
    else:
        with tarfile.open(to, "w:gz") as archive:
            archive.add(path, path.name)
    return to


def texts_of(records: Iterable[LabelledText | Violation]) -> list[LabelledText]:
    """Return the texts among a loader's records."""
    return [record for record in records if isinstance(record, LabelledText)]


def violations_of(records: Iterable[LabelledText | Violation]) -> list[Violation]:
    """Return the violations among a loader's records."""
    return [record for record in records if isinstance(record, Violation)]


def labelled(
    id_: str = "cmu:1", text: str = LIGHTHOUSE, name: str = "The Lamp", year: int | None = 1988
) -> LabelledText:
    """Return a text of the corpus that its id names."""
    return LabelledText(
        id=id_,
        corpus=id_.partition(":")[0],
        name=name,
        year=year,
        kind=None,
        text=text,
        text_kind=TextKind.PLOT,
        source="invented",
        source_genres=(),
        genres=(),
        genres_uncertain=(),
        policy=wikipedia_policy("invented", "nobody", "https://example.org"),
    )


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def _write_lines(path: Path, *lines: str) -> None:
    path.write_text("\n".join(lines) + "\n", "utf-8")
