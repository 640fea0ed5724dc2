"""TVmaze: what is broadcast and streamed, day by day. No key; API documented at tvmaze.com/api; CC BY-SA 4.0."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain
from urllib.parse import parse_qsl, urldefrag, urlsplit

from trending_now.domain.episode import FIRST_OF_ALL, Event
from trending_now.domain.genre import SourceTag
from trending_now.domain.placeholders import is_placeholder
from trending_now.domain.policy import Credit, Policy, TrainUse
from trending_now.domain.ports import Clock
from trending_now.domain.run import OTHER_SHAPE, RawRecord, Violation, Window
from trending_now.domain.text import Plot
from trending_now.domain.title import ExternalId, Kind, Listing, Namespace, Popularity, Release, ReleaseType
from trending_now.errors import FetchError
from trending_now.fetch.client import Fetcher
from trending_now.fetch.exchange import Answer, Request
from trending_now.fetch.plain_text import plain_name, text_of_html
from trending_now.sources.airings import Airing, Airings, add_airing, airings_of, with_airings
from trending_now.sources.answers import (
    country_code,
    failed_fetch,
    imdb_id,
    read_answer,
    read_entry,
    read_id,
    secure_url,
    violation,
)
from trending_now.sources.languages import code_of_language
from trending_now.sources.platforms import service_name
from trending_now.sources.tvmaze_answers import SHOW_ADDRESS, Aired, Channel, Entry, Externals, Image, Show

SOURCE = "tvmaze"
WEB_SCHEDULE = "/schedule/web"
POLICY = Policy(
    name=SOURCE,
    display=True,
    train=TrainUse.SHIP,
    keep_full_text=True,
    send_to_llm=True,
    retention=None,
    credit=Credit("TVmaze", "https://www.tvmaze.com", "CC BY-SA 4.0"),
)


class TvMaze:
    """The TVmaze source: schedules of each day and country, web schedules, and shows that they only link to."""

    name = SOURCE
    policy = POLICY
    names_all_days = True

    def __init__(self, fetcher: Fetcher, base_url: str, countries: Sequence[str], clock: Clock) -> None:
        self._fetcher = fetcher
        self._base_url = base_url.rstrip("/")
        self._countries = tuple(countries)
        self._clock = clock

    def fetch(self, window: Window) -> Iterator[RawRecord | Violation]:
        """Yield the schedules of the window, newest day first, then the shows that they only link to.

        Each of those is asked for once; its record's address tells on which days the schedules have it.

        Raises:
            FetchError: TVmaze cannot be reached at all.
        """
        self._fetcher.begin_run()
        requests = list(self._schedules(window))
        linked: dict[str, Airings] = {}
        answers = chain(self._fetcher.get_all(requests[:1]), self._fetcher.get_all(requests[1:]))
        for number, (request, answer) in enumerate(zip(requests, answers, strict=True)):
            outcome = self._outcome(request, answer, is_first=number == 0)
            if isinstance(outcome, RawRecord):
                yield outcome
                _note_linked_shows(outcome, linked)
            else:
                yield replace(outcome, days=(date.fromisoformat(request.params["date"]),))
        yield from self._shows(linked)

    def parse(self, record: RawRecord) -> Iterator[Listing | Violation]:
        """Yield one listing a show, with its releases, and a violation for each malformed entry."""
        content = read_answer(record)
        if isinstance(content, Violation):
            yield content
        elif SHOW_ADDRESS.search(address := urldefrag(record.url).url):
            show = read_entry(Show, content, record, address)
            airings = airings_of(record.url)
            yield replace(show, days=tuple(airings)) if isinstance(show, Violation) else _listing(show, airings, record)
        elif isinstance(content, list):
            yield from _parse_schedule(content, record)
        else:
            yield violation(record, OTHER_SHAPE, record.url, "A schedule is a list; this is none.")

    def _schedules(self, window: Window) -> Iterator[Request]:
        day = window.last
        while day >= window.first:
            for country in self._countries:
                yield Request(f"{self._base_url}/schedule", {"country": country, "date": day.isoformat()})
            yield Request(self._base_url + WEB_SCHEDULE, {"date": day.isoformat()})
            day -= timedelta(days=1)

    def _shows(self, linked: Mapping[str, Airings]) -> Iterator[RawRecord | Violation]:
        requests = [Request(self._base_url + path) for path in linked]
        answers = self._fetcher.get_all(requests)
        for request, airings, answer in zip(requests, linked.values(), answers, strict=True):
            outcome = self._outcome(request, answer, is_first=False)
            if isinstance(outcome, RawRecord):
                yield from (replace(outcome, url=url) for url in with_airings(outcome.url, airings))
            else:
                yield replace(outcome, days=tuple(airings))

    def _outcome(self, request: Request, answer: Answer | FetchError, *, is_first: bool) -> RawRecord | Violation:
        if isinstance(answer, Answer):
            return RawRecord(SOURCE, answer.url, answer.content, answer.fetched_at, answer.media_type)
        url = request.url + "".join(f" {name}={value}" for name, value in request.params.items())
        return failed_fetch(SOURCE, url, answer, is_first=is_first)


def _parse_schedule(entries: list[object], record: RawRecord) -> Iterator[Listing | Violation]:
    shows: dict[int, Show] = {}
    airings: dict[int, Airings] = {}
    for number, entry in enumerate(entries, start=1):
        found = _read_entry(entry, record, f"{record.url} {_name_of(entry, number)}")
        if isinstance(found, Violation):
            yield replace(found, days=_days_of(entry, record))
        elif found is not None:
            aired, show = found
            shows[show.id] = show
            _note(aired, airings.setdefault(show.id, {}))
    for show_id, show in shows.items():
        yield _listing(show, airings[show_id], record)


def _read_entry(entry: object, record: RawRecord, subject: str) -> tuple[Entry, Show] | Violation | None:
    """Return an entry of a schedule with its show, or what is wrong with one of them; None if it only links to one."""
    aired = read_entry(Entry, entry, record, subject)
    if isinstance(aired, Violation):
        return aired
    if aired.own_show() is not None:
        show = read_entry(Show, aired.own_show(), record, subject)
        return show if isinstance(show, Violation) else (aired, show)
    if aired.linked_show() is not None:
        return None
    return violation(record, "entry has no show", subject, "Neither a show nor a link to one.", entry)


def _name_of(entry: object, number: int) -> str:
    """Return what an entry is called wherever it stands: by its id, else its show's; by its place without either."""
    episode = read_id(entry)
    if episode is not None:
        return f"episode {episode}"
    places = (entry, entry.get("_embedded")) if isinstance(entry, dict) else ()
    shows = (read_id(place.get("show")) for place in places if isinstance(place, dict))
    return next((f"show {show}" for show in shows if show is not None), f"entry {number}")


