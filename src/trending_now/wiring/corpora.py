"""The training corpora's homes, published or as the settings say, and the one way out to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from trending_now.errors import SettingsError
from trending_now.wiring.sources import fetcher_of

if TYPE_CHECKING:
    from trending_now.corpora.published import CorpusShelf
    from trending_now.fetch.downloads import Download
    from trending_now.settings import Settings


@contextmanager
def open_corpus_shelf(settings: "Settings", folder: Path) -> "Iterator[CorpusShelf]":
    """Open a folder of fetched corpora, with a way out to their homes and nowhere else.

    Raises:
        SettingsError: the settings name a corpus there is not, or an address that is no file's.
    """
    from trending_now.corpora.published import REDIRECTED_TO, CorpusShelf

    homes = corpus_homes(settings)
    services = (*(home.url for home in homes.values()), *REDIRECTED_TO)
    with fetcher_of(settings, services, settings.request_interval_seconds, settings.request_attempts) as fetcher:
        yield CorpusShelf(folder, fetcher, homes)


def corpus_homes(settings: "Settings") -> "dict[str, Download]":
    """Return where each corpus is fetched, by its name.

    Raises:
        SettingsError: the settings name a corpus there is not, or an address that is no file's.
    """
    from trending_now.corpora.published import HOMES
    from trending_now.settings import without_secrets

    for name, url in settings.corpus_urls.items():
        if name not in HOMES:
            choice = ", ".join(HOMES)
            raise SettingsError(f"TRENDING_NOW_CORPUS_URLS names {name!r}, no corpus to fetch; choose from: {choice}.")
        if not PurePosixPath(url.path or "").name:
            raise SettingsError(
                f"TRENDING_NOW_CORPUS_URLS has {without_secrets(str(url))} for {name!r}; "
                "give the address of the file itself."
            )
    return {name: replace(home, url=str(settings.corpus_urls.get(name, home.url))) for name, home in HOMES.items()}
