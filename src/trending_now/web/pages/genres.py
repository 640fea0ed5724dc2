"""The pages of the genres: all 20 with their share over time, and one page for each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from trending_now.domain.dispute import IN_DISPUTE_FROM
from trending_now.domain.genre import Genre
from trending_now.evaluation.key_figures import GenreFigures, KeyFigures
from trending_now.pipeline.key_figures import load_key_figures
from trending_now.store.reading.cards import TitleCard
from trending_now.store.reading.genre_profile import GenreProfile
from trending_now.store.reading.genre_shares import PeriodUnit
from trending_now.store.reading.title_query import TitleQuery
from trending_now.web.app_parts import Parts
from trending_now.web.pages import wording
from trending_now.web.pages.genre_words import WORDS
from trending_now.web.pages.rendering import render
from trending_now.web.palette import slug_of

router = APIRouter(include_in_schema=False)

NEWEST_SHOWN = 6
BY_SLUG = {slug_of(genre): genre for genre in Genre}


@dataclass(frozen=True, slots=True)
class Shelf:
    """A row of titles under a heading, and what they have in common."""

    id: str
    heading: str
    about: str
    cards: tuple[TitleCard, ...]


@router.get("/genres")
def show_genres(request: Request, parts: Parts) -> Response:
    """Show the 20 genres, how many titles each has, and how that changed."""
    tally, shares = parts.reader.tally(TitleQuery()), parts.reader.genre_shares()
    context = {
        "status": parts.reader.status(),
        "tally": tally,
        "words": WORDS,
        "shares": shares,
        "periods": [_period(shares.unit, period.start) for period in shares.periods],
        "drawn": [count.genre for count in tally.genres if any(p.counts[count.genre] for p in shares.periods)],
    }
    return render(request, "genres.html", context)


@router.get("/genres/{slug}")
def show_genre(request: Request, parts: Parts, slug: str) -> Response:
    """Show one genre: what it means, its titles, its neighbours, and how accurate it is."""
    genre = BY_SLUG.get(slug)
    if genre is None:
        return _redirect(slug)
    profile = parts.reader.genre(genre)
    newest = parts.reader.browse(TitleQuery(include=(genre,), limit=NEWEST_SHOWN)).cards
    engine, figures = _figures(genre, parts.settings.engine, load_key_figures())
    context = {
        "genre": genre,
        "words": WORDS[genre],
        "profile": profile,
        "shelves": _shelves(newest, profile),
        "shared": {count.genre: count.titles / max(profile.titles, 1) for count in profile.neighbours},
        "engine": engine,
        "figures": figures,
        "others": [other for other in Genre if other != genre],
        "status": parts.reader.status(),
        "feed_href": f"/feed.xml?{urlencode({'genre': genre.value})}",
    }
    return render(request, "genre.html", context)


def _redirect(slug: str) -> Response:
    """Lead from a genre written as people write it ("Science Fiction") to its page."""
    meant = "-".join(slug.lower().split())
    if meant not in BY_SLUG:
        raise HTTPException(404, f"There is no genre {slug!r}; choose one of the 20 under Genres.")
    return RedirectResponse(f"/genres/{meant}", 308)


def _shelves(newest: tuple[TitleCard, ...], profile: GenreProfile) -> list[Shelf]:
    """Return the rows of titles to show: the newest, and those further rows that add a title.

    A title over which most agree is not disputed, however many others agree more.
    """
    disputed = tuple(card for card in profile.disputed if card.dispute >= IN_DISPUTE_FROM)
    rows = (
        Shelf("newest", "Newest", "", newest),
        Shelf("typical", "Most typical", "The titles that the engine is most certain of.", profile.typical),
        Shelf("disputed", "Most disputed", "Sources, engine and viewers disagree most about these.", disputed),
    )
    shown: set[int] = set()
    return [row for row in rows if _adds_any(row.cards, shown)]


def _adds_any(cards: Iterable[TitleCard], shown: set[int]) -> bool:
    """Tell whether any of the cards was not shown before; from now on all were."""
    new = {card.title.id for card in cards} - shown
    shown |= new
    return bool(new)


def _figures(genre: Genre, engine: str, measured: KeyFigures | None) -> tuple[str, GenreFigures | None]:
    """Return how well the engine in use tells a genre, else how well the shipped one does; with its name."""
    for name in (engine, measured.engine if measured else ""):
        found = measured.of(name) if measured else None
        if found:
            return name, next((figures for figures in found.genres if figures.genre == genre), None)
    return "", None


def _period(unit: PeriodUnit, start: date) -> str:
    return {
        PeriodUnit.WEEK: wording.day(start),
        PeriodUnit.MONTH: wording.month(start),
        PeriodUnit.YEAR: str(start.year),
    }[unit]
