"""Prompts on trial are compared by what viewers said of the genres that they saw of them, and of nothing else."""

import pytest

from tests.invented import NOW, HandClock, listing, policy
from tests.store.enriched import enrich
from trending_now.domain.genre import Genre
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.enrichments import EnrichmentLog
from trending_now.store.llm.trial import trial_arms
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.title_query import TitleQuery
from trending_now.store.verdicts.feedback import FeedbackBook


@pytest.fixture
def title(writer: CatalogueWriter, reader: CatalogueReader) -> int:
    writer.record([listing()], policy(), NOW)
    (card,) = reader.browse(TitleQuery()).cards
    return card.title.id


@pytest.fixture
def shown(database: Database, clock: HandClock) -> EnrichmentLog:
    return EnrichmentLog(database, clock, "llm")


def verdicts(database: Database) -> list[tuple[int, int]]:
    return [(arm.confirmed, arm.denied) for arm in trial_arms(database)]


def test_a_verdict_counts_for_the_answer_that_the_viewer_saw(
    database: Database, clock: HandClock, title: int, shown: EnrichmentLog, feedback: FeedbackBook
) -> None:
    enrich(shown, title, Genre.WAR, engine="boosted")
    feedback.give(title, Genre.WAR, "saw boosted", holds=False)
    enrich(shown, title, Genre.WAR, engine="llm")
    assert verdicts(database) == [(0, 0)]
    feedback.give(title, Genre.WAR, "saw llm", holds=True)
    assert verdicts(database) == [(1, 0)]
    clock.advance(hours=1)
    enrich(shown, title, Genre.WAR, engine="llm")
    assert verdicts(database) == [(0, 0)]


def test_a_title_that_is_shown_with_another_engine_s_answer_is_on_no_trial(
    database: Database, clock: HandClock, title: int, shown: EnrichmentLog
) -> None:
    enrich(shown, title, Genre.WAR, engine="llm")
    assert len(trial_arms(database)) == 1
    enrich(EnrichmentLog(database, clock, "boosted"), title, Genre.WAR, engine="boosted")
    assert trial_arms(database) == []
