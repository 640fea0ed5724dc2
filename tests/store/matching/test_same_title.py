"""One title from several sources is one title; two titles stay two."""

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import select

from tests.contents import listings_by_title
from tests.invented import NOW, TODAY, imdb, listing, policy
from trending_now.domain.run import ID_OF_ANOTHER, RunCounts, Violation
from trending_now.domain.title import ExternalId, Kind, Listing, Namespace, Popularity
from trending_now.store.catalogue import CatalogueWriter
from trending_now.store.database import Database
from trending_now.store.matching.match_book import MatchBook
from trending_now.store.quarantine import Quarantine
from trending_now.store.reader import CatalogueReader
from trending_now.store.reading.title_query import TitleQuery
from trending_now.store.runs import RunLog
from trending_now.store.tables import TitleRow

SHARED_IDS = [
    imdb(7),
    ExternalId(Namespace.WIKIDATA, "Q7"),
    ExternalId(Namespace.TVDB, "7"),
    ExternalId(Namespace.TMDB_TV, "7"),
]


@pytest.mark.parametrize("shared", SHARED_IDS, ids=lambda external_id: external_id.namespace)
def test_a_shared_external_id_makes_one_title_whatever_the_names(
    writer: CatalogueWriter, database: Database, shared: ExternalId
) -> None:
    one = listing("a", "first", kind=Kind.TV, external_ids=(shared,))
    other = listing("b", "second", name="Laterne", kind=Kind.TV, year=2029, external_ids=(shared,))
    assert titles_of(writer, database, one, other) == 1


def test_film_5_and_show_5_of_tmdb_are_two_titles(writer: CatalogueWriter, database: Database) -> None:
    film = listing("film/5", "tmdb", external_ids=(ExternalId(Namespace.TMDB_MOVIE, "5"),))
    show = listing("tv/5", "tmdb", kind=Kind.TV, external_ids=(ExternalId(Namespace.TMDB_TV, "5"),))
    same_number = listing("x", "second", name="Else", external_ids=(ExternalId(Namespace.TVDB, "5"),))
    assert titles_of(writer, database, film, show, same_number) == 3


@pytest.mark.parametrize(
    ("name", "year"), [("the lantern of 1!", 2031), ("Lantern of 1", 2032), ("THE LANTERN  OF 1", 2030)]
)
def test_the_same_name_within_a_year_is_one_title(
    writer: CatalogueWriter, database: Database, name: str, year: int
) -> None:
    assert titles_of(writer, database, listing("1"), listing("9", "second", name=name, year=year)) == 1


@pytest.mark.parametrize(
    "different",
    [{"year": 2033}, {"kind": Kind.TV}, {"name": "The Lantern of 2"}, {"year": None}, {"kind": None}],
    ids=str,
)
def test_another_name_year_or_kind_is_another_title(
    writer: CatalogueWriter, database: Database, different: dict[str, object]
) -> None:
    assert (
        titles_of(writer, database, listing("1"), listing("9", "second", **({"name": "The Lantern of 1"} | different)))
        == 2
    )


@pytest.mark.parametrize("name", ["The Lantern of 1", "Die Laterne"])
def test_an_original_name_is_as_good_as_a_name(writer: CatalogueWriter, database: Database, name: str) -> None:
    translated = listing("9", "second", name="Die Laterne", original_name="The Lantern of 1")
    assert titles_of(writer, database, listing("1", name=name), translated) == 1


def test_external_ids_that_differ_speak_against_the_name(writer: CatalogueWriter, database: Database) -> None:
    one = listing("1", "first", external_ids=(imdb(1),))
    other = listing("1", "second", external_ids=(imdb(2),))
    assert titles_of(writer, database, one, other) == 2


def test_one_source_never_lists_one_title_twice(writer: CatalogueWriter, database: Database) -> None:
    assert titles_of(writer, database, listing("1"), listing("2", name="The Lantern of 1")) == 2


def test_two_of_one_source_stay_two_though_another_source_has_titles(
    writer: CatalogueWriter, database: Database
) -> None:
    twins = [listing(key, name="The Ferry") for key in ("1", "2")]
    assert titles_of(writer, database, listing("7", "second"), *twins) == 3


