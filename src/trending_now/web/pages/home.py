"""The home page: what is new, as cards, with filters and search in the URL."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ValidationError

from trending_now.domain.genre import Genre
from trending_now.domain.names import folded
from trending_now.domain.title import Kind
from trending_now.errors import WrongUse
from trending_now.store.reading.browse import CardPage
from trending_now.store.reading.cards import TitleCard
from trending_now.store.reading.tally import GenreCount
from trending_now.store.reading.title_query import Sort
from trending_now.store.search import cut_short
from trending_now.web.app_parts import Parts
from trending_now.web.filters import DAY, TitleFilters
from trending_now.web.pages import wording
from trending_now.web.pages.home_view import (
    GROUP_LABELS,
    SIZE_LABELS,
    VIEW_LABELS,
    VIEW_NAMES,
    Crowd,
    HomeView,
    View,
    crowds,
)
from trending_now.web.pages.rendering import render
from trending_now.web.pages.spark import Spark, spark_of

router = APIRouter(include_in_schema=False)

MANY = ("genre", "without", "tag")
PERHAPS_SHOWN = 12
# What other sites add to a link that somebody shares: it tells them who followed it, and asks nothing of us.
COUNTED_BY = ("utm_", "gad_")
# fmt: off
COUNTED_AS = {
    "fbclid", "gclid", "gbraid", "wbraid", "dclid", "msclkid", "twclid", "ttclid", "yclid", "li_fat_id", "igshid",
    "igsh", "mc_cid", "mc_eid", "_ga", "_gl", "ref", "ref_src", "ref_url", "referrer", "source", "si",
}
# fmt: on
Pairs = list[tuple[str, str]]
Asked = TypeVar("Asked", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that narrows or widens what is shown; `chosen` ones are in force."""

    label: str
    href: str
    chosen: bool
    count: int | None = None
    genre: Genre | None = None


@router.get("/")
def show_home(request: Request, parts: Parts) -> Response:
    """Show what is new; parameters that are blank, said twice or added by other sites are dropped from the URL.

    A first day that lies after the last one changes places with it: whoever fills in a form means the days between.
    """
    given = request.query_params.multi_items()
    pairs = _plain(given)
    if pairs != given:
        return RedirectResponse(_href(pairs), 303)
    asked = [pair for pair in pairs if pair[0] not in VIEW_NAMES]
    filters = _checked(TitleFilters, asked)
    view = _checked(HomeView, [pair for pair in pairs if pair[0] in VIEW_NAMES])
    by_trend = filters.sort is Sort.TRENDING
    unmeasured = by_trend and not _is_measured(parts, filters)
    try:
        found = _found(parts, filters.model_copy(update={"sort": Sort.NEWEST}) if unmeasured else filters)
    except WrongUse:
        if not by_trend:
            raise
        return RedirectResponse(_href(_without(pairs, "after")), 303)  # another order stands in for the trend, or did
    chart_href = _api_href(_without(asked, "sort") if unmeasured else asked)
    page, facets = found["page"], parts.reader.facets()
    *periods, coming = _period_choices(pairs, parts.clock().date())
    context = {
        **found,
        "status": parts.reader.status(),
        "unmeasured": unmeasured,
        "ranks": _ranks(page) if by_trend and not filters.after else {},
        "sparks": _sparks(parts, page) if by_trend else {},
        "filters": filters,
        "look": view,
        "looks": _view_choices(pairs, view),
        "group_labels": GROUP_LABELS,
        "size_labels": SIZE_LABELS,
        "crowds": (choices := crowds(found["tally"].titles)),
        "chart_href": chart_href,
        "first_chart_href": _limited(chart_href, view.most) if choices else chart_href,
        "feed_href": _feed_href(asked),
        "engines": sorted({card.engine for card in page.cards if card.engine}),
        "genres": _genre_choices(pairs, found["tally"].genres),
        "periods": periods,
        "coming": coming,
        "in_force": _in_force(pairs),
        "cut_short": cut_short(filters.q),
        "all_genres": list(Genre),
        "facets": facets,
        "regions": _named(facets.regions, wording.region),
        "languages": _named(facets.languages, wording.language),
        "kinds": list(Kind),
        "sorts": list(Sort),
        "more_href": _href([*_without(pairs, "after"), ("after", page.next_cursor)]) if page.next_cursor else None,
        "first_href": _href(_without(pairs, "after")),
        "all_perhaps_href": _href([("unsure" if name == "genre" else name, value) for name, value in pairs]),
    }
    return render(request, "home.html", context)


