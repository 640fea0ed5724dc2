"""Invented answers in the shapes that TVmaze and TMDb send."""

import json
from typing import Any

from tests.invented import NOW
from trending_now.domain.run import RawRecord

Entry = dict[str, Any]


def show(number: int = 7, **said: Any) -> Entry:
    """Return a show as TVmaze sends it; `said` replaces what it says."""
    facts: Entry = {
        "id": number,
        "url": f"https://www.tvmaze.com/shows/{number}/harbour-lights",
        "name": "Harbour Lights",
        "type": "Scripted",
        "language": "Danish",
        "genres": ["Drama", "Science-Fiction"],
        "status": "Running",
        "runtime": None,
        "averageRuntime": 48,
        "premiered": "2029-01-15",
        "schedule": {"time": "21:00", "days": ["Sunday"]},
        "rating": {"average": 7.5},
        "weight": 88,
        "network": {"id": 3, "name": "Fjord One", "country": {"name": "Denmark", "code": "DK"}},
        "webChannel": None,
        "externals": {"tvrage": None, "thetvdb": 4021, "imdb": "tt9900071"},
        "image": {"medium": "https://static.tvmaze.com/m/7.jpg", "original": "https://static.tvmaze.com/o/7.jpg"},
        "summary": "<p><b>Harbour Lights</b> follows a pilot who hears ships that sank &amp; sail.</p>",
        "_links": {"self": {"href": f"https://api.tvmaze.com/shows/{number}"}},
    }
    return facts | said


def broadcast(of: Entry | None = None, day: str = "2031-05-20", **said: Any) -> Entry:
    """Return an entry of /schedule: an episode with its show."""
    facts: Entry = {"id": 901, "name": "The Fog Bell", "season": 3, "number": 2, "airdate": day, "airtime": "21:00"}
    return facts | {"show": of or show()} | said


def stream(of: Entry | None = None, day: str = "2031-05-20") -> Entry:
    """Return an entry of /schedule/web: its show stands one level deeper."""
    return {"id": 902, "name": "The Ebb", "airdate": day, "_embedded": {"show": of or show()}}


def link(number: int, day: str = "2031-05-20", **said: Any) -> Entry:
    """Return an entry that only links to its show."""
    return {"id": 903, "airdate": day, "_links": {"show": {"href": f"https://api.tvmaze.com/shows/{number}"}}} | said


def film(number: int = 41, **said: Any) -> Entry:
    """Return a film's details as TMDb sends them, appended blocks included."""
    facts: Entry = {
        "adult": False,
        "id": number,
        "imdb_id": "tt9900041",
        "title": "The Glass Orchard",
        "original_title": "Le Verger de verre",
        "original_language": "fr",
        "origin_country": ["FR"],
        "production_countries": [{"iso_3166_1": "FR", "name": "France"}, {"iso_3166_1": "BE", "name": "Belgium"}],
        "overview": "A glassblower grows a garden nobody may touch.",
        "genres": [{"id": 18, "name": "Drama"}, {"id": 878, "name": "Science Fiction"}],
        "popularity": 12.5,
        "vote_average": 6.8,
        "poster_path": "/orchard.jpg",
        "release_date": "2031-05-02",
        "runtime": 101,
        "external_ids": {"imdb_id": "tt9900041", "wikidata_id": "Q990041"},
        "keywords": {"keywords": [{"id": 1, "name": "glass"}]},
        "release_dates": {"results": [_region("FR", (3, "2031-05-02")), _region("US", (4, "2031-05-16"))]},
        "watch/providers": {"results": {"US": {"link": None, "flatrate": [{"provider_name": "Lumen+"}]}}},
        "reviews": {"page": 1, "results": [review()], "total_pages": 1, "total_results": 1},
    }
    return facts | said


def series(number: int = 41, **said: Any) -> Entry:
    """Return a show's details as TMDb sends them, appended blocks included."""
    facts: Entry = {
        "adult": False,
        "id": number,
        "name": "Night Ferry",
        "original_name": "Night Ferry",
        "original_language": "en",
        "origin_country": ["GB"],
        "overview": "The last boat of the day never lands where it should.",
        "genres": [{"id": 10765, "name": "Sci-Fi & Fantasy"}, {"id": 9648, "name": "Mystery"}],
        "networks": [{"id": 5, "name": "Channel Nine"}],
        "popularity": 30.0,
        "vote_average": 8.0,
        "poster_path": "/ferry.jpg",
        "first_air_date": "2031-04-01",
        "last_air_date": "2031-05-13",
        "episode_run_time": [52],
        "external_ids": {"imdb_id": "tt9900042", "tvdb_id": 88001, "wikidata_id": None},
        "watch/providers": {"results": {"GB": {"free": [{"provider_name": "Channel Nine Player"}]}}},
        "reviews": {"results": []},
    }
    return facts | said


def review(**said: Any) -> Entry:
    """Return a review as TMDb sends it."""
    facts: Entry = {
        "id": "66aa",
        "author": "orla_reads",
        "content": "Cold, slow and worth every minute.",
        "created_at": "2031-05-04T10:00:00.000Z",
        "url": "https://www.themoviedb.org/review/66aa",
        "author_details": {"rating": 9.0, "username": "orla_reads"},
    }
    return facts | said


def page(*results: Any, total_pages: int = 1, number: int = 1) -> Entry:
    """Return a page of a list as TMDb sends it."""
    return {"page": number, "results": list(results), "total_pages": total_pages, "total_results": len(results)}


def listed(kind: str, number: int, **said: Any) -> Entry:
    """Return an entry of such a page: genres are numbers, nothing is appended."""
    names = {"title": "The Glass Orchard"} if kind == "movie" else {"name": "Night Ferry"}
    return names | {"id": number, "adult": False, "overview": "Short.", "genre_ids": [18], "media_type": kind} | said


def answer(content: Any, url: str, source: str) -> RawRecord:
    """Return an answer as the fetcher hands it over."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return RawRecord(source, url, body, NOW)


def _region(code: str, *releases: tuple[int, str]) -> Entry:
    dates = [{"type": kind, "release_date": f"{day}T00:00:00.000Z", "certification": ""} for kind, day in releases]
    return {"iso_3166_1": code, "release_dates": dates}
