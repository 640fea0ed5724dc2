"""What has been gathered is frozen: whole, typed, traceable, without what may not be kept."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import select

from tests.invented import NOW, TODAY, WINDOW, HandClock, ListSource, listing, policy, released
from tests.pipeline.frozen_world import snapshotting
from tests.pipeline.invented_world import LengthEngine
from trending_now.domain.enrichment import TrainingSet, training_sets_of
from trending_now.domain.genre import Genre, SourceTag
from trending_now.domain.text import Plot, Review
from trending_now.domain.title import Listing, Popularity
from trending_now.errors import WrongUse
from trending_now.pipeline.refresh import Refreshing
from trending_now.pipeline.snapshot import Snapshotting
from trending_now.store.database import Database
from trending_now.store.snapshots.columns import snapshot_columns
from trending_now.store.tables import TitleRow
from trending_now.store.verdicts.locks import LockBook

FULL = listing(
    "full",
    language="en",
    countries=("GB", "IE"),
    runtime_minutes=91,
    tags=(
        SourceTag("catalogue", "Horror"),
        SourceTag("catalogue", "Action & Adventure"),
        SourceTag("catalogue", "Glim"),
    ),
    plots=(Plot("Short.", "en"), Plot("A lamplighter keeps a promise to the sea.", "en")),
    reviews=(
        Review("Bright.", "a site", "Ada", rating10=8.0, published=date(2031, 5, 1)),
        Review("Dim.", "a site", "Bo"),
    ),
    releases=(replace(released(TODAY), at=NOW), released(TODAY - timedelta(days=3), None, "Tin TV")),
    popularity=(Popularity("first", "votes", TODAY, 4.5),),
)


@pytest.fixture
def freezing(database: Database, tmp_path: Path, clock: HandClock) -> Snapshotting:
    return snapshotting(database, tmp_path, clock)


def test_a_listing_is_frozen_with_the_columns_that_a_data_scientist_expects(
    parts: Refreshing, freezing: Snapshotting
) -> None:
    ingest(parts, [FULL])
    (row,) = freezing.shelf.read(freezing.run().manifest, "listings").rows(named=True)
    assert row["title_id"] > 0
    assert {name: row[name] for name in row if name != "title_id"} == {
        "source": "first", "source_key": "full", "title": "The Lantern of full", "original_title": None,
        "kind": "movie", "year": 2031, "language": "en", "countries": ["GB", "IE"], "directors": [], "is_review": False,
        "runtime_minutes": 91,
        "release_date": TODAY - timedelta(days=3), "plot_summary": FULL.plots[1].text, "plot_language": "en",
        "other_plots": ["Short."], "source_genre_tags": ["Horror", "Action & Adventure", "Glim"],
        "unknown_tags": ["Glim"], "genres": ["Horror"], "genres_uncertain": ["Action", "Adventure"],
        "external_ids": [], "url": None, "policy": "first", "train_use": "no", "fetched_at": NOW,
    }  # fmt: skip


def test_answers_and_manifest_name_the_model_with_what_it_was_fitted_with_and_the_snapshot_before(
    parts: Refreshing, freezing: Snapshotting
) -> None:
    ingest(parts, [FULL])
    first = freezing.run().manifest
    corpus = TrainingSet("corpus.parquet", "c" * 64, "20261126T013545Z-2@0123456789ab")
    parts.enriching.run(LengthEngine(training_sets=(corpus,)))
    second = freezing.run().manifest
    ((told, snapshot),) = freezing.shelf.read(second, "enrichments").select("training_sets", "snapshot").iter_rows()
    assert (training_sets_of(told), snapshot) == ((corpus,), first.name)
    assert first.models == ()
    (model,) = second.models
    assert (model.engine, str(model.version), model.titles) == ("rules", "rules@aaaaaaaaaaaa", 1)
    assert freezing.shelf.open(second.name).models[0].version.training_sets == (corpus,)


def test_reviews_releases_and_popularity_are_tables_of_their_own(parts: Refreshing, freezing: Snapshotting) -> None:
    ingest(parts, [FULL])
    manifest = freezing.run().manifest
    reviews, releases, popularity = (freezing.shelf.read(manifest, x) for x in ("reviews", "releases", "popularity"))
    assert reviews.select("review_number", "review_text", "rating10", "published").rows() == [
        (0, "Bright.", 8.0, date(2031, 5, 1)),
        (1, "Dim.", None, None),
    ]
    assert releases.select("release_date", "region", "platform", "release_at").rows() == [
        (TODAY - timedelta(days=3), None, "Tin TV", None),
        (TODAY, "GB", None, NOW),
    ]
    assert popularity.select("measured_by", "measure", "day", "value").rows() == [("first", "votes", TODAY, 4.5)]


def test_who_wrote_a_review_and_who_gave_a_verdict_is_in_no_column() -> None:
    names = {name for columns in snapshot_columns().values() for name in columns}
    assert {"author", "visitor"} & names == set()


def test_what_engines_and_operators_say_is_frozen(
    database: Database, parts: Refreshing, freezing: Snapshotting, clock: HandClock
) -> None:
    ingest(parts, [FULL])
    parts.enriching.run(LengthEngine())
    LockBook(database, clock, "rules").lock(only_title(database), Genre.WAR, holds=True)
    manifest = freezing.run().manifest
    (enriched,) = freezing.shelf.read(manifest, "enrichments").rows(named=True)
    (locked,) = freezing.shelf.read(manifest, "locks").rows(named=True)
    assert (enriched["engine"], enriched["model_digest"], len(enriched["genres"])) == ("rules", "a" * 64, 1)
    assert enriched["probabilities"] == [{"genre": enriched["genres"][0], "probability": 0.9}]
    assert (locked["genre"], locked["holds"]) == ("War", True)


def test_every_file_has_the_typed_columns_that_the_manifest_names(
    parts: Refreshing, freezing: Snapshotting, tmp_path: Path
) -> None:
    ingest(parts, [FULL, listing("bare", plots=(), tags=(), releases=())])
    manifest = freezing.run().manifest
    for table in manifest.tables:
        for file in table.files:
            schema = pl.read_parquet_schema(tmp_path / "snapshots" / manifest.name / file.path)
            assert {name: str(kind) for name, kind in schema.items()} == table.columns, file.path


def test_files_lie_by_source_and_raw_answers_as_they_lie_in_the_lake(
    parts: Refreshing, freezing: Snapshotting, tmp_path: Path
) -> None:
    ingest(parts, [FULL], "import:my films")
    paths = [file.path for file in freezing.run().manifest.files]
    assert "processed/listings/source=import%3Amy%20films/part-0000.parquet" in paths
    raw = {f"raw/{path.relative_to(tmp_path / 'lake' / 'raw')}" for path in (tmp_path / "lake").rglob("*.parquet")}
    assert raw
    assert raw <= set(paths)


def test_a_reader_that_knows_hive_partitions_finds_the_source_as_it_is_called(
    parts: Refreshing, freezing: Snapshotting, tmp_path: Path
) -> None:
    ingest(parts, [FULL], "import:my films")
    folder = tmp_path / "snapshots" / freezing.run().manifest.name / "processed" / "listings"
    assert pl.scan_parquet(folder, hive_partitioning=True).collect()["source"].to_list() == ["import:my films"]


def test_the_manifest_says_what_it_was_made_of(parts: Refreshing, freezing: Snapshotting) -> None:
    ingest(parts, [FULL, listing("2")])
    manifest = freezing.run().manifest
    (source,) = manifest.sources
    assert (source.name, source.policy, source.listings, source.why_left_out) == ("first", "first", 2, "")
    assert manifest.policies == (policy("first"),)
    assert (manifest.created_at, manifest.program) == (NOW, freezing.program)
    assert {table.name: table.rows for table in manifest.tables}["listings"] == 2
    assert freezing.shelf.faults(manifest) == []


def test_what_may_be_kept_for_a_time_only_is_left_out_raw_and_processed(
    parts: Refreshing, freezing: Snapshotting
) -> None:
    ingest(parts, [FULL])
    ingest(parts, [listing("short", "second")], "second", retention=timedelta(days=180))
    manifest = freezing.run().manifest
    assert [(x.name, x.why_left_out) for x in manifest.sources if x.why_left_out] == [
        ("second", "Its policy ends after 180 days, and a snapshot does not.")
    ]
    assert not any("source=second" in file.path for file in manifest.files)
    assert {policy.name for policy in manifest.policies} == {"first"}


def test_what_an_engine_made_of_a_text_that_may_be_kept_for_a_time_only_is_left_out(
    parts: Refreshing, freezing: Snapshotting
) -> None:
    ingest(parts, [FULL, listing("lasting", name="Ebb")])
    longer = listing("short", name=FULL.name, plots=(Plot(f"{FULL.plots[1].text} {FULL.plots[1].text}", "en"),))
    ingest(parts, [longer], "second", retention=timedelta(days=180))
    parts.enriching.run(LengthEngine())
    enriched = freezing.shelf.read(freezing.run().manifest, "enrichments")
    assert enriched.height == 1


def test_the_same_catalogue_makes_no_second_snapshot(
    parts: Refreshing, freezing: Snapshotting, clock: HandClock, tmp_path: Path
) -> None:
    ingest(parts, [FULL])
    first = freezing.run()
    clock.advance(hours=1)
    again = freezing.run()
    assert (first.is_new, again.is_new, again.manifest) == (True, False, first.manifest)
    assert [folder.name for folder in (tmp_path / "snapshots").iterdir()] == [first.manifest.name]


def test_slices_give_what_one_slice_gives(parts: Refreshing, freezing: Snapshotting) -> None:
    ingest(parts, [listing(str(number)) for number in range(25)])
    whole = freezing.shelf.read(freezing.run().manifest, "listings")
    sliced = replace(freezing, rows_per_file=7).run().manifest
    assert [file.rows for file in sliced.table("listings").files] == [7, 7, 7, 4]  # type: ignore[union-attr]
    assert freezing.shelf.read(sliced, "listings").equals(whole)


def test_a_corpus_is_frozen_byte_for_byte(parts: Refreshing, freezing: Snapshotting, tmp_path: Path) -> None:
    corpus = tmp_path / "mine.tags.parquet"
    pl.DataFrame({"text": ["A lamp."], "genres": [["Drama"]]}).write_parquet(corpus)
    manifest = freezing.run([corpus]).manifest
    table = manifest.table("corpus_mine_tags")
    assert table is not None
    assert (table.columns, table.rows) == ({"text": "String", "genres": "List(String)"}, 1)
    frozen = tmp_path / "snapshots" / manifest.name / table.files[0].path
    assert frozen.read_bytes() == corpus.read_bytes()


@pytest.mark.parametrize("names", [("a/mine.parquet", "b/mine.parquet"), ("mine.v1.parquet", "mine_v1.parquet")])
def test_two_corpora_that_would_be_one_table_are_refused_before_anything_is_written(
    freezing: Snapshotting, tmp_path: Path, names: tuple[str, str]
) -> None:
    corpora = [tmp_path / name for name in names]
    for corpus in corpora:
        corpus.parent.mkdir(exist_ok=True)
        pl.DataFrame({"text": [str(corpus)]}).write_parquet(corpus)
    with pytest.raises(WrongUse, match=f"{corpora[0]} and {corpora[1]} would both be the table 'corpus_mine"):
        freezing.run(corpora)
    assert not (tmp_path / "snapshots").exists()


def test_nothing_to_freeze_is_said_with_the_reason(parts: Refreshing, freezing: Snapshotting, tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="catalogue is empty; run `trending-now ingest`"):
        freezing.run()
    ingest(parts, [listing("short", "second")], "second", retention=timedelta(days=180))
    with pytest.raises(WrongUse, match=r"all that is stored \(second\) may be kept for a time only"):
        freezing.run()
    (tmp_path / "half.parquet").write_bytes(b"PAR1")
    with pytest.raises(WrongUse, match=r"half.parquet cannot be read as Parquet"):
        freezing.run([tmp_path / "half.parquet"])
    with pytest.raises(WrongUse, match=r"gone.parquet cannot be read: No such file or directory; name a labelled"):
        freezing.run([tmp_path / "gone.parquet"])
    assert freezing.shelf.names() == []


def ingest(
    parts: Refreshing, listings: Sequence[Listing], source: str = "first", retention: timedelta | None = None
) -> None:
    said = [replace(one, source=source) for one in listings]
    parts.ingestion.run(ListSource([said], source, retention), WINDOW)


def only_title(database: Database) -> int:
    with database.read() as connection:
        return connection.scalars(select(TitleRow.id)).one()