def test_an_id_says_more_than_a_name(writer: CatalogueWriter, database: Database) -> None:
    named, known = listing("1", name="The Ferry"), listing("2", name="Die Fähre", external_ids=(imdb(1),))
    titles_of(writer, database, named, known, listing("9", "second", name="The Ferry", external_ids=(imdb(1),)))
    assert listings_by_title(database) == {frozenset({("first", "1")}), frozenset({("first", "2"), ("second", "9")})}


def test_a_title_is_found_by_the_name_of_any_of_its_listings(writer: CatalogueWriter, database: Database) -> None:
    one, other = listing("1", external_ids=(imdb(1),)), listing("2", "second", name="Ebb", external_ids=(imdb(1),))
    assert titles_of(writer, database, one, other, listing("9", "third", name="Ebb")) == 1


def test_a_name_that_two_titles_share_joins_neither(writer: CatalogueWriter, database: Database) -> None:
    twins = [listing(key, name="The Ferry") for key in ("1", "2")]
    assert titles_of(writer, database, *twins, listing("9", "second", name="The Ferry")) == 3


def test_the_exact_year_wins_over_the_year_beside_it(writer: CatalogueWriter, database: Database) -> None:
    years = [listing(str(year), name="The Ferry", year=year) for year in (2030, 2031)]
    titles_of(writer, database, *years, listing("9", "second", name="The Ferry", year=2031))
    assert frozenset({("first", "2031"), ("second", "9")}) in listings_by_title(database)


@pytest.mark.parametrize("together", [True, False])
def test_two_shows_that_a_source_tells_apart_stay_two_though_it_gives_both_one_id(
    writer: CatalogueWriter, database: Database, *, together: bool
) -> None:
    one, other = (
        listing(str(n), name=name, kind=Kind.TV, external_ids=(imdb(10), ExternalId(Namespace.TVMAZE, str(n))))
        for n, name in ((10, "Alpha"), (20, "Beta"))
    )
    batches = [[one, other]] if together else [[one], [other]]

    recorded = [writer.record(batch, policy("first"), NOW) for batch in batches]

    assert [violation.subject for violation in recorded[-1].violations] == ["20"]
    assert len(listings_by_title(database)) == 2


def test_a_source_may_list_a_title_once_by_each_of_its_ids(writer: CatalogueWriter, database: Database) -> None:
    """An id that was replaced may be known to one source still, and the new one to another already."""
    shared, ids = ExternalId(Namespace.WIKIDATA, "Q7"), [imdb(number) for number in (1, 2, 3)]
    told = [listing("t", f"source {x.value}", external_ids=(shared, x)) for x in ids]
    by_id = [listing(x.value, "keyed by id", name=f"Name {x.value}", external_ids=(x,)) for x in ids]

    assert titles_of(writer, database, *told, *by_id) == 1


def test_an_id_of_another_title_is_reported_and_stays_there(writer: CatalogueWriter, database: Database) -> None:
    writer.record([listing("1", kind=Kind.TV, external_ids=(imdb(1),))], policy("first"), NOW)
    disputed = listing("2", "second", name="Else", external_ids=(imdb(1),))
    recorded = writer.record([disputed], policy("second"), NOW)
    assert [violation.rule for violation in recorded.violations] == ["external id of another title"]
    assert len(listings_by_title(database)) == 2


def test_an_id_of_another_title_waits_until_it_is_mended_or_a_person_parts_the_two(
    writer: CatalogueWriter, runs: RunLog, database: Database
) -> None:
    writer.record([listing("1", kind=Kind.TV, external_ids=(imdb(1),))], policy("first"), NOW)
    quarantine, run_id = Quarantine(database), runs.start("ingest", "second")

    def record(**said: Any) -> list[str]:
        recorded = writer.record([listing("2", "second", name="Else", **said)], policy("second"), NOW)
        runs.quarantine(run_id, recorded.violations, policy("second"))
        return [waiting.subject for waiting in quarantine.waiting()]

    assert record(external_ids=(imdb(1),)) == ["2"]
    assert record(external_ids=(imdb(2),)) == []
    assert record(external_ids=(imdb(1),)) == ["2"]
    assert record(external_ids=(imdb(1),), kind=Kind.TV) == []
    with database.read() as connection:
        title = connection.scalars(select(TitleRow.id)).one()
    writer.split(title, ("second", "2"))
    assert record(external_ids=(imdb(1),), kind=Kind.TV) == []


