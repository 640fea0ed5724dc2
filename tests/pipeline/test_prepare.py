"""Stage prepare: from corpora as published to one training corpus, with nothing lost without a reason."""

import json
from dataclasses import asdict
from pathlib import Path

import polars as pl
import pytest

from tests.corpora.written_corpora import CLOCKWORK, LIGHTHOUSE, ORCHARD, write_cmu, write_mpst_csv, write_wiki_csv
from tests.shared_files import shared_file
from trending_now.corpora.sides import Shares
from trending_now.errors import WrongUse
from trending_now.pipeline.prepare import USUAL_SHARES, CorpusPaths, PrepareReport, prepare

HORROR, DRAMA = {"/m/03npn": "Horror"}, {"/m/07s9rl0": "Drama", "/m/1": "Action/Adventure"}
LABELLED = f"The Lamp is a 1988 Norwegian horror film. {LIGHTHOUSE}"
COLUMNS = (
    "id", "title", "year", "kind", "text", "text_kind", "source", "source_genres", "genres", "genres_uncertain",
    "split",
)  # fmt: skip


def three_corpora(folder: Path) -> CorpusPaths:
    """Write three small corpora that share one film, with one text of each fault."""
    mpst = write_mpst_csv(
        folder / "mpst",
        ("tt0000001", "Lyset", LIGHTHOUSE, "haunting, bleak", "train", "wikipedia"),
        ("tt0000002", "Orchard", ORCHARD, "sentimental", "val", "imdb"),
        ("tt0000003", "Twice", CLOCKWORK, "cult", "test", "wikipedia"),
        ("tt0000004", "Thrice", CLOCKWORK, "cult", "test", "wikipedia"),
    )
    cmu = write_cmu(
        folder,
        ("101", "The Lamp", "1988-03-02", HORROR),
        ("102", "Orchard", "1990", DRAMA),
        ("103", "Short", "1990", DRAMA),
        plots=[("101", LABELLED), ("102", f"This drama follows two brothers. {ORCHARD}"), ("103", "Too short.")],
    )
    wiki = write_wiki_csv(folder / "wiki", ("1989", "The Lamp", "sci-fi, masala", "The_Lamp", f"{LABELLED} It ends."))
    return CorpusPaths(mpst, cmu, wiki)


def prepared(paths: CorpusPaths, folder: Path, shares: Shares = USUAL_SHARES) -> tuple[PrepareReport, pl.DataFrame]:
    """Prepare into a folder; returns the report and the corpus."""
    report = prepare(paths, folder / "out" / "corpus.parquet", lambda *_: None, shares)
    return report, pl.read_parquet(folder / "out" / "corpus.parquet")


def test_one_film_of_three_corpora_is_one_row_with_the_genres_of_all(tmp_path: Path) -> None:
    _, corpus = prepared(three_corpora(tmp_path), tmp_path)
    lamp = corpus.row(by_predicate=pl.col("id") == "imdb:tt0000001", named=True)
    assert tuple(corpus.columns) == COLUMNS
    assert (lamp["title"], lamp["year"], lamp["text"]) == ("Lyset", 1988, LIGHTHOUSE)
    assert lamp["genres"] == ["Horror", "Science Fiction"]
    assert lamp["genres_uncertain"] == ["Action", "Comedy", "Drama", "Romance"]
    assert lamp["source_genres"] == ["Horror", "masala", "sci-fi"]
    assert (lamp["source"], lamp["text_kind"], lamp["kind"]) == ("wikipedia (via MPST)", "plot", None)


def test_the_text_that_may_be_trained_on_stands_for_the_title(tmp_path: Path) -> None:
    report, corpus = prepared(three_corpora(tmp_path), tmp_path)
    orchard = corpus.row(by_predicate=pl.col("title") == "Orchard", named=True)
    assert (orchard["id"], orchard["source"]) == ("cmu:102", "wikipedia (via CMU)")
    assert report.refused_by_policy == 1
    assert set(corpus["source"]) == {"wikipedia (via MPST)", "wikipedia (via CMU)"}


def test_labels_are_masked_before_a_model_sees_the_text(tmp_path: Path) -> None:
    paths = three_corpora(tmp_path)
    report, corpus = prepared(CorpusPaths(cmu=paths.cmu), tmp_path)
    assert set(corpus["text"]) == {
        f"The Lamp is a 1988 Norwegian film. {LIGHTHOUSE}",
        f"This film follows two brothers. {ORCHARD}",
    }
    assert report.masked == 2


def test_the_report_accounts_for_every_record(tmp_path: Path) -> None:
    report, corpus = prepared(three_corpora(tmp_path), tmp_path)
    assert report.corpora == {
        "mpst": {"read": 4, "quarantined": 2, "rows": 1},
        "cmu": {"read": 3, "quarantined": 1, "rows": 1},
        "wiki_plots": {"read": 1, "quarantined": 0, "rows": 0},
    }
    assert report.quarantined == {"shared plot": 2, "too short plot": 1}
    assert (report.rows, report.deduplicated, report.refused_by_policy) == (2, 2, 1)
    assert sum(report.quarantined.values()) + report.rows + report.deduplicated + report.refused_by_policy == 8
    assert json.loads((tmp_path / "out" / "corpus.report.json").read_text()) == asdict(report)
    assert (report.rows, report.genres["Horror"]) == (corpus.height, 1)


