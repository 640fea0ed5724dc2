"""The crawl of a refresh: every site whose terms are accepted, when it is due, and the titles read anew."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from trending_now.domain.ports import Engine
from trending_now.domain.run import Run
from trending_now.wiring.sites import site_builder, site_policies

if TYPE_CHECKING:
    from trending_now.wiring.workshop import Workshop


def crawl_accepted(workshop: "Workshop", engines: Sequence[Engine]) -> list[Run]:
    """Crawl the accepted sites that are due, then let the engines read the titles that have a review more.

    Raises:
        WrongUse: what crawling needs is not installed.
        StoreError: nothing can be written.
    """
    names = [name for name in workshop.ledger.accepted() if name in site_policies() and workshop.crawling.is_due(name)]
    if not names:
        return []
    with site_builder(workshop.settings) as build:
        runs = [workshop.crawling.run(build(name), engines[0]) for name in names]
    return [*runs, *workshop.refreshing.enrich(engines)]