def test_what_else_waits_of_a_listing_stays_when_its_id_is_mended(
    writer: CatalogueWriter, runs: RunLog, database: Database
) -> None:
    writer.record([listing("1", kind=Kind.TV, external_ids=(imdb(1),))], policy("first"), NOW)
    others = [
        Violation("second", "year is plausible", "2", "Far off."),
        Violation("second", ID_OF_ANOTHER, "3", "Twice."),
        Violation("third", ID_OF_ANOTHER, "2", "Twice."),
    ]
    for each in others:
        runs.quarantine(runs.start("ingest", each.source), [each], policy(each.source))
    recorded = writer.record([listing("2", "second", name="Else", external_ids=(imdb(1),))], policy("second"), NOW)
    runs.quarantine(runs.start("ingest", "second"), recorded.violations, policy("second"))

    writer.record([listing("2", "second", name="Else")], policy("second"), NOW)

    waiting = {(each.source, each.rule, each.subject) for each in Quarantine(database).waiting()}
    assert waiting == {(each.source, each.rule, each.subject) for each in others}


def test_an_id_that_another_title_lets_go_is_had_by_who_named_it_all_along(
    writer: CatalogueWriter, database: Database
) -> None:
    wrong, right = (listing("1", kind=Kind.TV, external_ids=(imdb(number),)) for number in (1, 2))
    named = listing("2", "second", name="Else", external_ids=(imdb(1),))
    titles_of(writer, database, wrong, named, right, named)

    assert titles_of(writer, database, listing("3", "third", name="Quite Else", external_ids=(imdb(1),))) == 2
    assert frozenset({("second", "2"), ("third", "3")}) in listings_by_title(database)


def test_an_id_that_goes_from_one_listing_to_another_is_had_at_once(
    writer: CatalogueWriter, database: Database
) -> None:
    own = [ExternalId(Namespace.TVMAZE, str(number)) for number in (1, 2)]
    for ids in (([own[0], imdb(1)], [own[1]]), ([own[0]], [own[1], imdb(1)])):
        shows = [listing(x[0].value, kind=Kind.TV, external_ids=tuple(x)) for x in ids]
        writer.record(shows, policy(), NOW)

    titles_of(writer, database, listing("9", "second", name="Laterne", kind=Kind.TV, external_ids=(imdb(1),)))
    assert frozenset({("first", "2"), ("second", "9")}) in listings_by_title(database)


def test_the_ids_that_any_source_gives_lead_to_the_title(writer: CatalogueWriter, reader: CatalogueReader) -> None:
    tvdb = ExternalId(Namespace.TVDB, "70")
    for said in (
        listing("1", "first", external_ids=(imdb(1),)),
        listing("1", "second", external_ids=(imdb(1), tvdb)),
        listing("9", "third", name="Quite Else", external_ids=(tvdb,)),
    ):
        writer.record([said], policy(said.source), NOW)
    (card,) = reader.browse(TitleQuery()).cards
    assert set(reader.title(card.title.id).external_ids) == {imdb(1), tvdb}


def test_an_id_that_comes_later_still_brings_two_titles_together(writer: CatalogueWriter, database: Database) -> None:
    writer.record([listing("1", "first", name="Ferry", external_ids=(imdb(1),))], policy("first"), NOW)
    writer.record([listing("2", "second", name="Fähre")], policy("second"), NOW)
    writer.record([listing("2", "second", name="Fähre", external_ids=(imdb(1),))], policy("second"), NOW)
    assert len(listings_by_title(database)) == 1


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_a_listing_that_knows_two_titles_ids_makes_them_one_in_every_order(
    writer: CatalogueWriter, database: Database, reader: CatalogueReader, order: tuple[int, ...]
) -> None:
    tvdb = ExternalId(Namespace.TVDB, "70")
    said = [
        listing("1", "first", name="Ferry", external_ids=(imdb(1),)),
        listing("1", "second", name="Fähre", external_ids=(tvdb,)),
        listing("1", "third", name="Ferry and Fähre", external_ids=(imdb(1), tvdb), runtime_minutes=90),
    ]
    assert titles_of(writer, database, *(said[place] for place in order)) == 1
    assert reader.browse(TitleQuery()).cards[0].title.runtime_minutes == 90


