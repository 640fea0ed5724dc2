"""Builds catalogues to browse: names and plots of a file; dates, places, attention, genres and vibe are invented."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from trending_now.domain.enrichment import Enrichment, GenreScore, ModelVersion, VibeScore
from trending_now.domain.genre import Genre
from trending_now.domain.run import RawRecord, Window
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.domain.text import Document
from trending_now.domain.title import Kind, Listing, Popularity, Release, ReleaseType
from trending_now.models.vibe.tags import SHOWN_AS
from trending_now.settings import Settings
from trending_now.sources.catalogue import CatalogueFile
from trending_now.store.catalogue import CatalogueWriter
from trending_now.wiring.clock import utc_now
from trending_now.wiring.workshop import open_workshop

SEED = 2
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
TODAY = NOW.date()
OLDEST_DAYS = 365 * 30
REGIONS = ("US", "US", "US", "US", "GB", "GB", "FR", "DE", "JP", "KR", "IN", "BR", "IS")
PLATFORMS = ("Cinema", "Cinema", "Cinema", "Harbour+", "Harbour+", "Lantern", "Lantern", "Kite", "Kite", "Nook")
LANGUAGES = ("en", "en", "en", "en", "en", "fr", "fr", "es", "ja", "ko", None)
GENRES = tuple(Genre)
TAGS = tuple(sorted(set(SHOWN_AS.values())))
BATCH = 4_000


def build_catalogue(corpus: Path, home: Path, titles: int | None = None) -> Settings:
    """Store and enrich the first so many titles of a file, all if `titles` is None; returns the settings to open it.

    No engine reads them: how long a question takes does not depend on how well its answer is founded.
    """
    settings = Settings(home=home, engine="rules")
    source = CatalogueFile(corpus, utc_now)
    listings = islice(_listings(source), titles)
    with open_workshop(settings) as workshop:
        writer = CatalogueWriter(workshop.database, load_taxonomy(), lambda: NOW)
        while batch := list(islice(listings, BATCH)):
            writer.record(batch, source.policy, NOW)
        workshop.enriching.run(InventedEngine())
    return settings


class InventedEngine:
    """Answers without reading: genres, tags and scores about as often as a trained engine gives them."""

    name = "rules"
    version = ModelVersion("invented", "0" * 64)

    def enrich(self, documents: Iterable[Document]) -> Iterator[Enrichment]:
        """Yield the answers."""
        invented = random.Random(SEED)
        for document in documents:
            genres = [GENRES[int(len(GENRES) * invented.random() ** 2)] for _ in range(invented.randint(1, 4))]
            scores = [
                GenreScore(genre, round(invented.random(), 4), calibrated=True) for genre in dict.fromkeys(genres)
            ]
            tags = {TAGS[int(len(TAGS) * invented.random() ** 2)] for _ in range(invented.randint(0, 5))}
            score = VibeScore(round(invented.triangular(1, 10, 7), 3), 1.0, 4) if invented.random() < 0.7 else None
            sure = invented.randint(1, len(scores))
            yield Enrichment(
                document.id, self.name, self.version, tuple(scores[:sure]), tuple(scores[sure:]),
                vibe_tags=tuple(sorted(tags)), vibe_score=score,
            )  # fmt: skip


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
    attention = [
        Popularity(listing.source, "popularity", TODAY - timedelta(days=days_ago), invented.paretovariate(1.0))
        for days_ago in range(2)
    ]
    language = listing.language or invented.choice(LANGUAGES)
    kind = listing.kind or invented.choice(tuple(Kind))
    return replace(listing, kind=kind, language=language, releases=tuple(releases), popularity=tuple(attention))
