"""The account of calls, on both databases: set aside, settled, never beyond the limits, and closed after a kill."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from tests.databases import OpenCatalogue
from tests.fork_server import SERVER
from tests.invented import HandClock, listing, policy
from trending_now.domain.enrichment import Enrichment, ModelVersion, ReviewSummary, StandIn
from trending_now.domain.genre import Genre
from trending_now.domain.llm import (
    CallOutcome,
    GenreClaim,
    LlmAnswer,
    PlannedCall,
    PromptVersion,
    Question,
    Reply,
    Tokens,
    Usage,
)
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.domain.text import Evidence
from trending_now.errors import CallNotAllowed, StoreError
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.confined_database import ConfinedDatabase
from trending_now.store.database import Database
from trending_now.store.enrichments import EnrichmentLog
from trending_now.store.llm.ledger import LEDGER_RIGHTS, DayLimits, LlmLedger
from trending_now.store.llm.prompt_book import PromptBook
from trending_now.store.llm.scores import flagged_replies
from trending_now.store.llm.tables import LlmCallRow, LlmReplyRow
from trending_now.store.llm.totals import call_totals, spent_on
from trending_now.store.tables import TitleRow

QUESTION = Question(PromptVersion("enrich", 1, "a" * 64), "openai:invented", "d" * 64)
ANSWER = LlmAnswer(
    (GenreClaim(Genre.WAR, 0.7, Evidence("plot:1", 3, 9)),),
    ("bleak",),
    4,
    Evidence("review:2", 0, 5),
    ReviewSummary((Evidence("review:2", 0, 5),), ()),
)
VALID = Reply(CallOutcome.VALID, ANSWER)
BROKEN = Reply(CallOutcome.INVALID, None, ("genres.0: no",))
PAID = Usage(CallOutcome.VALID, 1.5, Tokens(100, 20, 8), 0.25)


@pytest.fixture
def emptied(fresh: OpenCatalogue) -> OpenCatalogue:
    return fresh


def ledger(database: Database, clock: HandClock, budget: float | None = 1.0, calls: int | None = None) -> LlmLedger:
    return LlmLedger(database, clock, DayLimits(budget, calls))


def planned(most_usd: float | None = 0.4, digest: str = "d" * 64, *, is_repair: bool = False) -> PlannedCall:
    return PlannedCall(replace(QUESTION, document_digest=digest), "7", 1, is_repair=is_repair, most_cost_usd=most_usd)


def test_what_was_received_comes_back_as_it_was(database: Database, clock: HandClock) -> None:
    book = ledger(database, clock)
    assert book.reply_to(QUESTION) is None
    book.settle(book.reserve(planned()), PAID, VALID)
    assert book.reply_to(QUESTION) == VALID
    assert book.reply_to(replace(QUESTION, model="openai:other")) is None


def test_the_second_reply_to_a_question_takes_the_place_of_the_first(database: Database, clock: HandClock) -> None:
    book = ledger(database, clock)
    book.settle(book.reserve(planned()), replace(PAID, outcome=CallOutcome.INVALID), BROKEN)
    assert book.reply_to(QUESTION) == BROKEN
    book.settle(book.reserve(planned(is_repair=True)), PAID, replace(VALID, is_repair=True))
    assert book.reply_to(QUESTION) == replace(VALID, is_repair=True)


@pytest.mark.parametrize(("received", "is_repair"), [(VALID, False), (BROKEN, False), (VALID, True)])
def test_what_another_process_received_since_one_looked_is_not_bought_again(
    database: Database, clock: HandClock, received: Reply, is_repair: bool
) -> None:
    book = ledger(database, clock)
    book.settle(book.reserve(planned()), replace(PAID, outcome=received.outcome), received)
    with pytest.raises(CallNotAllowed, match="another process has asked the same"):
        book.reserve(planned(is_repair=is_repair))
    assert spent_on(database, clock().date()) == 0.25


def test_money_is_set_aside_before_a_call_and_given_back_after_it(database: Database, clock: HandClock) -> None:
    book = ledger(database, clock)
    first, second = book.reserve(planned(0.4)), book.reserve(planned(0.5, "e" * 64))
    assert spent_on(database, clock().date()) == pytest.approx(0.9)
    with pytest.raises(CallNotAllowed, match="today's budget of 1 USD"):
        book.reserve(planned(0.2, "f" * 64))
    book.settle(first, PAID, VALID)
    book.settle(second, Usage(CallOutcome.FAILED, 3.0, None, 0.0, "http_500"), None)
    assert spent_on(database, clock().date()) == pytest.approx(0.25)


def test_a_cost_that_nobody_knows_counts_as_the_most_it_can_be(database: Database, clock: HandClock) -> None:
    book = ledger(database, clock)
    book.settle(book.reserve(planned(0.4)), Usage(CallOutcome.FAILED, 3.0, None, None, "timeout"), None)
    assert spent_on(database, clock().date()) == pytest.approx(0.4)


def test_the_next_day_begins_anew(database: Database, clock: HandClock) -> None:
    book = ledger(database, clock, budget=0.5, calls=1)
    late = book.reserve(planned(0.4))
    clock.advance(days=1)
    book.settle(late, PAID, VALID)
    assert spent_on(database, clock().date()) == 0.0
    book.reserve(planned(0.4, "e" * 64))


def test_a_cap_on_calls_holds_for_calls_without_a_price(database: Database, clock: HandClock) -> None:
    book = ledger(database, clock, budget=0.0, calls=2)
    for digest in "ab":
        book.reserve(planned(None, digest * 64))
    with pytest.raises(CallNotAllowed, match="today's 2 calls are used up"):
        book.reserve(planned(None))


def test_a_killed_process_s_calls_count_as_spent_and_unknown(
    database: Database, database_url: str, clock: HandClock
) -> None:
    killed = SERVER.Process(target=reserve_and_end, args=(database_url,))
    killed.start()
    killed.join()
    book = ledger(database, clock)
    own = book.reserve(planned(0.1, "e" * 64))
    assert book.close_dead_calls() == 1
    assert outcomes(database) == ["unknown", "in_flight"]
    assert spent_on(database, clock().date()) == pytest.approx(0.5)
    book.settle(own, PAID, VALID)
    book.reserve(planned(0.1))


def test_a_call_of_another_machine_is_given_up_after_a_while(database: Database, clock: HandClock) -> None:
    book = ledger(database, clock)
    book.reserve(planned(0.1))
    with database.side_write() as connection:
        connection.execute(update(LlmCallRow).values(owner="elsewhere:1:1"))
    with pytest.raises(CallNotAllowed, match="another process"):
        book.reserve(planned(0.1))
    assert book.close_dead_calls() == 0
    clock.advance(minutes=11)
    assert book.close_dead_calls() == 1
    book.reserve(planned(0.1))


def test_a_call_of_a_live_process_that_never_noted_what_came_of_it_is_given_up_too(
    database: Database, clock: HandClock
) -> None:
    book = ledger(database, clock)
    book.reserve(planned(0.1))
    assert book.close_dead_calls() == 0
    clock.advance(minutes=11)
    patient = LlmLedger(database, clock, DayLimits(1.0, None), longest_call=timedelta(hours=1))
    assert patient.close_dead_calls() == 0
    assert book.close_dead_calls() == 1
    assert outcomes(database) == ["unknown"]


def test_a_call_that_failed_and_cost_nothing_is_none_of_the_day_s_calls(database: Database, clock: HandClock) -> None:
    book = ledger(database, clock, calls=1)
    refused = Usage(CallOutcome.FAILED, 0.1, None, 0.0, "http_429")
    for _ in range(3):
        book.settle(book.reserve(planned()), refused, None)
    book.settle(book.reserve(planned()), replace(refused, cost_usd=None, error="timeout"), None)
    with pytest.raises(CallNotAllowed, match="today's 1 calls are used up"):
        book.reserve(planned())


def test_a_reply_is_flagged_for_a_person(database: Database, clock: HandClock) -> None:
    book = ledger(database, clock)
    book.settle(book.reserve(planned()), PAID, VALID)
    book.flag(QUESTION, ("orders",))
    with database.read() as connection:
        assert connection.execute(select(LlmReplyRow.subject, LlmReplyRow.flags)).all() == [("7", ["orders"])]
    assert book.reply_to(QUESTION) == replace(VALID, is_flagged=True)
    book.flag(QUESTION, ())
    assert book.reply_to(QUESTION) == VALID


def test_flags_are_told_of_titles_there_are_and_of_texts_handed_in(database: Database, clock: HandClock) -> None:
    writer = CatalogueWriter(database, load_taxonomy(), clock)
    writer.record([listing()], policy(), clock())
    with database.read() as connection:
        title = connection.execute(select(TitleRow.id)).scalar_one()
    book = ledger(database, clock)
    for digest, subject in (("a", str(title)), ("b", "classify"), ("c", "999999"), ("d", "somebody's own id")):
        call = replace(planned(0.0, digest * 64), subject=subject)
        book.settle(book.reserve(call), replace(PAID, cost_usd=0.0), VALID)
        book.flag(call.question, ("orders",))
    assert {row["title"] for row in flagged_replies(database)} == {str(title), "classify"}


def test_a_flag_is_told_of_the_title_that_its_own_was_joined_to(database: Database, clock: HandClock) -> None:
    writer, book = CatalogueWriter(database, load_taxonomy(), clock), ledger(database, clock)
    writer.record([listing("1"), listing("2")], policy(), clock())
    with database.read() as connection:
        keep, gone = connection.scalars(select(TitleRow.id).order_by(TitleRow.id))
    book.settle(book.reserve(replace(planned(), subject=str(gone))), PAID, VALID)
    book.flag(QUESTION, ("orders",))
    writer.join(keep, gone)
    assert [row["title"] for row in flagged_replies(database)] == [str(keep)]


def test_a_flag_is_told_until_a_sound_answer_stands_for_the_title_s_present_texts(
    database: Database, clock: HandClock
) -> None:
    log, book = EnrichmentLog(database, clock, "llm"), ledger(database, clock)
    CatalogueWriter(database, load_taxonomy(), clock).record([listing()], policy(), clock())
    (document,) = log.documents(log.all_titles())
    book.settle(book.reserve(replace(planned(), subject=document.id)), PAID, VALID)
    book.flag(QUESTION, ("orders",))
    told = [len(flagged_replies(database))]
    version = ModelVersion("llm", "e" * 64)
    sound = Enrichment(document.id, "llm", version, (), ())
    aside = replace(sound, engine="boosted", stands_in=StandIn("It is set aside.", final_for=version.digest))
    for answer in (sound, aside, replace(sound, version=ModelVersion("llm", "f" * 64))):
        log.save([(document, answer)], "llm")
        told.append(len(flagged_replies(database)))
    assert told == [1, 0, 1, 0]


def test_an_account_is_no_change_of_the_catalogue(
    database: Database, clock: HandClock, changes: Callable[[], int]
) -> None:
    before = changes()
    book = ledger(database, clock)
    book.settle(book.reserve(planned()), PAID, VALID)
    assert changes() == before


@pytest.fixture
def changes(database: Database) -> Callable[[], int]:
    """Return what counts the changes so far."""
    from trending_now.store.tables import ChangeCountRow

    def count() -> int:
        with database.read() as connection:
            return connection.execute(select(ChangeCountRow.changes)).scalar_one()

    return count


def reserve_and_end(url: str) -> None:
    """Reserve a call in a process that ends before it is settled."""
    with closing(Database(url, writable=True)) as database:
        ledger(database, HandClock()).reserve(planned(0.4))


def outcomes(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.scalars(select(LlmCallRow.outcome).order_by(LlmCallRow.id)))


def test_the_ledger_s_handle_writes_the_ledger_and_nothing_else(
    database: Database, database_url: str, clock: HandClock
) -> None:
    with closing(ConfinedDatabase(database_url, LEDGER_RIGHTS)) as confined:
        book = ledger(confined, clock)
        book.settle(book.reserve(planned()), PAID, VALID)
        book.flag(QUESTION, ("orders",))
        PromptBook(confined, clock).use(QUESTION.prompt)
        assert book.reply_to(QUESTION) == replace(VALID, is_flagged=True)
        for statement in ("UPDATE titles SET name = 'x'", "DELETE FROM llm_calls", "INSERT INTO locks (id) VALUES (1)"):
            with pytest.raises(StoreError, match="Only the ledger of calls"), confined.side_write() as connection:
                connection.execute(text(statement))
    with database.read() as connection:
        assert connection.execute(select(LlmReplyRow.flags)).scalar_one() == ["orders"]


def test_all_calls_are_added_up(database: Database, clock: HandClock) -> None:
    book = ledger(database, clock)
    for digest in "abc":
        book.settle(book.reserve(planned(0.1, digest * 64)), PAID, VALID)
    book.settle(book.reserve(planned(0.1)), Usage(CallOutcome.FAILED, 40.0, None, None, "timeout"), None)
    failed, valid = call_totals(database)
    assert (failed.error, failed.calls, failed.unknown_costs, failed.within[-1]) == ("timeout", 1, 1, 1)
    assert (valid.prompt, valid.calls, valid.input_tokens, valid.cached_tokens) == ("enrich-v1", 3, 300, 24)
    assert (valid.cost_usd, valid.within) == (pytest.approx(0.75), (0, 0, 0, 3, 3, 3, 3, 3, 3, 3))
    assert spent_on(database, clock().date()) == pytest.approx(0.85)