def test_what_is_measured_of_a_title_goes_along_when_it_joins_another(
    writer: CatalogueWriter, database: Database, reader: CatalogueReader
) -> None:
    measured = (Popularity("second", "votes", TODAY, 70.0),)
    named = listing("2", "second", name="Fähre")
    joining = replace(named, external_ids=(imdb(1),), popularity=measured)
    assert titles_of(writer, database, listing("1", name="Ferry", external_ids=(imdb(1),)), named, joining) == 1
    (card,) = reader.browse(TitleQuery()).cards
    assert reader.title(card.title.id).popularity == measured


def test_what_is_measured_of_a_listing_goes_along_when_it_takes_its_id_back(
    writer: CatalogueWriter, database: Database, reader: CatalogueReader
) -> None:
    alone = listing("2", "second", name="Fähre", popularity=(Popularity("second", "votes", TODAY, 70.0),))
    joined = replace(alone, external_ids=(imdb(1),))
    assert titles_of(writer, database, listing("1", name="Ferry", external_ids=(imdb(1),)), joined) == 1
    assert titles_of(writer, database, alone) == 2
    popularity = {card.title.name: reader.title(card.title.id).popularity for card in reader.browse(TitleQuery()).cards}
    assert popularity == {"Ferry": (), "Fähre": alone.popularity}


def test_a_name_that_changes_brings_two_titles_together(writer: CatalogueWriter, database: Database) -> None:
    named, renamed = (listing("2", "second", name=name) for name in ("Quite Else", "The Ferry"))
    assert titles_of(writer, database, listing("1", name="The Ferry"), named) == 2
    assert titles_of(writer, database, renamed) == 1


def test_a_review_stays_with_its_title_whatever_name_and_id_it_gives(
    writer: CatalogueWriter, reader: CatalogueReader, database: Database
) -> None:
    writer.record([listing("1", name="Quite Else", external_ids=(imdb(1),))], policy(), NOW)
    (reviewed,) = [card.title.id for card in reader.browse(TitleQuery()).cards]
    writer.record([listing("2", name="The Ferry")], policy(), NOW)
    before = listing("a", "second", name="Quite Else", external_ids=(imdb(1),))
    for review in (before, listing("a", "second", name="The Ferry")):
        writer.record([review], policy("second"), NOW, tied={"a": reviewed})
    assert listings_by_title(database) == {frozenset({("first", "1"), ("second", "a")}), frozenset({("first", "2")})}


def test_two_titles_that_one_site_has_reviewed_may_still_be_one(
    writer: CatalogueWriter, reader: CatalogueReader, database: Database
) -> None:
    alone, known = listing("1"), listing("9", "second", name="Laterne", external_ids=(imdb(7),))
    assert titles_of(writer, database, alone, known) == 2
    for number, card in enumerate(reader.browse(TitleQuery()).cards):
        review = listing(f"https://tidings.example/{number}", "tidings", name=card.title.name)
        writer.record([review], policy("tidings"), NOW, tied={review.source_key: card.title.id})

    assert titles_of(writer, database, replace(alone, external_ids=(imdb(7),))) == 1


def test_a_question_about_an_id_names_a_catalogues_listing_and_no_review(
    writer: CatalogueWriter, reader: CatalogueReader, database: Database
) -> None:
    writer.record([listing("9", "second", external_ids=(imdb(7),))], policy("second"), NOW)
    (owner,) = [card.title.id for card in reader.browse(TitleQuery()).cards]
    review = listing("https://a.example/1", "a site", name="Laterne")
    writer.record([review], policy("a site"), NOW, tied={review.source_key: owner})
    show = listing("1", kind=Kind.TV, external_ids=(imdb(7),))

    assert titles_of(writer, database, show) == 2
    (question,) = MatchBook(database).waiting()
    assert (question.other.source, question.other.key) == ("second", "9")


def test_in_one_batch_and_apart_the_same_titles_come_out(writer: CatalogueWriter, database: Database) -> None:
    said = [listing("1"), listing("2"), listing("3", external_ids=(imdb(1),))]
    again = [listing("x", "second", name="Else", external_ids=(imdb(1),)), listing("1", "second")]
    counts = [writer.record(batch, policy(batch[0].source), NOW).counts for batch in (said, again)]
    assert counts == [RunCounts(3, 3), RunCounts(2, 2)]
    assert len(listings_by_title(database)) == 3


