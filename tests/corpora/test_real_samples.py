"""The loaders and the label mask on samples of the real corpora."""

import re
from pathlib import Path

import polars as pl

from tests.corpora.written_corpora import labelled, texts_of, violations_of, write_cmu, write_mpst_csv, write_wiki_csv
from tests.shared_files import shared_file
from trending_now.corpora.cmu import read_cmu
from trending_now.corpora.genre_labels import read_genres
from trending_now.corpora.label_mask import genre_words, mask_labels
from trending_now.corpora.mpst import read_mpst
from trending_now.corpora.text_checks import check_texts
from trending_now.corpora.wiki_plots import read_wiki_plots
from trending_now.domain.genre import SourceTag
from trending_now.domain.policy import TrainUse
from trending_now.domain.taxonomy import load_taxonomy

TAXONOMY = load_taxonomy()


def test_real_mpst_rows_are_read_from_the_csv_form(tmp_path: Path) -> None:
    rows = pl.scan_parquet(shared_file("data/mpst.parquet")).head(200).collect()
    columns = rows.select("imdb_id", "title", "plot", pl.col("tags").list.join(", "), "split", "plot_source")
    texts = texts_of(read_mpst(write_mpst_csv(tmp_path, *columns.iter_rows())))
    assert [list(text.tags or ()) for text in texts] == rows["tags"].to_list()
    free = [text.policy.train is TrainUse.SHIP for text in texts]
    assert free == (rows["plot_source"] == "wikipedia").to_list()


def test_texts_that_real_mpst_repeats_are_those_that_are_put_aside() -> None:
    scanned = pl.scan_parquet(shared_file("data/mpst.parquet")).filter(pl.col("dup_plot") > 1)
    rows = scanned.select("imdb_id", "plot", "dup_plot").collect()
    repeated = rows.filter(pl.col("plot").is_in(rows["plot"].head(50).implode()))
    assert repeated.height > 100
    checked = check_texts([labelled(f"imdb:{row['imdb_id']}", row["plot"]) for row in repeated.to_dicts()])
    assert checked.good == ()
    assert checked.owners == {f"imdb:{row['imdb_id']}": row["dup_plot"] for row in repeated.to_dicts()}


def test_real_cmu_films_and_plots_are_joined_from_the_published_form(tmp_path: Path) -> None:
    films = pl.scan_parquet(shared_file("data/cmu_metadata.parquet")).head(500).collect()
    plots = pl.read_parquet(shared_file("data/cmu_azure_sample.parquet"))["plot"].to_list()
    rows = [
        (
            film["wikipedia_id"],
            film["title"],
            str(film["year"] or ""),
            {f"/m/{n}": g for n, g in enumerate(film["genres"])},
        )
        for film in films.to_dicts()
    ]
    pages = [(row[0], " ".join(plot.split())) for row, plot in zip(rows, plots, strict=False)]
    records = list(read_cmu(write_cmu(tmp_path, *rows, plots=pages), TAXONOMY))
    assert violations_of(records) == []
    assert [list(text.source_genres) for text in texts_of(records)] == films["genres"].head(len(plots)).to_list()


def test_every_real_genre_of_cmu_is_in_the_taxonomy() -> None:
    genres = set(pl.read_parquet(shared_file("data/cmu_metadata.parquet"))["genres"].explode().drop_nulls())
    assert len(genres) == 363
    assert [genre for genre in genres if not TAXONOMY.knows(SourceTag("cmu", genre))] == []


def test_real_wikipedia_plots_are_read_from_the_csv_form(tmp_path: Path) -> None:
    rows = pl.read_parquet(shared_file("data/wiki_plots_sample1000.parquet")).to_dicts()
    cells = [
        (str(row["year"]), row["title"], ", ".join(row["genres"]), row["source_id"].partition("/wiki/")[2], row["plot"])
        for row in rows
    ]
    records = list(read_wiki_plots(write_wiki_csv(tmp_path, *cells), TAXONOMY))
    assert violations_of(records) == []
    texts = texts_of(records)
    assert [text.year for text in texts] == [row["year"] for row in rows]
    assert sum(bool(text.genres or text.genres_uncertain) for text in texts) > 900
    tags = {tag for text in texts for tag in text.source_genres}
    assert [tag for tag in tags if not TAXONOMY.knows(SourceTag("wikipedia", tag))] == []


def test_most_real_leads_name_their_genre_and_few_do_when_masked() -> None:
    rows = pl.read_parquet(shared_file("data/wikipedia_leads.parquet")).gather_every(60)
    genres = [read_genres(tags, "wikipedia", TAXONOMY).certain for tags in rows["genres"].to_list()]
    leads = [(lead.partition(". ")[0], own) for lead, own in zip(rows["lead"], genres, strict=True) if own]
    named = sum(any(re.search(genre_words(x), lead.lower()) for x in own) for lead, own in leads) / len(leads)
    left = sum(any(re.search(genre_words(x), mask_labels(lead).lower()) for x in own) for lead, own in leads) / len(
        leads
    )
    assert named > 0.9
    assert left < 0.08  # names of films and studios, mostly: "Frontier Western", "Feature Animation"
