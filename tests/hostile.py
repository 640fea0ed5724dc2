"""A catalogue of strangers' worst texts: markup, a right-to-left override, ten thousand emoji, a megabyte."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.invented import WINDOW, ListSource, listing, released
from tests.served import Served, serve_app, settings_for
from trending_now.domain.genre import SourceTag
from trending_now.domain.text import Plot, Review
from trending_now.wiring.engines import build_engine
from trending_now.wiring.workshop import open_workshop

NASTY = "<script>alert(1)</script><img src=x onerror=alert(1)>\u202e\"' & ]]> {{ 7*7 }}"
HUGE = "murder " * 140_000
EMOJI = "🎬" * 10_000


@contextmanager
def serve_hostile(home: Path) -> Iterator[Served]:
    """Serve three titles: one of markup everywhere, one of a megabyte, one of emoji alone."""
    settings = settings_for(home)
    reviews = (
        Review(f"{NASTY} A warm, bright film.", NASTY, NASTY, 'https://site.example/?a=1&b="2"', rating10=7.5),
        Review(f"{EMOJI} Cold and dull.", NASTY, EMOJI, rating10=2.0),
    )
    hostile = listing(
        "1",
        name=NASTY,
        original_name=f"{NASTY} again",
        tags=(SourceTag("catalogue", NASTY), SourceTag("catalogue", "Horror")),
        plots=(Plot(f"{NASTY} A detective hunts a killer.", "en"),),
        reviews=reviews,
        releases=(released(platform=NASTY),),
    )
    large = listing("2", name="🎬" * 400, plots=(Plot(HUGE, "en"),))
    emoji = listing("3", name="Signs", plots=(Plot(EMOJI, "en"),), reviews=(Review(HUGE, "a site"),))
    with open_workshop(settings) as workshop:
        workshop.ingestion.run(ListSource([[hostile, large, emoji]]), WINDOW)
        workshop.enriching.run(build_engine(settings))
    with serve_app(settings) as app:
        yield app


def id_of(app: Served, start: str) -> int:
    """Return the title whose name begins like this."""
    titles = app.client.get("/api/v1/titles").json()["titles"]
    return next(title["id"] for title in titles if title["name"].startswith(start))
