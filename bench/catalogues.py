"""Builds catalogues to browse: real names, plots and genres of a file, with dates, places and attention invented."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from trending_now.domain.run import RawRecord, Window
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.domain.title import Kind, Listing, Popularity, Release, ReleaseType
from trending_now.settings import Settings
from trending_now.sources.catalogue import CatalogueFile
from trending_now.store.catalogue import CatalogueWriter
from trending_now.wiring import build_engine, open_workshop, utc_now

SEED = 2
TODAY = date(2026, 1, 1)
OLDEST_DAYS = 365 * 30
REGIONS = ("US", "US", "US", "US", "GB", "GB", "FR", "DE", "JP", "KR", "IN", "BR", "IS")
PLATFORMS = ("Cinema", "Cinema", "Cinema", "Harbour+", "Harbour+", "Lantern", "Lantern", "Kite", "Kite", "Nook")
BATCH = 4_000


def build_catalogue(corpus: Path, home: Path, titles: int | None = None, engine: str = "boosted") -> Settings:
    """Store and enrich the first so many titles of a file, all if `titles` is None; returns the settings to open it."""
    settings = Settings(home=home, engine=engine)  # type: ignore[arg-type] # pydantic checks the name
    source = CatalogueFile(corpus, utc_now)
    listings = islice(_listings(source), titles)
    with open_workshop(settings) as workshop:
        writer = CatalogueWriter(workshop.database, load_taxonomy(), utc_now)
        while batch := list(islice(listings, BATCH)):
            writer.record(batch, source.policy, utc_now())
        workshop.enriching.run(build_engine(settings))
    return settings


def _listings(source: CatalogueFile) -> Iterator[Listing]:
    invented = random.Random(SEED)
    for answer in source.fetch(Window(TODAY, TODAY)):
        if isinstance(answer, RawRecord):
            for parsed in source.parse(answer):
                if isinstance(parsed, Listing):
                    yield _with_invented_facts(parsed, invented)


def _with_invented_facts(listing: Listing, invented: random.Random) -> Listing:
    releases = [
        Release(
            TODAY - timedelta(days=int(OLDEST_DAYS * invented.random() ** 2)),
            invented.choice(tuple(ReleaseType)),
            invented.choice(REGIONS),
            invented.choice(PLATFORMS),
        )
        for _ in range(invented.randint(1, 3))
    ]
    attention = Popularity(listing.source, "popularity", TODAY, invented.paretovariate(1.0))
    kind = listing.kind or invented.choice(tuple(Kind))
    return replace(listing, kind=kind, releases=tuple(releases), popularity=(attention,))