def titles_of(writer: CatalogueWriter, database: Database, *listings: Listing) -> int:
    """Record listings one after another; returns how many titles there are."""
    for said in listings:
        writer.record([said], policy(said.source), NOW)
    return len(listings_by_title(database))


WRONG = listing("20", "first", name="Beta", external_ids=(imdb(10),))
RIGHT = listing("20", "first", name="Beta", external_ids=(imdb(20),))
ALPHA = listing("a", "second", name="Alpha", external_ids=(imdb(10),))


@pytest.mark.parametrize("order", [(WRONG, ALPHA), (ALPHA, WRONG)], ids=["wrong first", "right first"])
def test_what_a_wrong_id_alone_held_together_parts_when_the_id_is_taken_back(
    writer: CatalogueWriter, database: Database, order: tuple[Listing, Listing]
) -> None:
    assert titles_of(writer, database, *order) == 1
    oldest = (order[0].source, order[0].source_key)

    assert titles_of(writer, database, RIGHT) == 2

    assert frozenset({oldest}) in listings_by_title(database)
    assert titles_of(writer, database, RIGHT, listing("7", "third", name="Else", external_ids=(imdb(10),))) == 2
    assert frozenset({("second", "a"), ("third", "7")}) in listings_by_title(database)
    assert titles_of(writer, database, WRONG) == 1


def test_what_goes_on_being_alike_stays_together_without_the_id_that_it_shared(
    writer: CatalogueWriter, database: Database
) -> None:
    one = listing("20", "first", name="Beta", external_ids=(imdb(10),))
    other = listing("a", "second", name="Beta", external_ids=(imdb(10),))
    tied = listing("b", "third", name="Other name", external_ids=(imdb(10),))
    assert titles_of(writer, database, one, other, tied, listing("20", "first", name="Beta")) == 1


def test_listings_that_share_another_id_part_together(writer: CatalogueWriter, database: Database) -> None:
    wikidata = ExternalId(Namespace.WIKIDATA, "Q5")
    wrong = listing("20", "first", name="Beta", external_ids=(imdb(10), wikidata))
    article = listing("en:Beta", "third", name="Beta (film)", year=None, external_ids=(wikidata,))
    right = listing("20", "first", name="Beta", external_ids=(imdb(20), wikidata))
    assert titles_of(writer, database, ALPHA, wrong, article, right) == 2
    assert frozenset({("first", "20"), ("third", "en:Beta")}) in listings_by_title(database)


def test_an_id_that_a_source_corrects_takes_the_place_of_the_wrong_one(
    writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    for number in (1, 2):
        writer.record([listing(external_ids=(imdb(number),))], policy(), NOW)
    (card,) = reader.browse(TitleQuery()).cards
    assert reader.title(card.title.id).external_ids == (imdb(2),)


def test_an_id_that_moves_to_a_new_listing_of_the_same_answer_is_that_ones(
    writer: CatalogueWriter, reader: CatalogueReader
) -> None:
    film = listing("film", external_ids=(imdb(5),))
    writer.record([film], policy(), NOW)
    show = listing("show", name="The Ebb", kind=Kind.TV, external_ids=(imdb(5),))
    writer.record([replace(film, external_ids=(imdb(6),)), show], policy(), NOW)

    ids = {card.title.name: reader.title(card.title.id).external_ids for card in reader.browse(TitleQuery()).cards}
    assert ids == {film.name: (imdb(6),), show.name: (imdb(5),)}


@pytest.mark.parametrize("leaves", [True, False], ids=["leaves", "takes it back"])
def test_an_id_that_two_titles_were_given_is_the_others_when_one_leaves_or_takes_it_back(
    writer: CatalogueWriter, reader: CatalogueReader, *, leaves: bool
) -> None:
    film, show = listing("film", external_ids=(imdb(5),)), listing("show", "second", kind=Kind.TV)
    writer.record([film], policy(), NOW)
    writer.record([replace(show, external_ids=(imdb(5),))], policy("second"), NOW)
    if leaves:
        writer.drop_source("first")
    else:
        writer.record([replace(film, external_ids=())], policy(), NOW)

    found = reader.browse(TitleQuery(kind=Kind.TV)).cards
    assert [reader.title(card.title.id).external_ids for card in found] == [(imdb(5),)]
