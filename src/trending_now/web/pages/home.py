"""The home page: what is new, as cards, with filters and search in the URL."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from trending_now.domain.genre import Genre
from trending_now.domain.title import Kind
from trending_now.store.shown import Facets, GenreCount, Sort
from trending_now.web.filters import TitleFilters
from trending_now.web.pages import wording
from trending_now.web.pages.rendering import render
from trending_now.web.parts import Parts

router = APIRouter(include_in_schema=False)

MANY = ("genre", "without", "tag")
Pairs = list[tuple[str, str]]


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
    """Show what is new; parameters left blank by the form are dropped from the URL."""
    given = request.query_params.multi_items()
    pairs = [(name, value.strip()) for name, value in given if value.strip()]
    if pairs != given:
        return RedirectResponse(_href(pairs), 303)
    filters = _filters(pairs)
    page = parts.reader.browse(filters.to_query())
    tally, facets, today = parts.reader.tally(filters.to_query()), parts.reader.facets(), parts.clock().date()
    context = {
        "page": page,
        "status": parts.reader.status(),
        "filters": filters,
        "tally": tally,
        "engines": sorted({card.engine for card in page.cards if card.engine}),
        "genres": _genre_choices(pairs, tally.genres),
        "periods": _period_choices(pairs, today),
        "in_force": _in_force(pairs),
        "all_genres": list(Genre),
        "regions": _regions(facets),
        "platforms": facets.platforms,
        "kinds": list(Kind),
        "sorts": list(Sort),
        "more_href": _href([*_without(pairs, "after"), ("after", page.next_cursor)]) if page.next_cursor else None,
        "first_href": _href(_without(pairs, "after")),
        "hidden_open": bool({name for name, _ in pairs} & {"without", "region", "platform", "from", "to"}),
    }
    return render(request, "home.html", context)


def _filters(pairs: Pairs) -> TitleFilters:
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in MANY:
            values.setdefault(name, []).append(value)
        else:
            values[name] = value
    try:
        return TitleFilters.model_validate(values)
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_url=False)) from None


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
    narrowing = [pair for pair in pairs if pair[0] not in ("after", "sort", "limit")]
    rest = _without(pairs, "after")
    return [Choice(_label(*pair), _href([other for other in rest if other != pair]), chosen=True) for pair in narrowing]


def _label(name: str, value: str) -> str:
    words = {
        "q": f"“{value}”",
        "kind": "Films" if value == Kind.MOVIE else "Series",
        "without": f"not {value}",
        "unsure": f"perhaps {value}",
        "score": f"score {value} or more",
        "language": wording.language(value),
        "region": wording.region(value),
        "from": f"from {value}",
        "to": f"until {value}",
    }
    return words.get(name, value)


def _regions(facets: Facets) -> list[tuple[str, str]]:
    return sorted(((code, wording.region(code)) for code in facets.regions), key=lambda pair: pair[1])


def _without(pairs: Pairs, *names: str) -> Pairs:
    return [pair for pair in pairs if pair[0] not in names]


def _href(pairs: Pairs) -> str:
    return f"/?{urlencode(pairs)}" if pairs else "/"
