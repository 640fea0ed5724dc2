"""Crawls of several review sites: one that cannot be asked does not stop the next."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from trending_now.domain.ports import Engine, ReviewSite
from trending_now.domain.run import Run
from trending_now.errors import SettingsError, WrongUse
from trending_now.wiring.sites import SET_GUARDIAN_KEY, lacks_key, site_builder, site_policies

if TYPE_CHECKING:
    from trending_now.wiring.workshop import Workshop


def crawl_accepted(workshop: "Workshop", engines: Sequence[Engine]) -> list[Run]:
    """Crawl the accepted sites that are due and have their key; let the engines read titles that have a review more.

    Raises:
        StoreError: nothing can be written.
    """
    policies, accepted = site_policies(), workshop.ledger.accepted()
    known = [name for name in accepted if name in policies and not lacks_key(workshop.settings, name)]
    names = [name for name in known if workshop.crawling.is_due(name, policies[name])]
    if not names:
        return []
    runs = crawl_sites(workshop, names, lambda site: workshop.crawling.run(site, engines[0]))
    return [*runs, *workshop.refreshing.enrich(engines)]


def left_out(workshop: "Workshop") -> list[str]:
    """Return a sentence for each site whose terms are accepted and that lacks its key."""
    lacking = [name for name in workshop.ledger.accepted() if lacks_key(workshop.settings, name)]
    return [f"The site {name} is left out: {SET_GUARDIAN_KEY}." for name in lacking]


def crawl_sites(workshop: "Workshop", names: Iterable[str], go: Callable[[ReviewSite], Run]) -> list[Run]:
    """Build each site and let `go` crawl it; a site that lacks a key or a library ends as a failed run that says so.

    Raises:
        SettingsError: the settings give an address to a site there is not.
        StoreError: nothing can be written.
    """
    with site_builder(workshop.settings) as build:
        return [_crawled(workshop, name, build, go) for name in names]


def _crawled(
    workshop: "Workshop", name: str, build: Callable[[str], ReviewSite], go: Callable[[ReviewSite], Run]
) -> Run:
    if name not in site_policies():
        reason = f"This version has no site {name!r}; `trending-now policy withdraw {name}` ends that."
        return workshop.crawling.refuse(name, reason)
    try:
        site = build(name)
    except (SettingsError, WrongUse) as error:
        return workshop.crawling.refuse(name, str(error))
    return go(site)
