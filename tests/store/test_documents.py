"""What an engine reads of a title: one plot, its reviews with their ratings, and what may go to a language model."""

from dataclasses import replace

from tests.invented import NOW, imdb, listing, policy
from trending_now.domain.text import Plot, Review, Text
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.enrichments import EnrichmentLog
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.title_query import TitleQuery

SHORT, LONG = Plot("An ebb."), Plot("An ebb that a whole village waits for.")


def texts_of_both(writer: CatalogueWriter, reader: CatalogueReader, log: EnrichmentLog, *plots: Plot) -> list[Text]:
    """Return what is read of a title that two sources tell of, of which the second lets no language model read."""
    for source, plot in zip(("first", "second"), plots, strict=True):
        review = Review(f"Seen by the {source}.", "a site", rating10=8.0 if source == "second" else None)
        terms = replace(policy(source), send_to_llm=source == "first")
        writer.record([listing("1", source, plots=(plot,), reviews=(review,), external_ids=(imdb(1),))], terms, NOW)
    (card,) = reader.browse(TitleQuery()).cards
    (document,) = log.documents([card.title.id])
    return list(document.texts)


def test_what_a_source_keeps_from_language_models_is_marked_text_by_text(
    writer: CatalogueWriter, reader: CatalogueReader, enrichments: EnrichmentLog
) -> None:
    texts = texts_of_both(writer, reader, enrichments, SHORT, LONG)
    assert [(text.content, text.send_to_llm) for text in texts] == [
        (LONG.text, False),
        ("Seen by the first.", True),
        ("Seen by the second.", False),
    ]


def test_a_review_has_the_rating_that_its_author_gave_and_other_texts_have_none(
    writer: CatalogueWriter, reader: CatalogueReader, enrichments: EnrichmentLog
) -> None:
    texts = texts_of_both(writer, reader, enrichments, LONG, SHORT)
    assert [(text.rating10, text.send_to_llm) for text in texts] == [(None, True), (None, True), (8.0, False)]
