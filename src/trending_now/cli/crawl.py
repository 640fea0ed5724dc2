"""`trending-now crawl`: reviews of the newest titles from sites whose terms were accepted."""

from typing import TYPE_CHECKING, Annotated

import typer

from trending_now.cli.console import Json, open_settings, progress_bar, show_runs
from trending_now.errors import WrongUse

if TYPE_CHECKING:
    from trending_now.domain.run import Run
    from trending_now.settings import Settings
    from trending_now.wiring.workshop import Workshop


def crawl(
    site: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only this site; may be given several times; default: all accepted ones."),
    ] = None,
    replay: Annotated[
        bool, typer.Option("--replay", help="Read again the pages that were kept, where terms let pages be kept.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Fetch reviews, one page at a time a site, as each robots.txt allows."""
    from trending_now.wiring.workshop import open_workshop

    settings = open_settings()
    with progress_bar() as progress, open_workshop(settings, progress) as workshop:
        runs = _runs(settings, workshop, site, replay=replay)
        workshop.expire()
    show_runs(runs, as_json=as_json)


def _runs(settings: "Settings", workshop: "Workshop", named: list[str] | None, *, replay: bool) -> "list[Run]":
    from trending_now.wiring.crawl import crawl_sites
    from trending_now.wiring.engines import build_engine

    names = _accepted(workshop, named)
    engine = build_engine(settings)
    go = workshop.crawling.replay if replay else workshop.crawling.run
    return crawl_sites(workshop, names, lambda site: go(site, engine))


def _accepted(workshop: "Workshop", named: list[str] | None) -> list[str]:
    """Return the sites to crawl; of those that nobody names, one that lacks its key is left out, which is told.

    Raises:
        WrongUse: there is no such site, or nobody has accepted its terms.
    """
    from trending_now.wiring.crawl import left_out
    from trending_now.wiring.sites import lacks_key, terms_url_of

    accepted = workshop.ledger.accepted()
    for name in named or ():
        terms = terms_url_of(name)
        if name not in accepted:
            raise WrongUse(
                f"The site {name!r} is off: read its terms at {terms}, then run `trending-now policy accept {name}`."
            )
    if not (named or accepted):
        raise WrongUse(
            "Every review site is off until its terms are accepted; `trending-now policy` lists them, "
            "and `trending-now policy accept SITE` turns one on."
        )
    if named:
        return list(dict.fromkeys(named))
    for sentence in left_out(workshop):
        typer.echo(f"trending-now: {sentence}", err=True)
    return [name for name in accepted if not lacks_key(workshop.settings, name)]
