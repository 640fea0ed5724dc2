"""OMDb: genres, directors, plots and release days of the newest titles that have an IMDb id. Key needed.

Its content is CC BY-NC 4.0, so no model is trained on it, and it is sent to no other service.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from pydantic import Field

from trending_now.domain.genre import SourceTag
from trending_now.domain.placeholders import is_placeholder
from trending_now.domain.policy import Credit, Policy, TrainUse
from trending_now.domain.ports import Clock, KnownTitles
from trending_now.domain.run import RawRecord, Violation, Window
from trending_now.domain.text import Plot
from trending_now.domain.title import (
    FIRST_YEAR,
    LAST_YEAR,
    ExternalId,
    Kind,
    Listing,
    Namespace,
    Popularity,
    Release,
    ReleaseType,
)
from trending_now.errors import KeyRefused
from trending_now.fetch.client import Fetcher
from trending_now.fetch.exchange import Answer, Request
from trending_now.fetch.plain_text import plain_name, text_of_html
from trending_now.sources.answers import (
    AnswerModel,
    LenientText,
    failed_fetch,
    imdb_id,
    read_answer,
    read_entry,
    violation,
)
from trending_now.sources.languages import code_of_language

SOURCE = "omdb"
MOST_TITLES = 200  # a free key may ask a thousand times a day
UNKNOWN = ("Incorrect IMDb ID.", "Movie not found!", "Series not found!")
ANY_ID = re.compile("tt[0-9]{5,10}")
Answered = Callable[[], Mapping[str, datetime]]
"""Gives for each address that was asked when its newest answer came."""
KINDS = {"movie": Kind.MOVIE, "series": Kind.TV}
POLICY = Policy(
    name=SOURCE,
    display=True,
    train=TrainUse.NO,
    keep_full_text=True,
    send_to_llm=False,
    retention=None,
    credit=Credit("OMDb API", "https://www.omdbapi.com", "CC BY-NC 4.0"),
)


class Work(AnswerModel):
    """A film or show as OMDb writes it: every field is text, "N/A" where nothing is known."""

    name: str = Field(alias="Title")
    type: LenientText = Field(None, alias="Type")
    imdb_id: LenientText = Field(None, alias="imdbID")
    year: LenientText = Field(None, alias="Year")
    released: LenientText = Field(None, alias="Released")
    on_disc: LenientText = Field(None, alias="DVD")
    runtime: LenientText = Field(None, alias="Runtime")
    genre: LenientText = Field(None, alias="Genre")
    director: LenientText = Field(None, alias="Director")
    plot: LenientText = Field(None, alias="Plot")
    language: LenientText = Field(None, alias="Language")
    rating: LenientText = Field(None, alias="imdbRating")


class Omdb:
    """The OMDb source; `known` names the titles that are asked about, `answered` what was when.

    Titles take turns: those that are out come first, then those that were asked about longest ago; none twice a day.
    """

    name = SOURCE
    policy = POLICY
    names_all_days = False

    def __init__(
        self, fetcher: Fetcher, base_url: str, key: str, known: KnownTitles, clock: Clock, answered: Answered
    ) -> None:
        self._fetcher = fetcher
        self._base_url = base_url
        self._key = key
        self._known = known
        self._clock = clock
        self._answered = answered

    def fetch(self, window: Window) -> Iterator[RawRecord | Violation]:
        """Yield an answer for each title with an IMDb id whose turn it is.

        Raises:
            KeyRefused: the key is wrong, or its requests of the day are used up.
            FetchError: OMDb cannot be reached at all.
        """
        self._fetcher.begin_run()
        wanted = self._in_turn(window)[:MOST_TITLES]
        requests = [Request(self._base_url, {"i": imdb, "plot": "full", "apikey": self._key}) for imdb in wanted]
        for imdb, answer in zip(wanted, self._fetcher.get_all(requests), strict=True):
            if isinstance(answer, Answer):
                yield RawRecord(SOURCE, answer.url, answer.content, answer.fetched_at)
            elif isinstance(answer, KeyRefused):
                sentence = "OMDb refused the key, or its requests of the day are used up; check TRENDING_NOW_OMDB_KEY."
                raise KeyRefused(sentence, answer.status) from None
            else:
                yield failed_fetch(SOURCE, f"{self._base_url}?i={imdb}", answer, is_first=imdb == wanted[0])

    def _in_turn(self, window: Window) -> list[str]:
        """Return the IMDb ids that were not asked about today, in the order in which they are."""
        today = self._clock().date()
        last = {found[0]: at.date() for url, at in self._answered().items() if (found := ANY_ID.search(url))}
        turns: dict[str, tuple[bool, date, str]] = {}
        for title in self._known(window):
            for imdb in (x.value for x in title.external_ids if x.namespace is Namespace.IMDB):
                is_to_come = title.released is not None and title.released > today
                chance = hashlib.sha256(f"{today} {imdb}".encode()).hexdigest()
                turns[imdb] = (is_to_come, last.get(imdb, date.min), chance)
        return sorted((imdb for imdb in turns if last.get(imdb) != today), key=turns.__getitem__)

    def parse(self, record: RawRecord) -> Iterator[Listing | Violation]:
        """Yield the listing of a film or show; nothing for an id that OMDb does not know, or of an episode or game.

        A violation tells that OMDb failed to say anything ("Error getting data.").
        """
        content = read_answer(record)
        if isinstance(content, Violation):
            yield content
            return
        if isinstance(content, dict) and content.get("Response") == "False":
            if (told := str(content.get("Error"))) not in UNKNOWN:
                told = f"OMDb gave no answer: {plain_name(told)[:200]}"
                yield violation(record, "answer is an error", record.url, told, content)
            return
        work = read_entry(Work, content, record, record.url)
        if isinstance(work, Violation):
            yield work
        elif not plain_name(_said(work.name)) or imdb_id(work.imdb_id) is None:
            yield violation(record, "entry is malformed", record.url, "The work has no name or no IMDb id.", content)
        elif _said(work.type) in KINDS:
            yield _listing(work, record)


def _listing(work: Work, record: RawRecord) -> Listing:
    kind = KINDS[_said(work.type)]
    years = re.findall(r"(?:18|19|20)\d\d", _said(work.year))
    plot = text_of_html(_said(work.plot))
    identity = str(work.imdb_id)
    return Listing(
        source=SOURCE,
        source_key=identity,
        name=plain_name(work.name),
        kind=kind,
        year=int(years[0]) if years else None,
        language=code_of_language(_parts(work.language)[0] if _parts(work.language) else None),
        runtime_minutes=_minutes(_said(work.runtime)),
        url=f"https://www.imdb.com/title/{identity}/",
        external_ids=(ExternalId(Namespace.IMDB, identity),),
        tags=tuple(SourceTag(SOURCE, tag) for tag in _parts(work.genre)),
        releases=tuple(_releases(work, kind)),
        names_all_releases=True,
        plots=(Plot(plot, "en"),) if plot and not is_placeholder(plot) else (),
        popularity=_popularity(work, record),
        directors=_parts(work.director),
    )


def _minutes(written: str) -> int | None:
    """Return a running time: "104 min", "1,440 min", "1 h 44 min"; None for any other, as for none at all."""
    found = re.fullmatch(r"(?:(\d{1,2}) h)? ?(?:([\d,]{1,5}) min)?", written)
    hours, minutes = (found[1], found[2]) if found else (None, None)
    return 60 * int(hours or 0) + int((minutes or "0").replace(",", "") or 0) or None


def _releases(work: Work, kind: Kind) -> Iterator[Release]:
    """Yield the days that OMDb knows; it does not say where, nor of what type the first one is."""
    first = ReleaseType.BROADCAST if kind is Kind.TV else ReleaseType.UNSPECIFIED
    for written, type_ in ((work.released, first), (work.on_disc, ReleaseType.PHYSICAL)):
        if day := _day(_said(written)):
            yield Release(day, type_)


def _popularity(work: Work, record: RawRecord) -> tuple[Popularity, ...]:
    try:
        rating = float(_said(work.rating))
    except ValueError:
        return ()
    return (Popularity(SOURCE, "rating", record.fetched_at.date(), rating),) if 1 <= rating <= 10 else ()


def _parts(written: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in _said(written).split(",") if (name := plain_name(part))))


def _said(written: Any) -> str:
    """Return a field's text; "" for OMDb's word for nothing."""
    return "" if written is None or written == "N/A" else str(written)


def _day(written: str) -> date | None:
    try:
        day = datetime.strptime(written, "%d %b %Y").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
