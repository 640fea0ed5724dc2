"""Turns a work as TMDb sends it into a listing."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TypeVar

from pydantic import ValidationError

from trending_now.domain.episode import FIRST_OF_ALL, Episode, episode_of, greatest
from trending_now.domain.genre import SourceTag
from trending_now.domain.placeholders import is_placeholder
from trending_now.domain.run import RawRecord
from trending_now.domain.text import Plot, Review
from trending_now.domain.title import ExternalId, Kind, Listing, Namespace, Popularity, Release, ReleaseType
from trending_now.fetch.plain_text import plain_name, plain_text, text_of_html
from trending_now.sources.answers import AnswerModel, country_code, imdb_id, language_code
from trending_now.sources.platforms import service_name
from trending_now.sources.tmdb_answers import (
    Aired,
    Country,
    GenreEntry,
    Network,
    Provider,
    RegionOffers,
    RegionRelease,
    RegionReleases,
    ReviewEntry,
    Work,
)
from trending_now.sources.tmdb_reference import Reference

FROM_LIST = "?from=list"  # ends the address of a record that is a title's entry of a list, without its details
NEWS_ELSEWHERE = timedelta(days=365)  # what a broadcaster shows anywhere later is no release for readers here
RELEASE_TYPES = {
    1: ReleaseType.PREMIERE,
    2: ReleaseType.THEATRICAL,
    3: ReleaseType.THEATRICAL,
    4: ReleaseType.DIGITAL,
    5: ReleaseType.PHYSICAL,
    6: ReleaseType.BROADCAST,
}

Entry = TypeVar("Entry", bound=AnswerModel)


def key_of(work: Work, kind: Kind) -> str:
    """Return the key of a film's or show's listing: numbers of films and of shows are apart."""
    return f"{kind}/{work.id}"


def listing_of(
    work: Work, kind: Kind, record: RawRecord, reference: Reference, image_url: str, regions: Sequence[str]
) -> Listing:
    """Return what TMDb says of a film or show; who streams it, for these regions only."""
    first = work.release_date if kind is Kind.MOVIE else work.first_air_date
    original = work.original_title if kind is Kind.MOVIE else work.original_name
    name = name_of(work, kind)
    overview = text_of_html(work.overview) if work.overview else ""
    path = work.poster_path
    return Listing(
        source=record.source,
        source_key=key_of(work, kind),
        name=name,
        kind=kind,
        year=first.year if first else None,
        original_name=plain_name(original) if original and plain_name(original) != name else None,
        language=language_code(work.original_language),
        countries=_countries(work),
        runtime_minutes=_runtime(work),
        url=f"https://www.themoviedb.org/{kind}/{work.id}",
        poster_url=f"{image_url}/{reference.poster_size}{path}" if path and _is_picture_path(path) else None,
        external_ids=_external_ids(work, kind),
        tags=_tags(work, kind, reference),
        releases=tuple(dict.fromkeys((*_releases(work, kind, regions), *_streams(work, kind, regions)))),
        names_all_releases=not record.url.endswith(FROM_LIST),
        is_partial=record.url.endswith(FROM_LIST),
        plots=(Plot(overview, "en"),) if overview and not is_placeholder(overview) else (),
        reviews=tuple(_reviews(work)),
        popularity=_popularity(work, record),
    )


def name_of(work: Work, kind: Kind) -> str:
    """Return a work's name on one line; "" if it has none."""
    names = (work.title, work.original_title) if kind is Kind.MOVIE else (work.name, work.original_name)
    return next((plain for name in names if name and (plain := plain_name(name))), "")


def valid_entries(model: type[Entry], entries: list[object]) -> Iterator[Entry]:
    """Yield the entries that are well-formed; parts of a work that are not are left out."""
    for entry in entries:
        try:
            yield model.model_validate(entry)
        except (ValidationError, RecursionError):
            continue


def _countries(work: Work) -> tuple[str, ...]:
    codes = [country_code(code) for code in work.origin_country]
    codes += [country_code(entry.iso_3166_1) for entry in valid_entries(Country, work.production_countries)]
    return tuple(dict.fromkeys(code for code in codes if code))


def _runtime(work: Work) -> int | None:
    lengths = [work.runtime, *(x for x in work.episode_run_time if isinstance(x, int | float))]
    return next((int(minutes) for minutes in lengths if minutes and 1 <= minutes < 10_000), None)


def _external_ids(work: Work, kind: Kind) -> tuple[ExternalId, ...]:
    namespace = Namespace.TMDB_MOVIE if kind is Kind.MOVIE else Namespace.TMDB_TV
    ids = [ExternalId(namespace, str(work.id))]
    if imdb := imdb_id(work.imdb_id) or imdb_id(work.external_ids.get("imdb_id")):
        ids.append(ExternalId(Namespace.IMDB, imdb))
    wikidata = work.external_ids.get("wikidata_id")
    if isinstance(wikidata, str) and re.fullmatch("Q[0-9]{1,12}", wikidata):
        ids.append(ExternalId(Namespace.WIKIDATA, wikidata))
    tvdb = work.external_ids.get("tvdb_id")
    if isinstance(tvdb, int) and not isinstance(tvdb, bool) and tvdb > 0:
        ids.append(ExternalId(Namespace.TVDB, str(tvdb)))
    return tuple(ids)


def _is_picture_path(path: str) -> bool:
    return path.startswith("/") and ".." not in path


