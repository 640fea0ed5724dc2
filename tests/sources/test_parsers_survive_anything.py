"""Whatever bytes a service sends, reading them ends well: listings with a name, violations with a reason, no error."""

import copy
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.fetch.fetchers import idle_fetcher
from tests.invented import HandClock, nothing_known
from tests.sources.invented_answers import answer, broadcast, film, link, listed, series, show, stream
from tests.sources.invented_open_answers import article, article_row, html_of, omdb_work, row, views
from trending_now.domain.ports import Source
from trending_now.domain.run import Violation
from trending_now.domain.title import Listing
from trending_now.pipeline.validate import broken_rule
from trending_now.sources.omdb import Omdb
from trending_now.sources.pageviews import Pageviews
from trending_now.sources.tmdb import Tmdb
from trending_now.sources.tvmaze import TvMaze
from trending_now.sources.wikidata import Wikidata
from trending_now.sources.wikipedia import Wikipedia

PLACES = {
    "tvmaze schedule": "https://api.example.org/schedule?country=GB&date=2031-05-20",
    "tvmaze show": "https://api.example.org/shows/7",
    "tvmaze linked show": "https://api.example.org/shows/7#2031-05-20=&soon=later",
    "tmdb film": "https://api.example.org/3/movie/41",
    "tmdb show": "https://api.example.org/3/tv/41?from=list",
    "wikidata rows": "https://query.example.org/sparql#movie/2031-05-14",
    "wikipedia rows": "https://query.example.org/sparql#articles/movie/2031-05-14",
    "wikipedia article": "https://en.example.org/w/rest.php/v1/page/The_Ebb/with_html#name=The+Ebb",
    "pageviews": "https://views.example.org/metrics/pageviews/per-article/"
    "en.wikipedia/all-access/user/The_Ebb/daily/2031051300/2031052000#name=The+Ebb",
    "omdb": "https://omdb.example.org/?i=tt0000077",
}
GOOD = {
    "tvmaze schedule": [broadcast(), stream(), link(12)],
    "tvmaze show": show(),
    "tvmaze linked show": show(),
    "tmdb film": film(),
    "tmdb show": series() | listed("tv", 41),
    "wikidata rows": {"results": {"bindings": [row()]}},
    "wikipedia rows": {"results": {"bindings": [article_row()]}},
    "wikipedia article": article(html_of()),
    "pageviews": views(("2031052000", 7)),
    "omdb": omdb_work(),
}
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["", "0001-01-01", "\ud800", "<![if x]>"])
)
anything = st.recursive(
    scalars, lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(), part, max_size=3), max_leaves=8
)
places = st.sampled_from(sorted(PLACES))


@st.composite
def damaged_answers(draw: st.DrawFn) -> tuple[str, Any]:
    """Return a place and its good answer with a few parts replaced by anything, or taken away."""
    place = draw(places)
    content = copy.deepcopy(GOOD[place])
    for _ in range(draw(st.integers(1, 3))):
        spots = _spots(content)
        if not spots:
            break
        spot, key = draw(st.sampled_from(spots))
        if isinstance(spot, dict) and draw(st.booleans()):
            del spot[key]
        else:
            spot[key] = draw(anything)
    return place, content


@given(places, st.binary())
@example("tmdb film", b"")
@example("tvmaze show", b"[" * 100_000)
@example("tvmaze schedule", b"9" * 5_000)
@example("tmdb film", b'{"id": 1, "title": "\\ud800"}')
@example("wikipedia article", json.dumps(article(html_of(), key="Ebb\ud800")).encode())
@example("wikipedia article", json.dumps(article(html_of("Plot", "<![if !IE]> A tide. <![endif]>"))).encode())
def test_any_bytes_are_read_without_an_error(place: str, content: bytes) -> None:
    _read(place, content)


@given(places, anything)
def test_any_json_is_read_without_an_error(place: str, content: Any) -> None:
    _read(place, json.dumps(content).encode())


@given(damaged_answers())
def test_a_damaged_answer_is_read_without_an_error(damaged: tuple[str, Any]) -> None:
    place, content = damaged

    _read(place, json.dumps(content).encode())


@given(st.lists(st.none() | st.just(broadcast(show(12))) | anything, max_size=5))
def test_good_entries_of_a_schedule_survive_any_neighbours(entries: list[Any]) -> None:
    read = _read("tvmaze schedule", json.dumps([broadcast(), *entries]).encode())

    assert "7" in {listing.source_key for listing in read if isinstance(listing, Listing)}


@pytest.mark.parametrize("place", PLACES)
def test_the_undamaged_answers_are_good(place: str) -> None:
    read = _read(place, json.dumps(GOOD[place]).encode())

    assert read or place == "wikipedia rows"  # they only name articles
    assert all(isinstance(outcome, Listing) and broken_rule(outcome) is None for outcome in read)


def _read(place: str, content: bytes) -> list[Listing | Violation]:
    source = _source(place.partition(" ")[0])
    read = list(source.parse(answer(content, PLACES[place], source.name)))
    for outcome in read:
        if isinstance(outcome, Listing):
            assert outcome.name.strip()
            broken_rule(outcome)
        else:
            assert outcome.message
            outcome.excerpt.encode()
    return read


def _source(name: str) -> Source:
    fetcher, clock = idle_fetcher(), HandClock()
    wikis = {"en": "https://en.example.org"}
    sources: list[Source] = [
        TvMaze(fetcher, "https://api.example.org", ("GB",), clock),
        Tmdb(fetcher, "https://api.example.org/3", "token", ("US", "GB"), nothing_known, clock),
        Wikidata(fetcher, "https://query.example.org/sparql", clock, 0),
        Wikipedia(fetcher, "https://query.example.org/sparql", wikis, nothing_known, clock, 0),
        Pageviews(fetcher, "https://views.example.org", nothing_known, clock, 0),
        Omdb(fetcher, "https://omdb.example.org", "key", nothing_known, clock, dict),
    ]
    return next(source for source in sources if source.name == name)


def _spots(content: Any) -> "list[tuple[Any, Any]]":
    """Return every place in an answer that holds something."""
    keys = list(content) if isinstance(content, dict) else list(range(len(content)))
    inner = [spot for key in keys if isinstance(content[key], dict | list) for spot in _spots(content[key])]
    return [(content, key) for key in keys] + inner
