"""Which runs tell how things stand now: those of sources, sites and engines that are on."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from trending_now.wiring.sites import lacks_key
from trending_now.wiring.sources import SOURCES, live_sources

if TYPE_CHECKING:
    from trending_now.settings import Settings

STANDS_IN_FOR_LLM = "boosted"


def is_on(settings: "Settings", accepted_sites: Collection[str], stage: str, subject: str) -> bool:
    """Tell whether what a run was about is on; the last run of what was switched off says nothing of today.

    The demo is no source that anybody waits for. Imported files and other stages are always on.
    """
    if stage == "ingest" and subject in SOURCES:
        return subject in live_sources(settings)
    if stage == "crawl":
        return subject in accepted_sites and not lacks_key(settings, subject)
    if stage == "enrich":
        return subject == settings.engine or (settings.engine == "llm" and subject == STANDS_IN_FOR_LLM)
    return True