def _plain(given: Pairs) -> Pairs:
    """Return what a URL asks for without blanks, each once; of two values where one is wanted, the last."""
    asked = [(name, value.strip()) for name, value in given if value.strip() and not _is_counter(name)]
    kept = {(name, value if name in MANY else ""): value for name, value in asked}
    return _days_in_order([(name, value) for (name, _), value in kept.items()])


def _days_in_order(pairs: Pairs) -> Pairs:
    days = {name: value for name, value in pairs if name in ("from", "to") and DAY.fullmatch(value)}
    if len(days) < 2 or days["from"] <= days["to"]:
        return pairs
    exchanged = {"from": days["to"], "to": days["from"]}
    return [(name, exchanged.get(name, value)) for name, value in pairs]


def _is_counter(name: str) -> bool:
    return name.startswith(COUNTED_BY) or name in COUNTED_AS


def _found(parts: Parts, filters: TitleFilters) -> dict[str, Any]:
    """Return the page of titles and their number; apart from them, those that may have the one genre asked for."""
    query = filters.to_query()
    found: dict[str, Any] = {"page": parts.reader.browse(query), "tally": parts.reader.tally(query)}
    perhaps = _perhaps(filters)
    if perhaps is None:
        return found | {"perhaps": (), "perhaps_genre": None, "perhaps_href": None, "has_more_perhaps": False}
    named = [
        (name, value) for name, value in perhaps.model_dump(mode="json", by_alias=True, exclude_defaults=True).items()
    ]
    pairs = [(name, str(one)) for name, value in named for one in (value if isinstance(value, list) else [value])]
    unsure = parts.reader.browse(replace(perhaps.to_query(), limit=min(perhaps.limit, PERHAPS_SHOWN)))
    return found | {
        "perhaps": unsure.cards,
        "perhaps_genre": perhaps.unsure,
        "perhaps_href": _api_href(pairs) if unsure.cards else None,
        "has_more_perhaps": unsure.next_cursor is not None,
    }


def _is_measured(parts: Parts, filters: TitleFilters) -> bool:
    """Tell whether anybody has measured the attention that any of the titles gets."""
    most_popular = replace(filters.to_query(), sort=Sort.POPULAR, limit=1, after=None)
    return any(map(_has_attention, parts.reader.browse(most_popular).cards))


def _has_attention(card: TitleCard) -> bool:
    return bool(card.popularity or card.trend)


def _ranks(page: CardPage) -> dict[int, int]:
    """Return the places of a page's titles in the order of attention; those that nobody measures have none."""
    measured = (card.title.id for card in page.cards if _has_attention(card))
    return {title_id: place for place, title_id in enumerate(measured, 1)}


def _sparks(parts: Parts, page: CardPage) -> dict[int, Spark]:
    """Return the line of attention of each title of a page that has one."""
    series = parts.reader.series([card.title.id for card in page.cards])
    drawn = {card.title.id: spark_of(series.get(card.title.id, ()), card.trend) for card in page.cards}
    return {title_id: spark for title_id, spark in drawn.items() if spark is not None}


def _perhaps(filters: TitleFilters) -> TitleFilters | None:
    """Return the question for titles whose engine is not sure of the genre asked for; None unless it is just one."""
    if len(filters.genre) != 1 or filters.unsure is not None or filters.after is not None:
        return None
    return filters.model_copy(update={"genre": [], "unsure": filters.genre[0]})


