"""Stage prepare: makes one labelled training corpus of the published ones: cleaned, without twins, split by title."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from trending_now.corpora import cmu, mpst, wiki_plots
from trending_now.corpora.labelled_text import LabelledText
from trending_now.corpora.prepared_files import PreparedFiles, tagged_row, write_prepared
from trending_now.corpora.sides import HOLDOUT, PlacedTitle, Placing, Shares, read_placed
from trending_now.corpora.text_checks import check_texts
from trending_now.corpora.training_rows import RowCounts, TrainingRow, build_rows
from trending_now.corpora.twins import group_titles
from trending_now.domain.genre import Genre
from trending_now.domain.ports import Progress
from trending_now.domain.run import Violation
from trending_now.domain.taxonomy import Taxonomy, load_taxonomy
from trending_now.errors import WrongUse

PRECEDENCE = (mpst.CORPUS, wiki_plots.CORPUS, cmu.CORPUS)
REPORT_EVERY = 500
USUAL_SHARES = Shares()


@dataclass(frozen=True, slots=True)
class CorpusPaths:
    """Where the corpora lie (file, folder or archive as published; None = left out).

    `sides` are Parquet files that say on which side a title already stands: MPST with `genre_split`, or a labelled
    corpus with `split`.
    """

    mpst: Path | None = None
    cmu: Path | None = None
    wiki_plots: Path | None = None
    sides: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class PrepareReport:
    """What became of every record.

    `corpora` has for each how many records were read, quarantined and made rows. The other texts are counted by why
    they are not rows: another title's twin, refused by their policy, without a genre, held out, or of an unclear side.
    """

    rows: int
    splits: Mapping[str, int]
    genres: Mapping[str, int]
    corpora: Mapping[str, Mapping[str, int]]
    quarantined: Mapping[str, int]
    masked: int
    deduplicated: int
    refused_by_policy: int
    without_genre: int
    held_out: int
    side_unclear: int
    taxonomy_version: str

    def as_json(self) -> dict[str, Any]:
        """Return the report as it is written beside the corpus."""
        return asdict(self)


def prepare(paths: CorpusPaths, out: Path, progress: Progress, shares: Shares = USUAL_SHARES) -> PrepareReport:
    """Write the training corpus to `out` (Parquet), and beside it MPST's tags, the report and the quarantine.

    The corpus has the columns that `trending-now evaluate` and `trending-now train` read. Training needs only the
    corpus and the tags, which have MPST's own columns.

    Raises:
        WrongUse: no corpus is given, or one is missing or of no known form.
    """
    taxonomy = load_taxonomy()
    read = {name: list(_with_progress(name, records, progress)) for name, records in _readers(paths, taxonomy).items()}
    texts = [record for records in read.values() for record in records if isinstance(record, LabelledText)]
    malformed = [record for records in read.values() for record in records if isinstance(record, Violation)]
    texts, doubled = _once_each(texts)
    checked = check_texts(texts)
    violations = [*malformed, *doubled, *checked.violations]
    progress(0, None, "titles")
    titles = group_titles(checked.good)
    sides = Placing(_placed(texts, paths.sides), shares).place(titles)
    counts = RowCounts()
    rows = list(build_rows(titles, sides, PRECEDENCE, counts))
    progress(len(titles), len(titles), "titles")
    report = _report(read, violations, rows, counts)
    side_of = {text.id: side for title, side in zip(titles, sides, strict=True) for text in title}
    tagged = [
        tagged_row(text, side_of.get(text.id, HOLDOUT), checked.owners.get(text.id, 1)) for text in texts if text.tags
    ]
    write_prepared(PreparedFiles.beside(out), rows, tagged, violations, report.as_json())
    return report


def _readers(paths: CorpusPaths, taxonomy: Taxonomy) -> dict[str, Iterator[LabelledText | Violation]]:
    given: dict[str, tuple[Path | None, Callable[[Path], Iterator[LabelledText | Violation]]]] = {
        mpst.CORPUS: (paths.mpst, mpst.read_mpst),
        cmu.CORPUS: (paths.cmu, lambda path: cmu.read_cmu(path, taxonomy)),
        wiki_plots.CORPUS: (paths.wiki_plots, lambda path: wiki_plots.read_wiki_plots(path, taxonomy)),
    }
    readers = {name: read(path) for name, (path, read) in given.items() if path is not None}
    if not readers:
        raise WrongUse(f"No corpus is given; name at least one of: {', '.join(given)}.")
    return readers


def _with_progress(
    name: str, records: Iterable[LabelledText | Violation], progress: Progress
) -> Iterator[LabelledText | Violation]:
    number = 0
    for number, record in enumerate(records, start=1):
        if number % REPORT_EVERY == 0:
            progress(number, None, f"records of {name}")
        yield record
    progress(number, number, f"records of {name}")


def _once_each(texts: Sequence[LabelledText]) -> tuple[list[LabelledText], list[Violation]]:
    """Keep the first text of each id; later ones become violations."""
    first: dict[str, LabelledText] = {}
    again = [text for text in texts if first.setdefault(text.id, text) is not text]
    message = "The corpus has this record more than once; the first was taken."
    return list(first.values()), [Violation(text.corpus, "listed twice", text.id, message) for text in again]


def _placed(texts: Iterable[LabelledText], files: Iterable[Path]) -> list[PlacedTitle]:
    own = [PlacedTitle(text.id, text.name, text.year, text.side) for text in texts if text.side is not None]
    return own + [title for path in files for title in read_placed(path)]


def _report(
    read: Mapping[str, Sequence[LabelledText | Violation]],
    violations: Sequence[Violation],
    rows: Sequence[TrainingRow],
    counts: RowCounts,
) -> PrepareReport:
    quarantined = Counter(violation.source for violation in violations)
    return PrepareReport(
        rows=len(rows),
        splits=dict(Counter(row.split for row in rows)),
        genres={genre: sum(genre in row.genres for row in rows) for genre in Genre},
        corpora={
            name: {"read": len(records), "quarantined": quarantined[name], "rows": counts.by_corpus[name]}
            for name, records in read.items()
        },
        quarantined=dict(Counter(violation.rule for violation in violations)),
        masked=counts.masked,
        deduplicated=counts.deduplicated,
        refused_by_policy=counts.refused_by_policy,
        without_genre=counts.without_genre,
        held_out=counts.held_out,
        side_unclear=counts.side_unclear,
        taxonomy_version=load_taxonomy().version,
    )
