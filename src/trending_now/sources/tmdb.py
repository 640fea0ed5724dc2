"""TMDb: new and upcoming films and shows with details, reviews and release dates (API v3, key needed).

Its terms count training and validating models as commercial use, and let content be kept for six months at most; an
LLM service would be a third party that receives it, so it is not sent to one.
"""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from trending_now.domain.policy import Credit, Policy, TrainUse
from trending_now.domain.ports import Clock, KnownTitles
from trending_now.domain.run import RawRecord, Violation, Window
from trending_now.domain.title import Kind, Listing, Namespace, Withdrawal
from trending_now.errors import FetchError, HttpStatusError, KeyRefused
from trending_now.fetch.client import Fetcher
from trending_now.fetch.exchange import Answer, Request
from trending_now.sources.answers import AnswerModel, failed_fetch, read_answer, read_entry, read_whole, violation
from trending_now.sources.tmdb_answers import GenreEntry, ListEntry, ListPage, Work
from trending_now.sources.tmdb_listing import FROM_LIST, key_of, listing_of, name_of, valid_entries
from trending_now.sources.tmdb_reference import (
    CONFIGURATION_PATH,
    GENRE_PATHS,
    ConfigurationAnswer,
    GenresAnswer,
    Reference,
    poster_size_of,
)

SOURCE = "tmdb"
MOST_PAGES = 25
NAMED = ("region", "page")
Shape = TypeVar("Shape", bound=AnswerModel)
GONE = 404
KINDS = {Namespace.TMDB_MOVIE: Kind.MOVIE, Namespace.TMDB_TV: Kind.TV}
TV_ADDRESS = re.compile(r"/tv/[0-9]+(\?|$)")
APPENDED = {
    Kind.MOVIE: "external_ids,keywords,release_dates,watch/providers,reviews",
    Kind.TV: "external_ids,keywords,content_ratings,watch/providers,reviews",
}
POLICY = Policy(
    name=SOURCE,
    display=True,
    train=TrainUse.NO,
    keep_full_text=True,
    send_to_llm=False,
    retention=timedelta(days=180),
    credit=Credit(
        "This product uses the TMDB API but is not endorsed or certified by TMDB. Where to watch: JustWatch.",
        "https://www.themoviedb.org",
    ),
)