def test_what_is_in_quarantine_can_be_read_with_its_reason(tmp_path: Path) -> None:
    prepared(three_corpora(tmp_path), tmp_path)
    lines = (tmp_path / "out" / "corpus.quarantine.jsonl").read_text("utf-8").splitlines()
    reasons = {entry["subject"]: entry["rule"] for entry in map(json.loads, lines)}
    assert reasons == {
        "imdb:tt0000003": "shared plot",
        "imdb:tt0000004": "shared plot",
        "cmu:103": "too short plot",
    }


def test_the_tags_lie_beside_the_corpus_as_training_reads_them(tmp_path: Path) -> None:
    _, corpus = prepared(three_corpora(tmp_path), tmp_path)
    tags = {row["imdb_id"]: row for row in pl.read_parquet(tmp_path / "out" / "corpus.tags.parquet").to_dicts()}
    lamp, orchard, twice = (tags[f"tt000000{number}"] for number in (1, 2, 3))
    assert (lamp["tags"], lamp["split"], lamp["plot_source"]) == (["haunting", "bleak"], "train", "wikipedia")
    assert (lamp["dup_plot"], orchard["plot_source"], twice["dup_plot"]) == (1, "imdb", 2)
    sides = dict(zip(corpus["id"], corpus["split"], strict=True))
    assert lamp["genre_split"] == sides["imdb:tt0000001"]
    assert twice["genre_split"] == "holdout"


def test_what_is_in_quarantine_is_held_out_though_its_title_has_a_side(tmp_path: Path) -> None:
    paths = three_corpora(tmp_path)
    columns = {"title": "A", "tags": "cult", "split": "train", "plot_source": "wikipedia", "genre_split": "train"}
    plots = {"tt0000001": LIGHTHOUSE, "tt0000005": f"{ORCHARD} \ufffd"}
    rows = [columns | {"imdb_id": imdb_id, "plot": plot} for imdb_id, plot in plots.items()]
    pl.DataFrame(rows).write_parquet(tmp_path / "mpst.parquet")
    prepared(CorpusPaths(tmp_path / "mpst.parquet", paths.cmu), tmp_path)
    sides = pl.read_parquet(tmp_path / "out" / "corpus.tags.parquet").select("imdb_id", "genre_split").rows()
    assert sides == [("tt0000001", "train"), ("tt0000005", "holdout")]


@pytest.mark.parametrize("side", ["train", "val", "test"])
def test_a_title_stays_on_the_side_that_it_has(tmp_path: Path, side: str) -> None:
    pl.DataFrame({"imdb_id": ["tt0000001"], "title": ["Lyset"], "genre_split": [side]}).write_parquet(
        tmp_path / "s.parquet"
    )
    paths = three_corpora(tmp_path)
    given = CorpusPaths(paths.mpst, paths.cmu, paths.wiki_plots, (tmp_path / "s.parquet",))
    for shares in (Shares(0.0, 0.9), Shares(0.9, 0.0), Shares(0.0, 0.0)):
        _, corpus = prepared(given, tmp_path, shares)
        assert corpus.row(by_predicate=pl.col("id") == "imdb:tt0000001", named=True)["split"] == side


def test_a_held_out_title_is_in_no_split(tmp_path: Path) -> None:
    paths = three_corpora(tmp_path)
    pl.DataFrame({"imdb_id": ["tt9"], "title": ["The Lamp"], "genre_split": ["holdout"]}).write_parquet(
        tmp_path / "s.parquet"
    )
    report, corpus = prepared(CorpusPaths(cmu=paths.cmu, sides=(tmp_path / "s.parquet",)), tmp_path)
    assert report.held_out == 1
    assert corpus["title"].to_list() == ["Orchard"]


def test_the_same_corpora_give_the_same_bytes(tmp_path: Path) -> None:
    paths = three_corpora(tmp_path)
    for name in ("one", "two"):
        prepare(paths, tmp_path / name / "corpus.parquet", lambda *_: None)
    for file in ("corpus.parquet", "corpus.tags.parquet", "corpus.report.json", "corpus.quarantine.jsonl"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_no_corpus_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="name at least one of: mpst, cmu, wiki_plots"):
        prepare(CorpusPaths(), tmp_path / "corpus.parquet", lambda *_: None)
    assert list(tmp_path.iterdir()) == []


def test_the_real_sides_are_kept_and_the_real_columns_written(tmp_path: Path) -> None:
    known = pl.scan_parquet(shared_file("data/genre_corpus.parquet"))
    mpst = pl.scan_parquet(shared_file("data/mpst.parquet")).filter(pl.col("dup_plot") == 1).head(100).collect()
    mpst.write_parquet(tmp_path / "mpst.parquet")
    pl.scan_parquet(shared_file("data/wiki_plots_sample1000.parquet")).head(200).sink_parquet(tmp_path / "wiki.parquet")
    given = (tmp_path / "mpst.parquet", shared_file("data/cmu_azure_sample.parquet"), tmp_path / "wiki.parquet")
    sides = (shared_file("data/genre_corpus.parquet"), shared_file("data/mpst.parquet"))
    report, corpus = prepared(CorpusPaths(*given, sides), tmp_path)
    assert corpus.schema == known.collect_schema()
    assert report.rows > 200
    both = corpus.join(known.select("id", "split").collect(), on="id", suffix="_known")
    assert (both["split"] == both["split_known"]).all()
    tagged = pl.read_parquet(tmp_path / "out" / "corpus.tags.parquet").join(mpst, on="imdb_id", suffix="_known")
    assert tagged.height == 100
    assert (tagged["genre_split"] == tagged["genre_split_known"]).all()