def _checked(model: type[Asked], pairs: Pairs) -> Asked:
    """Return the parameters of a URL as a model.

    Raises:
        RequestValidationError: one means nothing; it is told as a page.
    """
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in MANY:
            values.setdefault(name, []).append(value)
        else:
            values[name] = value
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_url=False)) from None


def _view_choices(pairs: Pairs, look: HomeView) -> list[Choice]:
    """Return a link a view; the first is what the page shows by itself, so it needs no parameter."""
    rest = _without(pairs, "view", "after")
    links = {view: [*rest, ("view", view.value)] if view is not View.BUBBLES else rest for view in View}
    return [Choice(VIEW_LABELS[view], _href(link), view is look.view) for view, link in links.items()]


def _genre_choices(pairs: Pairs, counts: tuple[GenreCount, ...]) -> list[Choice]:
    """Return a link a genre, the chosen ones first: follow it to add the genre, or to take it away again."""
    rest = _without(pairs, "after")
    choices = [_toggled(rest, count) for count in counts if count.titles or ("genre", count.genre.value) in pairs]
    return sorted(choices, key=lambda choice: not choice.chosen)


def _toggled(pairs: Pairs, count: GenreCount) -> Choice:
    own = ("genre", count.genre.value)
    chosen = own in pairs
    rest = [pair for pair in pairs if pair not in (own, ("without", own[1]))]
    return Choice(own[1], _href(rest if chosen else [*rest, own]), chosen, count.titles, count.genre)


def _period_choices(pairs: Pairs, today: date) -> list[Choice]:
    """Return links to the periods that viewers ask for most."""
    rest = _without(pairs, "after", "from", "to")
    periods = {
        "Any date": [],
        "Past 7 days": [("from", today - timedelta(days=6)), ("to", today)],
        "Past 30 days": [("from", today - timedelta(days=29)), ("to", today)],
        "Coming up": [("from", today + timedelta(days=1))],
    }
    now = sorted(pair for pair in pairs if pair[0] in ("from", "to"))
    links = {label: [(name, str(value)) for name, value in bounds] for label, bounds in periods.items()}
    return [Choice(label, _href([*rest, *bounds]), sorted(bounds) == now) for label, bounds in links.items()]


def _in_force(pairs: Pairs) -> list[Choice]:
    """Return the filters in force, each as a link that lifts it."""
    narrowing = [pair for pair in pairs if pair[0] not in ("after", "sort", "limit", *VIEW_NAMES)]
    rest = _without(pairs, "after")
    return [
        Choice(wording.filter_label(*pair), _href([other for other in rest if other != pair]), chosen=True)
        for pair in narrowing
    ]


def _named(codes: Iterable[str], name: Callable[[str], str]) -> list[tuple[str, str]]:
    return sorted(((code, name(code)) for code in codes), key=lambda pair: folded(pair[1]))


def _without(pairs: Pairs, *names: str) -> Pairs:
    return [pair for pair in pairs if pair[0] not in names]


def _href(pairs: Pairs) -> str:
    return f"/?{urlencode(pairs)}" if pairs else "/"


def _api_href(pairs: Pairs) -> str:
    """Return where the chart of these filters is asked for."""
    return f"/api/v1/chart?{urlencode(_without(pairs, 'limit', 'after'))}"


def _limited(chart_href: str, most: Crowd) -> str:
    """Return what the chart's script asks for first."""
    if most is Crowd.ALL:
        return chart_href
    return f"{chart_href}{'' if chart_href.endswith('?') else '&'}limit={most.value}"


def _feed_href(pairs: Pairs) -> str:
    """Return where what these filters find is followed as a feed."""
    return "/feed.xml" + _href(_without(pairs, "limit", "after"))[1:]
