"""What every source promises, whoever wrote it: the same battery over each one that the program knows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.invented import NOW, WINDOW, HandClock, imdb, policy
from tests.invented import listing as invented_listing
from tests.loopback import Asked, Loopback, Reply, as_json
from tests.sources import invented_open_answers as open_answers
from tests.sources.invented_answers import broadcast, film, link, listed, page, series, show, stream
from trending_now.domain.ports import Source
from trending_now.domain.run import RawRecord, Violation
from trending_now.domain.title import Listing
from trending_now.errors import FetchFailed, HttpStatusError
from trending_now.fetch.client import Fetcher
from trending_now.fetch.outages import MOST_IN_A_ROW
from trending_now.settings import Settings
from trending_now.sources.catalogue import CatalogueFile
from trending_now.sources.pageviews import Pageviews
from trending_now.store.known_titles import Need
from trending_now.wiring.sources import SOURCES, build_fetcher, build_source, known_titles
from trending_now.wiring.workshop import open_workshop

IMPORT = "import:titles"


def _omdb(asked: Asked) -> Reply:
    known = asked.query["i"] == imdb(77).value
    return as_json(open_answers.omdb_work() if known else {"Title": ""})


ROUTES = {
    "/schedule": as_json([broadcast(), link(9), {"name": "Nothing"}]),
    "/schedule/web": as_json([stream()]),
    "/shows/9": as_json(show(9)),
    "/discover/movie": as_json(page(listed("movie", 41), {})),
    "/discover/tv": as_json(page(listed("tv", 41), listed("tv", 42))),
    "/trending/all/week": as_json(page(listed("movie", 43))),
    "/movie/41": as_json(film()),
    "/metrics/pageviews/per-article/en.wikipedia/all-access/user/Ebb/daily/2031051300/2031052000": as_json(
        open_answers.views(("2031052000", 7))
    ),
    "/metrics/pageviews/per-article/en.wikipedia/all-access/user/Flow/daily/2031051300/2031052000": as_json({}),
    "/omdb": _omdb,
    "/tv/41": as_json(series()),
    "/down": Reply(status=500),
}
every_source = pytest.mark.parametrize("name", [*SOURCES, IMPORT])
Build = Callable[[str], Source]


@dataclass(frozen=True, slots=True)
class World:
    """A server that plays small invented answers, the way out to it, and what builds a source by name on both."""

    server: Loopback
    fetcher: Fetcher
    build: Build


@pytest.fixture(scope="module")
def build(world: World) -> Build:
    return world.build


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    path = tmp_path_factory.mktemp("files") / "titles.jsonl"
    path.write_text('{"title": "Ebb", "plot": "The sea goes."}\n{"title": ""}\nno JSON\n', "utf-8")
    with Loopback(open_answers.ROUTES | ROUTES) as server:
        configured = Settings(
            home=tmp_path_factory.mktemp("home"),
            tvmaze_url=server.url,
            tmdb_url=server.url,
            tmdb_token="token",
            wikidata_url=server.url + "/sparql",
            wikipedia_urls={"en": server.url},
            pageviews_url=server.url,
            omdb_url=server.url + "/omdb",
            omdb_key="key",
            request_interval_seconds=0,
            request_attempts=1,
        )  # type: ignore[arg-type]
        stock(configured)
        with build_fetcher(configured) as fetcher:
            own = {
                IMPORT: lambda: CatalogueFile(path, HandClock()),
                "pageviews": lambda: Pageviews(
                    fetcher, server.url, known_titles(configured, Need.ARTICLE), HandClock(), 0
                ),
            }
            yield World(
                server,
                fetcher,
                lambda name: own[name]() if name in own else build_source(configured, name, fetcher),
            )


def stock(configured: Settings) -> None:
    """Put two titles into the catalogue, which some sources are asked about one by one."""
    with open_workshop(configured) as workshop:
        for number, name in enumerate(("Ebb", "Flow")):
            url = f"https://en.wikipedia.org/wiki/{name}"
            said = invented_listing(name, name=name, url=url, external_ids=(imdb(77 + number),))
            workshop.catalogue.record([said], policy(), NOW)


def read(source: Source) -> list[Listing | Violation]:
    """Return all that a source has to say."""
    outcomes: list[Listing | Violation] = []
    for answer in source.fetch(WINDOW):
        outcomes += source.parse(answer) if isinstance(answer, RawRecord) else [answer]
    return outcomes


@every_source
def test_a_source_has_the_name_it_is_known_by(build: Build, name: str) -> None:
    assert build(name).name == name


@every_source
def test_a_source_states_its_terms_and_whom_to_thank(build: Build, name: str) -> None:
    policy = build(name).policy

    assert policy.name == name
    assert policy.credit.text.strip()
    assert policy.credit.url is None or policy.credit.url.startswith("https://")
    expiry = policy.expires_at(NOW)
    assert expiry is None or expiry > NOW


@every_source
def test_every_record_says_whose_it_is_and_where_and_when_it_came_from(build: Build, name: str) -> None:
    records = [answer for answer in build(name).fetch(WINDOW) if isinstance(answer, RawRecord)]

    assert records
    for record in records:
        assert record.source == name
        assert record.url
        assert record.content
        assert record.fetched_at.utcoffset() is not None
    assert len({record.url for record in records}) == len(records)


@every_source
def test_the_same_answers_come_in_the_same_order_with_the_same_bytes(build: Build, name: str) -> None:
    source = build(name)
    first, second = ([_said(answer) for answer in source.fetch(WINDOW)] for _ in range(2))

    assert first == second


@every_source
def test_a_host_that_was_given_up_in_one_run_is_asked_again_in_the_next(world: World, name: str) -> None:
    world.fetcher.begin_run()
    for _ in range(MOST_IN_A_ROW):
        with pytest.raises(HttpStatusError):
            world.fetcher.get(world.server.url + "/down")
    with pytest.raises(FetchFailed):
        world.fetcher.get(world.server.url + "/down")

    assert [answer for answer in world.build(name).fetch(WINDOW) if isinstance(answer, RawRecord)]


@every_source
def test_a_record_means_the_same_each_time_it_is_read(build: Build, name: str) -> None:
    source, reader = build(name), build(name)

    for record in source.fetch(WINDOW):
        if isinstance(record, RawRecord):
            assert list(source.parse(record)) == list(reader.parse(record))


@every_source
def test_every_title_has_a_name_a_key_and_its_source(build: Build, name: str) -> None:
    titles = [outcome for outcome in read(build(name)) if isinstance(outcome, Listing)]

    assert titles
    for title in titles:
        assert title.name.strip()
        assert title.source_key
        assert title.source == name
        assert all(plot.text.strip() for plot in title.plots)


@every_source
def test_every_violation_says_what_where_and_why(build: Build, name: str) -> None:
    violations = [outcome for outcome in read(build(name)) if isinstance(outcome, Violation)]

    assert violations or name == "demo"
    for violation in violations:
        assert violation.source == name
        assert all((violation.rule, violation.subject, violation.message))


@every_source
@settings(suppress_health_check=[HealthCheck.differing_executors], max_examples=40)
@given(content=st.binary() | st.sampled_from([b"{}", b"[]", b"null", b"[[1, {}]]", b'[1, "x"]', b"[" * 3_000]))
def test_no_bytes_whatever_make_reading_fail(build: Build, name: str, content: bytes) -> None:
    source = build(name)

    for url in ("https://api.example.org/shows/9", "https://api.example.org/tv/41", "demo:films.jsonl"):
        for outcome in source.parse(RawRecord(name, url, content, NOW)):
            assert isinstance(outcome, Violation)


def _said(answer: RawRecord | Violation) -> tuple[object, ...]:
    return (answer.url, answer.content) if isinstance(answer, RawRecord) else (answer.subject, answer.message)
