"""Asks a service for one small answer, with its key if it has one."""

from collections.abc import Iterator

from trending_now.domain.run import RawRecord
from trending_now.errors import FetchFailed
from trending_now.settings import Settings
from trending_now.sources.answers import load_json
from trending_now.wiring.sources import KEYS, build_fetcher

ARTICLE = "/metrics/pageviews/per-article/en.wikipedia/all-access/user/Film/daily/2026010100/2026010100"
QUERY = "?query=ASK%20%7B%7D&format=json"
SEARCH = "/w/rest.php/v1/search/page?q=film&limit=1"
PINGS = {
    "tvmaze": ("tvmaze_url", "/shows/1"),
    "tmdb": ("tmdb_url", "/configuration"),
    "wikidata": ("wikidata_url", QUERY),
    "pageviews": ("pageviews_url", ARTICLE),
    "omdb": ("omdb_url", "/?i=tt0111161"),
    "guardian": ("guardian_url", "/search"),
}
ASKED_KEYS = KEYS | {"guardian": "guardian_key"}
KEY_PARAMETERS = {"omdb": "apikey", "guardian": "api-key"}
TMDB_KEY_LENGTH = 32  # of an API key, which goes into the query; a read token is longer, and goes into a header


def ping(settings: Settings, name: str) -> str:
    """Ask a service, and return in a sentence what it answered.

    Raises:
        FetchError: it does not answer, or not as the service does.
    """
    secret = getattr(settings, ASKED_KEYS[name]) if name in ASKED_KEYS else None
    key = secret.get_secret_value() if secret else ""
    is_parameter = name in KEY_PARAMETERS or len(key) == TMDB_KEY_LENGTH
    params = {KEY_PARAMETERS.get(name, "api_key"): key} if is_parameter else {}
    headers = {"Authorization": f"Bearer {key}"} if key and not params else {}
    said = []
    with build_fetcher(settings) as fetcher:
        for what, base, path in _addresses(settings, name):
            answer = fetcher.get(base + path, params=params, headers=headers)
            try:
                load_json(RawRecord(name, answer.url, answer.content, answer.fetched_at))
            except ValueError as error:
                raise FetchFailed(f"{base} answers {answer.status}, but not as {name} does. {error}") from None
            said.append(f"{what}answered {answer.status} with {len(answer.content)} bytes")
    return f"{', '.join(said)}."


def _addresses(settings: Settings, name: str) -> Iterator[tuple[str, str, str]]:
    """Yield what to ask: its name where there are several, base URL, path. Wikipedia is Wikidata and the articles."""
    if name != "wikipedia":
        setting, path = PINGS[name]
        yield "", str(getattr(settings, setting)).rstrip("/"), path
        return
    yield "wikidata ", str(settings.wikidata_url).rstrip("/"), QUERY
    for language, url in settings.wikipedia_urls.items():
        yield f"{language} ", str(url).rstrip("/"), SEARCH
