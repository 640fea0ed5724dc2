"""The questions to Wikidata, answered by a real SPARQL engine on a graph of one invented film."""

from datetime import date

import pytest
from rdflib import Graph

from tests.fetch.fetchers import quick_fetcher
from tests.invented import HandClock, nothing_known
from tests.loopback import Asked, Loopback, Reply
from trending_now.domain.run import RawRecord, Window
from trending_now.sources.query_service import first_year, rows_of
from trending_now.sources.wikidata import Wikidata
from trending_now.sources.wikipedia import Wikipedia

WEEK = Window(date(2031, 5, 12), date(2031, 5, 18))
NAMES = """PREFIX wd: <http://www.wikidata.org/entity/> PREFIX wdt: <http://www.wikidata.org/prop/direct/>
  PREFIX p: <http://www.wikidata.org/prop/> PREFIX psv: <http://www.wikidata.org/prop/statement/value/>
  PREFIX pq: <http://www.wikidata.org/prop/qualifier/> PREFIX wikibase: <http://wikiba.se/ontology#>
  PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
  PREFIX schema: <http://schema.org/> """
FILM = """wd:Q77 wdt:P31 wd:Q11424 ; rdfs:label "The Ebb"@en ; wdt:P136 wd:Q1 ; wdt:P57 wd:Q2 ; wdt:P495 wd:Q3 .
  wd:Q1 rdfs:label "drama film"@en . wd:Q2 rdfs:label "Ada Vale"@en . wd:Q3 wdt:P297 "FR" .
  <https://en.wikipedia.org/wiki/The_Ebb> schema:about wd:Q77 ; schema:isPartOf <https://en.wikipedia.org/> . """
SAID = """wd:Q77 p:P577 [ wikibase:rank wikibase:{2}Rank ;
  psv:P577 [ wikibase:timeValue "{0}T00:00:00Z"^^xsd:dateTime ; wikibase:timePrecision {1} ] ] . """


OUT = ("2031-05-14", 11, "Normal")


def answering(*said: tuple[str, int, str], film: str = FILM) -> Loopback:
    """Return a query service that knows of the film what is said: days, their precisions and their ranks."""
    graph = Graph().parse(data=NAMES + film + "".join(SAID.format(*each) for each in said), format="turtle")

    def route(asked: Asked) -> Reply:
        return Reply(graph.query(NAMES + asked.query["query"]).serialize(format="json") or b"")

    return Loopback({"/sparql": route})


def film_in(server: Loopback, source: str) -> dict[str, str]:
    with server, quick_fetcher(server) as fetcher:
        url, clock = server.url + "/sparql", HandClock()
        asking = {
            "wikidata": Wikidata(fetcher, url, clock, 0),
            "wikipedia": Wikipedia(fetcher, url, {"en": url}, nothing_known, clock, 0),
        }[source]
        films = next(x for x in asking.fetch(WEEK) if isinstance(x, RawRecord))
    found = rows_of(films)
    assert isinstance(found, list)
    return found[0]


@pytest.mark.parametrize("source", ["wikidata", "wikipedia"])
def test_the_year_is_the_first_that_is_known_and_not_withdrawn(source: str) -> None:
    others = [("2029-01-01", 9, "Preferred"), ("2020-01-01", 8, "Normal"), ("2025-01-01", 11, "Deprecated")]

    assert first_year(film_in(answering(("2031-05-14", 11, "Normal"), *others), source)) == 2029


@pytest.mark.parametrize("source", ["wikidata", "wikipedia"])
def test_a_day_that_was_withdrawn_is_no_release(source: str) -> None:
    film = film_in(answering(("2031-05-14", 11, "Normal"), ("2031-05-15", 11, "Deprecated")), source)

    assert [day[:10] for day in film["releases"].split("|")] == ["2031-05-14"]


@pytest.mark.parametrize(
    ("labels", "name"),
    [
        ('"Marea"@es, "La Marée"@fr, "Ebbe"@de, "Ebb"@mul, "The Ebb"@en', "The Ebb"),
        ('"Marea"@es, "La Marée"@fr, "Ebbe"@de, "Ebb"@mul', "Ebb"),
        ('"Marea"@es, "La Marée"@fr, "Ebbe"@de', "Ebbe"),
        ('"Marea"@es, "La Marée"@fr', "La Marée"),
        ('"Marea"@es, "Maree"@it', "Marea"),
    ],
)
def test_a_film_has_its_name_in_the_first_language_that_names_it(labels: str, name: str) -> None:
    film = FILM.replace('"The Ebb"@en', labels)

    assert film_in(answering(OUT, film=film), "wikidata")["label"] == name


def test_genres_and_directors_have_their_english_name_or_the_one_that_all_languages_share() -> None:
    film = FILM.replace('"drama film"@en', '"drama film"@en, "drama"@mul').replace('"Ada Vale"@en', '"Ada Vale"@mul')
    film = film.replace("wdt:P136 wd:Q1 ;", "wdt:P136 wd:Q1, wd:Q4, wd:Q5 ;")
    film += 'wd:Q4 rdfs:label "giallo"@mul . wd:Q5 rdfs:label "Krimi"@de . '
    found = film_in(answering(OUT, film=film), "wikidata")

    assert sorted(filter(None, found["genres"].split("|"))) == ["drama film", "giallo"]
    assert found["directors"] == "Ada Vale"


def test_a_film_that_nobody_has_named_is_found_without_a_name() -> None:
    film = (
        FILM.replace('rdfs:label "The Ebb"@en ;', "")
        .replace('"drama film"@en', '"Drama"@de')
        .replace("wdt:P57 wd:Q2 ;", "")
    )
    found = film_in(answering(OUT, film=film), "wikidata")

    assert found["item"].endswith("/Q77")
    assert (found.get("label", ""), found["genres"], found["directors"]) == ("", "", "")
