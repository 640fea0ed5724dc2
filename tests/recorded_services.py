"""Plays the recorded answers of TVmaze and TMDb as the two live services route them; also by hand, see `main`."""

import argparse
import json
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from tests.loopback import Asked, Loopback, Reply, as_json
from tests.shared_files import FOLDER

TOKEN = "recorded-read-token"
TVMAZE, TMDB = "/tvmaze", "/tmdb/3"
PAGE_LENGTH = 20

Entry = dict[str, Any]


def recorded_services(samples: Path = FOLDER / "api-samples", port: int = 0) -> Loopback:
    """Return a server, not yet started, that answers as both services."""
    tvmaze, tmdb = RecordedTvMaze(samples / "tvmaze"), RecordedTmdb(samples / "tmdb")

    def route(asked: Asked) -> Reply:
        if asked.path.startswith(TVMAZE + "/"):
            return tvmaze.reply(asked.path.removeprefix(TVMAZE), asked)
        return tmdb.reply(asked.path.removeprefix(TMDB), asked)

    return Loopback({"*": route}, port=port)


def settings_for(server: Loopback) -> dict[str, str]:
    """Return the environment that makes the program ask this server."""
    return {
        "TRENDING_NOW_TVMAZE_URL": server.url + TVMAZE,
        "TRENDING_NOW_TMDB_URL": server.url + TMDB,
        "TRENDING_NOW_TMDB_TOKEN": TOKEN,
        "TRENDING_NOW_SOURCES": "tvmaze,tmdb",
        "TRENDING_NOW_REQUEST_INTERVAL_SECONDS": "0",
    }


class RecordedTvMaze:
    """The schedules take turns from day to day; shows that were recorded alone are linked from a schedule."""

    def __init__(self, folder: Path) -> None:
        self._shows = dict(_recorded_shows(folder))
        network, combined, web, invalid, malformed = (
            (folder / f"{name}.json").read_bytes()
            for name in ("network-schedule", "combined-schedule", "web-schedule", "invalid-schedule", "malformed")
        )
        links = json.dumps([_link_to(show) for show in sorted(self._shows)]).encode()
        self._programmes = {
            "US": (network, links, malformed),
            "GB": (combined, b"[]", invalid),
            "web": (web, b"[]"),
        }

    def reply(self, path: str, asked: Asked) -> Reply:
        """Answer /schedule, /schedule/web and /shows/ID."""
        if path.startswith("/schedule"):
            channel = "web" if path == "/schedule/web" else asked.query.get("country", "US")
            programme = self._programmes.get(channel, (b"[]",))
            return Reply(programme[date.fromisoformat(asked.query["date"]).toordinal() % len(programme)])
        show = self._shows.get(path.removeprefix("/shows/"))
        return as_json(show) if show else as_json({"name": "Not Found", "message": "", "code": 0, "status": 404}, 404)


class RecordedTmdb:
    """Lists name every film and show that the files hold anywhere; details are those that were recorded."""

    def __init__(self, folder: Path) -> None:
        contents = {path.name: json.loads(path.read_bytes()) for path in sorted(folder.glob("*.json"))}
        self._errors = {code: contents[f"error-status-{code}.json"] for code in (400, 401)}
        self._not_found = contents["error-status-response.json"]
        self._trending = [contents["trending-all.json"], contents["media-pageable-list.json"]]
        self._other = {
            "/configuration": contents["api-configuration.json"],
            "/genre/movie/list": contents["genre-movie-list.json"],
            "/genre/tv/list": contents["genres-list.json"],
        }
        self._listed: defaultdict[str, dict[int, Entry]] = defaultdict(dict)
        self._details: dict[str, Entry] = {}
        for content in contents.values():
            self._take_details(content)
            for kind, work in _works(content):
                self._listed[kind].setdefault(work["id"], work)

    def _take_details(self, content: object) -> None:
        """Keep a whole file that is one work's details; the one with more blocks where there are two."""
        for kind, work in _works(content):
            path = f"/{kind}/{work['id']}"
            if work is content and "genres" in work and len(work) > len(self._details.get(path, ())):
                self._details[path] = work

    def reply(self, path: str, asked: Asked) -> Reply:
        """Answer the lists and details to whoever shows the token."""
        if TOKEN not in (asked.query.get("api_key"), asked.headers.get("authorization", "").removeprefix("Bearer ")):
            return as_json(self._errors[401], 401)
        page = int(asked.query.get("page", "1"))
        if page < 1:
            return as_json(self._errors[400], 400)
        if path.startswith("/discover/"):
            return as_json(self._page(path.removeprefix("/discover/"), page))
        if path == "/trending/all/week":
            return as_json(self._trending[(page - 1) % 2])
        known = self._details.get(path) or self._other.get(path)
        return as_json(known) if known else as_json(self._not_found, 404)

    def _page(self, kind: str, page: int) -> Entry:
        works = list(self._listed[kind].values())
        start = (page - 1) * PAGE_LENGTH
        return {
            "page": page,
            "results": works[start : start + PAGE_LENGTH],
            "total_pages": -(-len(works) // PAGE_LENGTH),
            "total_results": len(works),
        }


def _recorded_shows(folder: Path) -> Iterator[tuple[str, Entry]]:
    for path in sorted(folder.glob("recorded-*.json")):
        body = json.loads(path.read_bytes())["body"]
        if isinstance(body, dict) and "/shows/" in body.get("url", ""):
            yield str(body["id"]), body


def _link_to(show: str) -> Entry:
    return {"name": "Pilot", "airdate": None, "_links": {"show": {"href": f"https://api.tvmaze.com/shows/{show}"}}}


def _works(content: object) -> Iterator[tuple[str, Entry]]:
    """Yield each film and show of an answer, however deep, with its kind; people, lists and seasons are none."""
    if isinstance(content, list):
        for part in content:
            yield from _works(part)
    elif isinstance(content, dict):
        if isinstance(content.get("id"), int) and content.get("media_type") not in ("person", "collection"):
            if "original_title" in content:
                yield "movie", content
            elif "original_name" in content and "overview" in content:
                yield "tv", content
        for part in content.values():
            yield from _works(part)


def main() -> None:
    """Serve until interrupted, after printing the settings to export."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--port", type=int, default=0)
    arguments = parser.parse_args()
    if not FOLDER.exists():
        parser.error(f"there are no recorded answers in {FOLDER}; set TRENDING_NOW_TEST_SHARED to the folder of them")
    with recorded_services(port=arguments.port) as server, suppress(KeyboardInterrupt):
        for name, value in settings_for(server).items():
            print(f"export {name}={value}", flush=True)  # noqa: T201
        threading.Event().wait()


if __name__ == "__main__":
    main()