class Tmdb:
    """The TMDb source: discover and trending name the titles, details say all about each.

    Titles that are `known` and in no list are asked about as well: they may have been put off, or be less popular.
    `credential` is a v3 API key (32 hexadecimal digits) or a read token. A title whose details cannot be had is taken
    from its list entry, so that none is lost.
    """

    name = SOURCE
    policy = POLICY
    names_all_days = False

    def __init__(
        self,
        fetcher: Fetcher,
        base_url: str,
        credential: str,
        regions: Sequence[str],
        known: KnownTitles,
        clock: Clock,
        image_url: str = "https://image.tmdb.org/t/p",
    ) -> None:
        self._fetcher = fetcher
        self._base_url = base_url.rstrip("/")
        self._credential = credential
        self._regions = tuple(region.upper() for region in regions)
        self._known = known
        self._clock = clock
        self._image_url = image_url.rstrip("/")
        self._reference = Reference()

    def fetch(self, window: Window) -> Iterator[RawRecord | Violation]:
        """Yield the details of each title that the lists name, in their order, then of those that are known, each once.

        Raises:
            KeyRefused: the key is wrong.
            FetchError: TMDb cannot be reached at all.
        """
        self._fetcher.begin_run()
        yield from self._learn_reference()
        seen: set[tuple[Kind, int]] = set()
        for path, params, kind in self._lists(window):
            for page in self._pages(path, params):
                if isinstance(page, Violation):
                    yield page
                else:
                    yield from self._titles(page, kind, seen)
        yield from self._followed(window, seen)

    def parse(self, record: RawRecord) -> Iterator[Listing | Withdrawal | Violation]:
        """Yield the listing of a film or show, or its withdrawal if it is for adults only."""
        kind = Kind.TV if TV_ADDRESS.search(record.url) else Kind.MOVIE
        work = read_whole(Work, record)
        if isinstance(work, Violation):
            yield work
        elif work.adult:
            yield Withdrawal(SOURCE, key_of(work, kind), "It is for adults only.")
        elif not name_of(work, kind):
            yield violation(record, "name is missing", record.url, f"{kind} {work.id} has no name.")
        else:
            yield listing_of(work, kind, record, self._reference, self._image_url, self._regions)

    def _learn_reference(self) -> Iterator[Violation]:
        """Ask first what TMDb says about itself; what cannot be had is a violation, and the usual values stand."""
        configuration = self._ask(ConfigurationAnswer, CONFIGURATION_PATH, {}, is_first=True)
        if isinstance(configuration, Violation):
            yield configuration
            return
        names: dict[tuple[Kind, int], str] = {}
        for kind, path in GENRE_PATHS.items():
            listed = self._ask(GenresAnswer, path, {"language": "en-US"})
            if isinstance(listed, Violation):
                yield listed
            else:
                named = valid_entries(GenreEntry, listed[0].genres)
                names |= {(kind, genre.id): genre.name for genre in named if genre.id and genre.name}
        self._reference = Reference(poster_size_of(configuration[0].images), names)

    def _lists(self, window: Window) -> Iterator[tuple[str, dict[str, str], Kind | None]]:
        first, last = window.first.isoformat(), window.last.isoformat()
        wanted = {"include_adult": "false", "language": "en-US", "sort_by": "popularity.desc"}
        for region in self._regions:
            dates = {"release_date.gte": first, "release_date.lte": last, "region": region}
            yield "/discover/movie", wanted | dates, Kind.MOVIE
        for aired in ("first_air_date", "air_date"):  # shows that begin, then those with a new season or episode
            yield "/discover/tv", wanted | {f"{aired}.gte": first, f"{aired}.lte": last}, Kind.TV
        yield "/trending/all/week", {"language": "en-US"}, None

    def _pages(self, path: str, params: dict[str, str]) -> Iterator[tuple[ListPage, Answer] | Violation]:
        """Yield the pages of a list, at most `MOST_PAGES`; one that cannot be had ends the list with a violation."""
        number, last = 1, 1
        while number <= min(last, MOST_PAGES):
            page = self._ask(ListPage, path, params | {"page": str(number)})
            yield page
            if isinstance(page, Violation):
                return
            number, last = number + 1, page[0].total_pages

    def _ask(
        self, model: type[Shape], path: str, params: dict[str, str], *, is_first: bool = False
    ) -> tuple[Shape, Answer] | Violation:
        """Return an answer in its shape, or why it cannot be had; `is_first` tells an unreachable service apart."""
        request = self._request(path, params)
        try:
            answer = self._fetcher.get(request.url, params=request.params, headers=request.headers)
        except KeyRefused as error:
            sentence = "TMDb refused the key; set TRENDING_NOW_TMDB_TOKEN to your API key or read token."
            raise KeyRefused(sentence, error.status) from None
        except FetchError as error:
            told = " by air date" if "air_date.gte" in params else ""
            told += "".join(f" {name} {params[name]}" for name in NAMED if name in params)
            return failed_fetch(SOURCE, f"{self._base_url}{path}{told}", error, is_first=is_first)
        record = RawRecord(SOURCE, answer.url, answer.content, answer.fetched_at, answer.media_type)
        entry = read_whole(model, record)
        return entry if isinstance(entry, Violation) else (entry, answer)

    def _titles(
        self, page: tuple[ListPage, Answer], kind: Kind | None, seen: set[tuple[Kind, int]]
    ) -> Iterator[RawRecord | Violation]:
        """Yield the details of a page's titles that were not met before, or their list entries instead."""
        content, answer = page
        record = RawRecord(SOURCE, answer.url, answer.content, answer.fetched_at, answer.media_type)
        wanted: dict[tuple[Kind, int], Any] = {}
        for number, entry in enumerate(content.results, start=1):
            checked = read_entry(ListEntry, entry, record, f"{answer.url} entry {number}")
            if isinstance(checked, Violation):
                yield checked
                continue
            its_kind = kind or next((one for one in Kind if one == checked.media_type), None)
            if its_kind and not checked.adult and (its_kind, checked.id) not in seen:
                wanted.setdefault((its_kind, checked.id), entry)
        seen.update(wanted)
        answers = self._fetcher.get_all([self._details_request(*place) for place in wanted])
        for (place, entry), details in zip(wanted.items(), answers, strict=True):
            told = self._details(*place, details)
            yield told
            if isinstance(told, Violation):
                url = f"{self._base_url}/{place[0]}/{place[1]}{FROM_LIST}"
                yield RawRecord(SOURCE, url, json.dumps(entry).encode(), answer.fetched_at)

    def _followed(self, window: Window, seen: set[tuple[Kind, int]]) -> Iterator[RawRecord | Violation]:
        """Yield the details of the known titles that no list named; nothing for one that TMDb no longer has."""
        ids = [x for title in self._known(window) for x in title.external_ids if x.namespace in KINDS]
        wanted = [place for x in ids if (place := (KINDS[x.namespace], int(x.value))) not in seen]
        answers = self._fetcher.get_all([self._details_request(kind, number) for kind, number in wanted])
        for (kind, number), details in zip(wanted, answers, strict=True):
            if not (isinstance(details, HttpStatusError) and details.status == GONE):
                yield self._details(kind, number, details)

    def _details(self, kind: Kind, number: int, details: Answer | FetchError) -> RawRecord | Violation:
        """Return a title's details as a record, or the violation that they cannot be had or are another title's."""
        url = f"{self._base_url}/{kind}/{number}"
        if not isinstance(details, Answer):
            return failed_fetch(SOURCE, url, details)
        record = RawRecord(SOURCE, url, details.content, details.fetched_at, details.media_type)
        if _names_itself(record, number):
            return record
        return violation(record, "details are malformed", url, "The answer is not the title that was asked for.")

    def _details_request(self, kind: Kind, number: int) -> Request:
        return self._request(f"/{kind}/{number}", {"append_to_response": APPENDED[kind]})

    def _request(self, path: str, params: dict[str, str]) -> Request:
        if len(self._credential) == 32:
            return Request(self._base_url + path, params | {"api_key": self._credential})
        return Request(self._base_url + path, params, {"Authorization": f"Bearer {self._credential}"})


def _names_itself(record: RawRecord, number: int) -> bool:
    content = read_answer(record)
    return isinstance(content, dict) and content.get("id") == number
