"""An engine that would never say anything of a title is not asked again; another one's answer stands in for good."""

from dataclasses import replace

import pytest

from tests.invented import NOW, HandClock, listing, policy
from trending_now.domain.enrichment import Enrichment, ModelVersion, StandIn
from trending_now.domain.text import Document, Plot
from trending_now.domain.title import TitleId
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.enrichments import EnrichmentLog
from trending_now.store.reader import CatalogueReader

ASKED, BOOSTED = ModelVersion("llm", "a" * 64), ModelVersion("boosted", "b" * 64)
FOR_GOOD = StandIn("Its terms forbid it.", final_for=ASKED.digest)
FOR_NOW = StandIn("It is down.", is_outage=True)


@pytest.fixture
def document(writer: CatalogueWriter, enrichments: EnrichmentLog) -> Document:
    """Return what is read of a title whose texts may not be sent to language models."""
    writer.record([listing()], replace(policy(), send_to_llm=False), NOW)
    (document,) = enrichments.documents(enrichments.all_titles())
    return document


def save(log: EnrichmentLog, document: Document, stands_in: StandIn | None, version: ModelVersion = BOOSTED) -> int:
    warnings = (stands_in.reason,) if stands_in else ()
    answer = Enrichment(document.id, "boosted", version, (), (), warnings=warnings, stands_in=stands_in)
    return log.save([(document, answer)], "llm" if stands_in else "boosted")


def waits(log: EnrichmentLog, version: ModelVersion = ASKED) -> bool:
    return bool(log.pending("llm", version))


def test_who_would_say_nothing_is_asked_once_and_who_is_down_again(
    enrichments: EnrichmentLog, document: Document
) -> None:
    save(enrichments, document, FOR_NOW)
    assert waits(enrichments)
    save(enrichments, document, FOR_GOOD)
    assert not waits(enrichments)
    assert waits(enrichments, replace(ASKED, digest="c" * 64))


def test_other_texts_and_other_terms_are_a_reason_to_ask(
    enrichments: EnrichmentLog, writer: CatalogueWriter, document: Document
) -> None:
    save(enrichments, document, FOR_GOOD)
    writer.record([listing(plots=(Plot("Another story."),))], replace(policy(), send_to_llm=False), NOW)
    assert waits(enrichments)

    (changed,) = enrichments.documents([int(document.id)])
    save(enrichments, changed, FOR_GOOD)
    assert not waits(enrichments)
    writer.record([listing("2")], policy(), NOW)
    assert int(document.id) in enrichments.pending("llm", ASKED)


def test_what_stands_in_says_so_again_once_its_own_newer_answer_does_not(
    enrichments: EnrichmentLog, document: Document
) -> None:
    save(enrichments, document, FOR_GOOD)
    save(enrichments, document, None, replace(BOOSTED, digest="d" * 64))
    assert waits(enrichments)


def test_what_stands_in_for_good_is_shown_before_an_answer_to_earlier_texts(
    database: Database, clock: HandClock, writer: CatalogueWriter, reader: CatalogueReader, document: Document
) -> None:
    log, own = EnrichmentLog(database, clock, "llm"), Enrichment(document.id, "llm", ASKED, (), ())

    def shown() -> str | None:
        return reader.title(TitleId(int(document.id))).card.engine

    log.save([(document, own)], "llm")
    save(log, document, FOR_GOOD)
    assert shown() == "llm"  # it is about these texts, whatever another version would say
    writer.record([listing(plots=(Plot("Another story."),))], replace(policy(), send_to_llm=False), NOW)
    (changed,) = log.documents([int(document.id)])
    save(log, changed, FOR_NOW)
    assert shown() == "llm"
    save(log, changed, FOR_GOOD)
    assert (shown(), log.show_preferred()) == ("boosted", 0)
    log.save([(changed, own)], "llm")
    assert shown() == "llm"


def test_what_stands_in_for_texts_that_have_gone_to_another_title_hides_nothing(
    database: Database, clock: HandClock, writer: CatalogueWriter, reader: CatalogueReader, document: Document
) -> None:
    log = EnrichmentLog(database, clock, "llm")
    before = EnrichmentLog(database, clock, "boosted")
    before.save([(document, Enrichment(document.id, "llm", ASKED, (), ()))], "llm")
    fuller = listing("2", "second", plots=(Plot("A much longer story. " * 9),))
    writer.record([fuller], replace(policy("second"), send_to_llm=False), NOW)
    title = writer.join(*sorted(log.all_titles()))
    (joined,) = log.documents([title])
    save(before, joined, FOR_GOOD)
    writer.record([listing(plots=(Plot("Another story."),))], replace(policy(), send_to_llm=False), NOW)
    writer.split(title, ("second", "2"))

    assert log.show_preferred() == 1
    assert reader.title(TitleId(title)).card.engine == "llm"


def test_what_stands_in_is_shown_once_its_title_is_joined_to_one_without_a_text(
    database: Database, clock: HandClock, writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    log = EnrichmentLog(database, clock, "llm")
    both = [listing("1", name="Ebb", plots=()), listing("2", name="Flood")]
    writer.record(both, replace(policy(), send_to_llm=False), NOW)
    silent, told = log.documents(sorted(log.all_titles()))
    log.save([(silent, Enrichment(silent.id, "llm", ASKED, (), ()))], "llm")
    save(log, told, FOR_GOOD)
    title = writer.join(int(silent.id), int(told.id))
    assert not waits(log)
    assert reader.title(TitleId(title)).card.engine == "boosted"


def test_an_answer_of_an_older_version_that_does_not_say_for_how_long_is_stored_once_more(
    enrichments: EnrichmentLog, document: Document
) -> None:
    said = [replace(FOR_GOOD, final_for=None), FOR_GOOD, FOR_GOOD]
    assert [save(enrichments, document, each) for each in said] == [1, 1, 0]