def _days_of(entry: object, record: RawRecord) -> tuple[date, ...]:
    """Return the days that an entry may tell of, however malformed it is: its own, and the one that was asked for."""
    asked = {"airdate": dict(parse_qsl(urlsplit(record.url).query)).get("date")}
    told = (read_entry(Aired, each, record, record.url) for each in (entry, asked))
    return tuple({one.airdate for one in told if isinstance(one, Aired) and one.airdate})


def _note_linked_shows(record: RawRecord, linked: dict[str, Airings]) -> None:
    """Add the paths of the shows that a schedule links to without sending them, and when they are on."""
    content = read_answer(record)
    for entry in content if isinstance(content, list) else []:
        aired = read_entry(Entry, entry, record, record.url)
        if isinstance(aired, Entry) and aired.own_show() is None and (path := aired.linked_show()):
            _note(aired, linked.setdefault(path, {}))


def _note(aired: Entry, airings: Airings) -> None:
    """Add an entry's day, where it names one, to those of its show."""
    if aired.airdate:
        add_airing(airings, aired.airdate, Airing(aired.moment(), aired.episode()))


def _listing(show: Show, airings: Airings, record: RawRecord) -> Listing:
    image = show.image or Image()
    summary = text_of_html(show.summary) if show.summary else ""
    runtime = show.average_runtime or show.runtime
    home = _country_of(show.network or show.web_channel)
    return Listing(
        source=SOURCE,
        source_key=str(show.id),
        name=show.name,
        kind=Kind.TV,
        year=show.premiered.year if show.premiered else None,
        language=code_of_language(show.language),
        countries=(home,) if home else (),
        runtime_minutes=int(runtime) if runtime and 1 <= runtime < 10_000 else None,
        url=secure_url(show.url),
        poster_url=image.original or image.medium,
        external_ids=_external_ids(show),
        tags=_tags(show),
        releases=tuple(_releases(show, airings, _channel_of(show, record))),
        plots=(Plot(summary, "en", secure_url(show.url)),) if summary and not is_placeholder(summary) else (),
        popularity=_popularity(show, record),
    )


def _external_ids(show: Show) -> tuple[ExternalId, ...]:
    externals = show.externals or Externals()
    ids = [ExternalId(Namespace.TVMAZE, str(show.id))]
    if imdb := imdb_id(externals.imdb):
        ids.append(ExternalId(Namespace.IMDB, imdb))
    if externals.thetvdb and externals.thetvdb > 0:
        ids.append(ExternalId(Namespace.TVDB, str(externals.thetvdb)))
    return tuple(ids)


def _tags(show: Show) -> tuple[SourceTag, ...]:
    genres = [SourceTag("tvmaze", name) for tag in show.genres if (name := plain_name(tag))]
    return tuple(genres) + ((SourceTag("tvmaze/type", plain_name(show.type)),) if show.type else ())


def _channel_of(show: Show, record: RawRecord) -> Channel | None:
    """Return where a show is on: of one that has both, in a schedule of the web, its channel there."""
    is_of_the_web = urlsplit(record.url).path.endswith(WEB_SCHEDULE)
    return show.web_channel or show.network if is_of_the_web else show.network or show.web_channel


def _country_of(channel: Channel | None) -> str | None:
    return country_code(channel.country.code) if channel and channel.country else None


def _releases(show: Show, airings: Airings, channel: Channel | None) -> Iterator[Release]:
    """Yield the days of the schedule; the day it began too, of which more is known only where a schedule has it.

    A show's channel is today's: it may have begun on another. Some count seasons by years: what is number 1 on the
    day it began is the first of all.
    """
    kind = ReleaseType.DIGITAL if channel and channel is show.web_channel else ReleaseType.BROADCAST
    platform = service_name(channel.name) if channel and channel.name else None
    if show.premiered and show.premiered not in airings:
        yield Release(show.premiered, ReleaseType.UNSPECIFIED, episode=FIRST_OF_ALL)
    for day, airing in airings.items():
        began = day == show.premiered and airing.episode is not None and airing.episode.event is Event.NEW_SEASON
        episode = FIRST_OF_ALL if began else airing.episode
        yield Release(day, kind, _country_of(channel), platform or None, airing.at, episode)


def _popularity(show: Show, record: RawRecord) -> tuple[Popularity, ...]:
    day = record.fetched_at.date()
    average = show.rating.average if show.rating else None
    measures = (("weight", show.weight), ("rating", average if average and 1 <= average <= 10 else None))
    return tuple(Popularity(SOURCE, measure, day, value) for measure, value in measures if value is not None)
