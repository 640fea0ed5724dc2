"""What an engine reads of a title: one plot, its reviews with their ratings, and what may go to a language model."""

from dataclasses import replace

import pytest

from tests.invented import NOW, imdb, listing, policy
from trending_now.domain.enrichment import Enrichment, ModelVersion
from trending_now.domain.genre import Genre
from trending_now.domain.text import Document, Plot, Review, ReviewSignals
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.enrichments import EnrichmentLog
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.title_query import TitleQuery

SHORT, LONG = Plot("An ebb."), Plot("An ebb that a whole village waits for.")
HALF = Plot("An ebb that is long.")
VERSION = ModelVersion("rules", "a" * 64)


def record(writer: CatalogueWriter, source: str, plot: Plot, *, send_to_llm: bool) -> None:
    review = Review(f"Seen by the {source}.", "a site", rating10=8.0 if source == "second" else None)
    terms = replace(policy(source), send_to_llm=send_to_llm)
    writer.record([listing("1", source, plots=(plot,), reviews=(review,), external_ids=(imdb(1),))], terms, NOW)


def read(reader: CatalogueReader, log: EnrichmentLog) -> Document:
    (card,) = reader.browse(TitleQuery()).cards
    (document,) = log.documents([card.title.id])
    return document


def read_of_both(writer: CatalogueWriter, reader: CatalogueReader, log: EnrichmentLog, *plots: Plot) -> Document:
    """Return what is read of a title that two sources tell of, of which the second lets no language model read."""
    for source, plot in zip(("first", "second"), plots, strict=True):
        record(writer, source, plot, send_to_llm=source == "first")
    return read(reader, log)


def answer(log: EnrichmentLog, document: Document) -> None:
    log.save([(document, Enrichment(document.id, "rules", VERSION, (), ()))], "rules")


def test_what_a_source_keeps_from_language_models_is_marked_text_by_text(
    writer: CatalogueWriter, reader: CatalogueReader, enrichments: EnrichmentLog
) -> None:
    texts = read_of_both(writer, reader, enrichments, SHORT, LONG).texts
    assert [(text.content, text.send_to_llm) for text in texts] == [
        (LONG.text, False),
        ("Seen by the first.", True),
        ("Seen by the second.", False),
    ]


def test_a_review_has_the_rating_that_its_author_gave_and_other_texts_have_none(
    writer: CatalogueWriter, reader: CatalogueReader, enrichments: EnrichmentLog
) -> None:
    texts = read_of_both(writer, reader, enrichments, LONG, SHORT).texts
    assert [(text.rating10, text.send_to_llm) for text in texts] == [(None, True), (None, True), (8.0, False)]


@pytest.mark.parametrize(
    ("plots", "told"),
    [((HALF, LONG), HALF.text), ((SHORT, LONG), None), ((LONG, HALF), None)],
    ids=["full enough", "too short", "none is needed"],
)
def test_where_the_fullest_plot_may_not_be_sent_one_that_may_stands_beside_it(
    writer: CatalogueWriter, reader: CatalogueReader, enrichments: EnrichmentLog, plots: tuple[Plot, ...], told: str
) -> None:
    document = read_of_both(writer, reader, enrichments, *plots)
    assert (document.open_plot and document.open_plot.content) == told
    assert document.texts[0].content == LONG.text


def test_a_title_is_read_again_when_its_plot_for_language_models_changes_and_else_not(
    writer: CatalogueWriter, reader: CatalogueReader, enrichments: EnrichmentLog
) -> None:
    answer(enrichments, read_of_both(writer, reader, enrichments, HALF, LONG))
    assert enrichments.pending("rules", VERSION) == []

    record(writer, "first", Plot("An ebb that is wide."), send_to_llm=True)
    assert len(enrichments.pending("rules", VERSION)) == 1
    answer(enrichments, read(reader, enrichments))
    assert enrichments.pending("rules", VERSION) == []


def test_a_title_is_read_again_once_when_terms_keep_a_plot_from_language_models_no_more(
    writer: CatalogueWriter, reader: CatalogueReader, enrichments: EnrichmentLog
) -> None:
    before = read_of_both(writer, reader, enrichments, HALF, LONG)
    answer(enrichments, before)
    writer.record([listing("2", "second")], policy("second"), NOW)  # another title of the source brings the new terms

    (document,) = enrichments.documents([int(before.id)])
    assert document.open_plot is None
    assert int(document.id) in enrichments.pending("rules", VERSION)
    answer(enrichments, document)
    assert int(document.id) not in enrichments.pending("rules", VERSION)


def test_the_plot_that_engines_read_comes_first_then_the_one_for_language_models(
    writer: CatalogueWriter, reader: CatalogueReader, enrichments: EnrichmentLog
) -> None:
    record(writer, "third", SHORT, send_to_llm=True)
    title = int(read_of_both(writer, reader, enrichments, HALF, LONG).id)
    assert [text.content for text in reader.title(title).texts][:3] == [LONG.text, HALF.text, SHORT.text]


def test_texts_that_are_as_they_were_are_not_read_again_when_their_source_says_other_things(
    writer: CatalogueWriter, reader: CatalogueReader, enrichments: EnrichmentLog
) -> None:
    reviews = [
        Review(said, "a site", rating10=rating, is_excerpt=True, signals=ReviewSignals("rules", {Genre.WAR: 0.5}))
        for said, rating in (("Fine.", 8.0), ("Fine.", 8.0), ("Loud.", None))
    ]
    told = listing(plots=(SHORT, Plot(SHORT.text, "de")), reviews=tuple(reviews))
    writer.record([told], policy(), NOW)
    before = read(reader, enrichments)
    answer(enrichments, before)
    writer.record([replace(told, runtime_minutes=90, reviews=tuple(reviews[::-1]))], policy(), NOW)
    assert (read(reader, enrichments), enrichments.pending("rules", VERSION)) == (before, [])

    rated = replace(reviews[2], rating10=2.0)
    writer.record([replace(told, plots=(LONG,), reviews=(*reviews[:2], rated))], policy(), NOW)
    after = {text.id: (text.content, text.rating10) for text in read(reader, enrichments).texts}
    kept = {text.id for text in before.texts} & after.keys()
    assert {after[text_id] for text_id in kept} == {("Fine.", 8.0)}
    assert len(kept) == 2