def _tags(work: Work, kind: Kind, reference: Reference) -> tuple[SourceTag, ...]:
    """Return the genres as written; a list has numbers only, which the reference names."""
    named = [entry.name or str(entry.id) for entry in valid_entries(GenreEntry, work.genres) if entry.name or entry.id]
    numbers = [number for number in work.genre_ids if isinstance(number, int) and not isinstance(number, bool)]
    texts = [plain_name(text) for text in named or [reference.genre_name(kind, number) for number in numbers]]
    return tuple(SourceTag(f"tmdb/{kind}", text) for text in dict.fromkeys(texts) if text)


def _releases(work: Work, kind: Kind, regions: Sequence[str]) -> Iterator[Release]:
    if kind is Kind.TV:
        yield from _air_dates(work)
        return
    by_region = list(_regional_releases(work))
    yield from _in_time(by_region, regions)
    if not by_region and work.release_date:
        yield Release(work.release_date, ReleaseType.UNSPECIFIED)  # TMDb's primary release date, of any type


def _in_time(releases: Sequence[Release], regions: Sequence[str]) -> Iterator[Release]:
    """Yield releases but those elsewhere than in these regions long after the first: there, an old film is not new."""
    days = [release.date for release in releases if release.type is not ReleaseType.PREMIERE]
    last = min(days, default=date.max - NEWS_ELSEWHERE) + NEWS_ELSEWHERE
    yield from (release for release in releases if release.region in regions or release.date <= last)


def _regional_releases(work: Work) -> Iterator[Release]:
    results = work.release_dates.get("results")
    for region in valid_entries(RegionReleases, results if isinstance(results, list) else []):
        code = country_code(region.iso_3166_1)
        for entry in valid_entries(RegionRelease, region.release_dates):
            if code and entry.release_date and entry.type in RELEASE_TYPES:
                kind_of_release = RELEASE_TYPES[entry.type]
                platform = "Cinemas" if kind_of_release is ReleaseType.THEATRICAL else None
                yield Release(entry.release_date, kind_of_release, code, platform)


def _streams(work: Work, kind: Kind, regions: Sequence[str]) -> Iterator[Release]:
    """Yield who streams a work where. Shops are left out: they sell nearly everything, so they tell nothing.

    TMDb gives no date for an offer; the region's digital release stands for it, else the work's first day.
    """
    results, episodes = work.watch_providers.get("results"), _episodes(work) if kind is Kind.TV else {}
    for region in regions:
        offers = results.get(region) if isinstance(results, dict) else None
        day = _first_digital_day(work, region) or (work.release_date if kind is Kind.MOVIE else work.first_air_date)
        for entry in valid_entries(RegionOffers, [offers]):
            for provider in valid_entries(Provider, [*entry.flatrate, *entry.free, *entry.ads]):
                if day and provider.provider_name and (platform := service_name(provider.provider_name)):
                    yield Release(day, ReleaseType.DIGITAL, region, platform, episode=episodes.get(day))


def _first_digital_day(work: Work, region: str) -> date | None:
    releases = _regional_releases(work)
    days = [x.date for x in releases if x.region == region and x.type is ReleaseType.DIGITAL]
    return min(days, default=None)


def _air_dates(work: Work) -> Iterator[Release]:
    networks = [entry for entry in valid_entries(Network, work.networks) if entry.name and plain_name(entry.name)]
    network = networks[0] if networks else Network()
    streams = network.origin_country == ""
    kind = ReleaseType.DIGITAL if streams else ReleaseType.BROADCAST
    region = None if streams else country_code(network.origin_country) or _only_country(work)
    platform = service_name(network.name) if network.name else None
    episodes = _episodes(work)
    for day in (work.first_air_date, work.last_air_date, *(x.air_date for x in _aired(work.next_episode_to_air))):
        if day:
            yield Release(day, kind, region, platform, episode=episodes.get(day))


def _episodes(work: Work) -> dict[date, Episode | None]:
    """Return the greatest of the episodes that are told of each day of a show; a season's day is that of its first."""
    told = [(x, x.episode_number) for x in _aired(work.last_episode_to_air, work.next_episode_to_air)]
    told += [(x, 1) for x in _aired(*work.seasons)]
    by_day: dict[date, Episode | None] = {work.first_air_date: FIRST_OF_ALL} if work.first_air_date else {}
    for aired, number in told:
        if aired.air_date:
            episode = None if aired.season_number is None else episode_of(aired.season_number, number)
            by_day[aired.air_date] = greatest((by_day.get(aired.air_date), episode))
    return by_day


def _aired(*entries: object) -> Iterator[Aired]:
    return valid_entries(Aired, list(entries))


def _only_country(work: Work) -> str | None:
    countries = _countries(work)
    return countries[0] if len(countries) == 1 else None


def _reviews(work: Work) -> Iterator[Review]:
    results = work.reviews.get("results")
    for entry in valid_entries(ReviewEntry, results if isinstance(results, list) else []):
        text = plain_text(entry.content) if entry.content else ""
        rating = entry.author_details.rating if entry.author_details else None
        if text:
            yield Review(
                text,
                site="TMDB",
                author=plain_name(entry.author) if entry.author else None,
                url=entry.url if entry.url and entry.url.startswith("https://www.themoviedb.org/") else None,
                published=entry.created_at,
                rating10=rating if rating is not None and 1 <= rating <= 10 else None,
            )


def _popularity(work: Work, record: RawRecord) -> tuple[Popularity, ...]:
    day = record.fetched_at.date()
    rating = work.vote_average if work.vote_average and 1 <= work.vote_average <= 10 else None
    measures = (("popularity", work.popularity), ("rating", rating))
    return tuple(Popularity(record.source, measure, day, value) for measure, value in measures if value is not None)
