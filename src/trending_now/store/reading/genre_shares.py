"""Counts how many titles are shown with each genre, week by week, month by month or year by year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Connection, extract, func, select

from trending_now.domain.genre import Genre
from trending_now.store.sql.genre_bits import BIT
from trending_now.store.tables import TitleRow

MOST_WEEKS = 30
MOST_MONTHS = 60
DRAWN_PART = 0.95
LONGEST_GAP_YEARS = 3


class PeriodUnit(StrEnum):
    """How long a period is."""

    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class GenrePeriod:
    """One week (from Monday), month or year: its first day, its titles, and how many are shown with each genre."""

    start: date
    titles: int
    counts: dict[Genre, int]


@dataclass(frozen=True, slots=True)
class GenreShares:
    """All periods from the first to the last, including those without a title.

    `left_out` counts titles without a release date, and the few that are far older or newer than all others.
    """

    unit: PeriodUnit
    periods: tuple[GenrePeriod, ...]
    left_out: int


def genre_shares(connection: Connection) -> GenreShares:
    """Count the genres shown by release date; the unit follows from how far the titles lie apart."""
    by_year = _counts_by_year(connection)
    total = connection.scalar(select(func.count()).select_from(TitleRow)) or 0
    drawn = TitleRow.release_date.between(date(_first_year(by_year), 1, 1), date(_last_year(by_year), 12, 31))
    bounds = select(func.min(TitleRow.release_date), func.max(TitleRow.release_date)).where(drawn)
    first, last = connection.execute(bounds).one()
    if first is None or last is None:
        return GenreShares(PeriodUnit.WEEK, (), total)
    unit = _unit(first, last)
    keys = _keys(unit)
    query = select(*keys, TitleRow.chosen_bits, func.count()).where(drawn).group_by(*keys, TitleRow.chosen_bits)
    titles, counts = _collected(unit, connection.execute(query).all())
    periods = tuple(
        GenrePeriod(start, titles.get(start, 0), {genre: counts.get((start, genre), 0) for genre in Genre})
        for start in _starts(unit, first, last)
    )
    return GenreShares(unit, periods, total - sum(period.titles for period in periods))


def _counts_by_year(connection: Connection) -> dict[int, int]:
    year = extract("year", TitleRow.release_date)
    query = select(year, func.count()).where(TitleRow.release_date.is_not(None)).group_by(year)
    return {int(number): n for number, n in connection.execute(query)}


def _first_year(by_year: dict[int, int]) -> int:
    """Return the latest year that nearly all titles are not older than: one old film shall not stretch the chart."""
    wanted, reached = DRAWN_PART * sum(by_year.values()), 0
    for year in sorted(by_year, reverse=True):
        reached += by_year[year]
        if reached >= wanted:
            return year
    return date.min.year


def _last_year(by_year: dict[int, int]) -> int:
    """Return the year before a long gap with few titles after it: nor shall one film of 2099 stretch the chart."""
    years, few = sorted(by_year), (1 - DRAWN_PART) * sum(by_year.values())
    for place, (year, following) in enumerate(pairwise(years), start=1):
        if following - year > LONGEST_GAP_YEARS and sum(by_year[later] for later in years[place:]) <= few:
            return year
    return date.max.year


def _unit(first: date, last: date) -> PeriodUnit:
    days = (last - first).days
    if days <= MOST_WEEKS * 7:
        return PeriodUnit.WEEK
    return PeriodUnit.MONTH if days <= MOST_MONTHS * 30 else PeriodUnit.YEAR


def _keys(unit: PeriodUnit) -> tuple[ColumnElement[Any], ...]:
    """Return what titles are grouped by: for weeks their days, since databases count weeks differently."""
    if unit is PeriodUnit.WEEK:
        return (TitleRow.release_date.expression,)
    year, month = extract("year", TitleRow.release_date), extract("month", TitleRow.release_date)
    return (year, month) if unit is PeriodUnit.MONTH else (year,)


def _collected(unit: PeriodUnit, rows: Any) -> tuple[dict[date, int], dict[tuple[date, Genre], int]]:
    titles: dict[date, int] = {}
    counts: dict[tuple[date, Genre], int] = {}
    for *key, bits, n in rows:
        start = _start(unit, key[0] if unit is PeriodUnit.WEEK else date(*(int(part) for part in [*key, 1, 1][:3])))
        titles[start] = titles.get(start, 0) + n
        for genre in Genre:
            if bits & BIT[genre]:
                counts[start, genre] = counts.get((start, genre), 0) + n
    return titles, counts


def _start(unit: PeriodUnit, day: date) -> date:
    if unit is PeriodUnit.WEEK:
        return day - timedelta(days=min(day.weekday(), day.toordinal() - 1))
    return day.replace(day=1) if unit is PeriodUnit.MONTH else day.replace(month=1, day=1)


def _starts(unit: PeriodUnit, first: date, last: date) -> Iterator[date]:
    start = _start(unit, first)
    while start <= last:
        yield start
        if unit is PeriodUnit.WEEK:
            start += timedelta(days=7)
        elif unit is PeriodUnit.MONTH:
            start = (start + timedelta(days=31)).replace(day=1)
        else:
            start = start.replace(year=start.year + 1)
