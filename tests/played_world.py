"""Every outside service at once, on loopback: each knows the same invented titles and says of them what it would."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from tests.loopback import Asked, Loopback, Reply, as_json
from tests.review_sites import FILLER, PRAISE, PlayedSite, Work, played_sites, settings_of
from tests.sources import invented_answers as closed
from tests.sources import invented_open_answers as opened

GENRES = ("Drama", "Comedy", "Horror", "Western")


class PlayedWorld:
    """Answers as TVmaze, TMDb, Wikidata, Wikipedia, pageviews, OMDb and The Guardian."""

    def __init__(self, works: Sequence[Work]) -> None:
        self.works = list(works)
        self.server = Loopback({"*": self._reply})

    def settings(self, sites: dict[str, PlayedSite]) -> dict[str, object]:
        """Return the environment that makes the program ask this server and these sites."""
        url = self.server.url
        return {
            "TVMAZE_URL": url + "/tvmaze",
            "TMDB_URL": url + "/tmdb",
            "TMDB_TOKEN": "played-token",
            "WIKIDATA_URL": url + "/sparql",
            "WIKIPEDIA_URLS": f"en={url}",
            "PAGEVIEWS_URL": url,
            "OMDB_URL": url + "/omdb",
            "OMDB_KEY": "played-key",
            "GUARDIAN_URL": url + "/guardian",
            "GUARDIAN_KEY": "played-key",
            "SITE_URLS": settings_of(sites),
            "REQUEST_INTERVAL_SECONDS": 0,
            "CRAWL_INTERVAL_SECONDS": 0.05,
            "COUNTRIES": "GB",
            "PAST_DAYS": 20,
        }

    def _reply(self, asked: Asked) -> Reply:
        service = asked.path.split("/")[1]
        answer = {
            "tvmaze": self._tvmaze,
            "tmdb": self._tmdb,
            "sparql": self._sparql,
            "w": self._article,
            "metrics": self._views,
            "omdb": self._omdb,
            "guardian": self._guardian,
        }.get(service)
        return answer(asked) if answer else as_json({}, 404)

    def _tvmaze(self, asked: Asked) -> Reply:
        if asked.path != "/tvmaze/schedule":
            return as_json([])
        shows = [x for x in self.works if x.kind == "tv" and str(x.released) == asked.query["date"]]
        return as_json([closed.broadcast(self._show(work), str(work.released)) for work in shows])

    def _show(self, work: Work) -> dict[str, Any]:
        number = self.works.index(work) + 1
        externals = {"imdb": _imdb(number), "thetvdb": None}
        return closed.show(
            number, name=work.name, genres=[_genre(number)], premiered=str(work.released), externals=externals,
            summary=f"<p>{FILLER[number % 6]}</p>", language="English",
        )  # fmt: skip

    def _tmdb(self, asked: Asked) -> Reply:
        _, _, kind, number = (*asked.path.split("/"), "")[:4]
        if kind in ("movie", "tv") and number.isdigit():
            return as_json(self._details(self.works[int(number) - 1], int(number)))
        if asked.path.startswith("/tmdb/discover/"):
            wanted = asked.path.rpartition("/")[2]
            entries = [(n, x) for n, x in enumerate(self.works, start=1) if x.kind == wanted]
            return as_json(closed.page(*(closed.listed(wanted, n, **_named(x)) for n, x in entries)))
        return as_json(closed.page()) if asked.path.startswith("/tmdb/trending") else as_json({}, 404)

    def _details(self, work: Work, number: int) -> dict[str, Any]:
        same = {
            "genres": [{"id": 1, "name": _genre(number)}],
            "overview": FILLER[number % 6],
            "external_ids": {"imdb_id": _imdb(number), "wikidata_id": f"Q{number}"},
            "poster_path": None,
        }
        if work.kind == "tv":
            return closed.series(
                number, **_named(work), original_name=work.name, first_air_date=str(work.released), **same
            )
        return closed.film(
            number, **_named(work), original_title=work.name, imdb_id=_imdb(number), release_date=str(work.released),
            release_dates={"results": []}, **same,
        )  # fmt: skip

    def _sparql(self, asked: Asked) -> Reply:
        query = asked.query["query"]
        kind = "movie" if "Q11424" in query else "tv"
        days = [date.fromisoformat(part[:10]) for part in query.split('"')[1::2] if part[:2] == "20"]
        rows = [self._row(n, x, "?article" in query) for n, x in enumerate(self.works, 1) if x.kind == kind
                and min(days) <= x.released <= max(days)]  # fmt: skip
        return Reply(opened.sparql(*rows))

    def _row(self, number: int, work: Work, is_article: bool) -> dict[str, Any]:
        item, day = f"http://www.wikidata.org/entity/Q{number}", f"{work.released}T00:00:00Z"
        if is_article:
            article = f"https://en.wikipedia.org/wiki/{work.name.replace(' ', '_')}"
            return opened.cells(item=item, article=article, releases=day)
        return opened.row(
            item=item, label=work.name, originalName=work.name, language="en", countries="GB", imdb=_imdb(number),
            genres=f"{_genre(number).lower()} film", directors=work.director, releases=f"{day} GB", tmdbmovie="",
        )  # fmt: skip

    def _article(self, asked: Asked) -> Reply:
        key = unquote(asked.path.split("/")[-2])
        return as_json(opened.article(opened.html_of(plot=PRAISE), key=key, title=key.replace("_", " ")))

    def _views(self, _: Asked) -> Reply:
        today = datetime.now(UTC).date()
        days = [(f"{today - timedelta(days=back):%Y%m%d}00", 1_000 * (8 - back)) for back in range(7, 0, -1)]
        return as_json(opened.views(*days))

    def _omdb(self, asked: Asked) -> Reply:
        number = int(asked.query["i"].removeprefix("tt")) - 7_000_000
        work = self.works[number - 1]
        return as_json(opened.omdb_work(
            Title=work.name, Year=str(work.released.year), imdbID=_imdb(number), Genre=_genre(number), DVD="N/A",
            Type="series" if work.kind == "tv" else "movie", Director=work.director, Language="English",
            Released=f"{work.released:%d %b %Y}",
        ))  # fmt: skip

    def _guardian(self, asked: Asked) -> Reply:
        kind = "movie" if asked.query["section"] == "film" else "tv"
        results = [
            opened.guardian_result(
                sectionId=asked.query["section"],
                webUrl=f"https://www.theguardian.com/{asked.query['section']}/{work.slug}-review",
                webPublicationDate=f"{work.released}T06:00:00Z",
                fields={"headline": f"{work.name} review – a tide of its own", "bodyText": " ".join([*FILLER, PRAISE])},
            )
            for work in self.works
            if work.kind == kind
        ]
        return as_json(opened.guardian_page(*results))


@contextmanager
def played_world(works: Sequence[Work]) -> Iterator[tuple[PlayedWorld, dict[str, PlayedSite]]]:
    """Serve every service and every review site."""
    world = PlayedWorld(works)
    with world.server, played_sites(works) as sites:
        yield world, sites


def _imdb(number: int) -> str:
    return f"tt{7_000_000 + number}"


def _genre(number: int) -> str:
    return GENRES[number % len(GENRES)]


def _named(work: Work) -> dict[str, str]:
    return {"name": work.name} if work.kind == "tv" else {"title": work.name}
