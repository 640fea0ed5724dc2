"""Every setting of the program, read from the environment or a `.env` file, prefix `TRENDING_NOW_`."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import AnyHttpUrl, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from trending_now import __version__
from trending_now.domain.countries import is_country
from trending_now.errors import SettingsError

PREFIX = "TRENDING_NOW_"
HOST = re.compile(r"\*|(?:\*\.)?[\w-]+(?:\.[\w-]+)*|\[[0-9a-fA-F:.]+\]")
ENV_FILE, ENV_ENCODING = ".env", "utf-8"
MEANT_WHEN_EMPTY = ("sources",)  # no source is asked; of every other setting, nothing means the default
HIDDEN = "***"
SOURCE_NAMES = ("tvmaze", "wikidata", "wikipedia", "tmdb", "omdb", "pageviews", "demo")
SECRET_PARAMETER = re.compile(r"([?&](?:[a-z_]*(?:password|secret|token|key)[a-z_]*)=)[^&#]*", re.IGNORECASE)

CommaSeparated = Annotated[tuple[str, ...], NoDecode]
NamedUrls = Annotated[dict[str, AnyHttpUrl], NoDecode]


class Settings(BaseSettings):
    """What may be set; every default works with no key and no network."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILE, env_file_encoding=ENV_ENCODING, extra="ignore"
    )

    home: Path = Field(
        default_factory=lambda: platformdirs.user_data_path("trending-now"), description="folder of all local state"
    )
    database_url: str | None = Field(None, description="SQLAlchemy URL of the catalogue; default: SQLite in HOME")
    lake_url: str | None = Field(None, description="fsspec URL of the raw answers; default: the folder lake in HOME")
    snapshots_url: str | None = Field(
        None, description="fsspec URL of the snapshots; default: the folder snapshots in HOME"
    )
    mlflow_url: str | None = Field(
        None, description="where training runs are recorded: an MLflow server; default: SQLite in HOME"
    )
    sources: CommaSeparated = Field(
        ("tvmaze", "wikidata", "wikipedia", "tmdb", "omdb", "pageviews"),
        description="which sources are asked, separated by commas, in this order",
    )
    countries: CommaSeparated = Field(
        ("US", "GB"), description="whose schedules and releases are asked for, ISO 3166-1"
    )

    tvmaze_url: AnyHttpUrl = Field(AnyHttpUrl("https://api.tvmaze.com"), description="base URL of TVmaze")
    tvmaze_image_url: AnyHttpUrl = Field(
        AnyHttpUrl("https://static.tvmaze.com"), description="base URL of TVmaze's pictures"
    )
    tmdb_url: AnyHttpUrl = Field(AnyHttpUrl("https://api.themoviedb.org/3"), description="base URL of TMDb")
    tmdb_image_url: AnyHttpUrl = Field(
        AnyHttpUrl("https://image.tmdb.org/t/p"), description="base URL of TMDb's pictures"
    )
    tmdb_token: SecretStr | None = Field(None, description="TMDb API key or read token; TMDb is off without it")
    wikidata_url: AnyHttpUrl = Field(
        AnyHttpUrl("https://query.wikidata.org/sparql"), description="Wikidata's query service"
    )
    wikipedia_urls: NamedUrls = Field(
        {"en": AnyHttpUrl("https://en.wikipedia.org"), "de": AnyHttpUrl("https://de.wikipedia.org")},
        description="the Wikipedias whose articles are read, by language: LANGUAGE=URL,…",
    )
    pageviews_url: AnyHttpUrl = Field(
        AnyHttpUrl("https://wikimedia.org/api/rest_v1"), description="base URL of Wikimedia's pageviews"
    )
    omdb_url: AnyHttpUrl = Field(AnyHttpUrl("https://www.omdbapi.com/"), description="base URL of OMDb")
    omdb_key: SecretStr | None = Field(None, description="OMDb API key; OMDb is off without it")
    guardian_url: AnyHttpUrl = Field(
        AnyHttpUrl("https://content.guardianapis.com"), description="base URL of The Guardian's Open Platform"
    )
    guardian_key: SecretStr | None = Field(None, description="The Guardian's Open Platform key; it is off without it")
    contact: str = Field(
        "https://github.com/trending-now/trending-now",
        description="named in our user agent, so that a site can reach you",
    )
    request_timeout_seconds: float = Field(20.0, gt=0, le=300, description="longest wait for one answer")
    request_interval_seconds: float = Field(0.5, ge=0, le=60, description="least time between two requests to a host")
    request_attempts: int = Field(4, ge=1, le=10, description="tries of one request, the first included")

    corpus_urls: NamedUrls = Field(
        {}, description="where training corpora are fetched instead of at their published homes: NAME=URL,…"
    )
    site_urls: NamedUrls = Field(
        {}, description="where review sites are found instead of at their own addresses: NAME=URL,…"
    )
    crawl_interval_seconds: float = Field(
        3.0,
        ge=0.05,
        le=600,
        description="least time between two pages of a review site, whose own pace adds to it",
    )
    crawl_most_pages: int = Field(60, ge=1, le=1_000, description="pages of a review site that a run asks for at most")

    engine: Literal["boosted", "rules", "llm"] = Field("boosted", description="the engine whose genres are shown first")
    llm_model: str | None = Field(
        None, description="the language model, such as openai:gpt-5-mini; the engine llm needs it"
    )
    llm_base_url: AnyHttpUrl | None = Field(
        None, description="where the model is served, if not at its provider's own address"
    )
    llm_api_key: SecretStr | None = Field(
        None, description="the model's key; not set: the provider's own variable, such as OPENAI_API_KEY"
    )
    llm_input_usd: float | None = Field(
        None, ge=0, description="price of a million tokens read; not set: the published price"
    )
    llm_output_usd: float | None = Field(
        None, ge=0, description="price of a million tokens written; not set: the published price"
    )
    llm_budget_usd_per_day: float = Field(1.0, ge=0, description="most that a day's calls may cost")
    llm_budget_usd_per_run: float | None = Field(None, ge=0, description="most that the calls of one command may cost")
    llm_calls_per_day: int | None = Field(
        None, ge=0, description="most calls a day; a model without a known price needs it"
    )
    llm_concurrency: int = Field(8, ge=1, le=256, description="calls at the same time")
    llm_requests_per_minute: int | None = Field(None, ge=1, description="most calls a minute")
    llm_tokens_per_minute: int | None = Field(None, ge=1, description="most tokens a minute, estimated beforehand")
    llm_deadline_seconds: float = Field(
        15.0, gt=0, le=3600, description="longest wait for one title's answer, retries and repair included"
    )
    llm_attempts: int = Field(3, ge=1, le=10, description="tries of one call, the first included")
    llm_prompt: str = Field("production", description="prompt version, or label, that titles are asked with")
    llm_candidate_share: float = Field(
        0.0, ge=0, le=1, description="share of titles that the prompt labelled candidate is tried on"
    )
    llm_classify_key: SecretStr | None = Field(
        None, description="opens the engine llm to the API's classify route; closed without it"
    )
    llm_classify_per_minute: int = Field(6, ge=1, description="classify requests to the engine llm a minute")
    llm_gguf: Path | None = Field(None, description="weights that `llm serve` serves; default: SmolLM2-135M")
    past_days: int = Field(30, ge=1, le=366, description="how far back the first ingestion looks")
    upcoming_days: int = Field(14, ge=0, le=366, description="how far ahead an ingestion looks")
    refresh_hours: float = Field(6.0, ge=0.01, le=720, description="time between two refreshes by `up`")

    host: str = Field("127.0.0.1", description="address the app listens on")
    port: int = Field(8000, ge=0, le=65535, description="port the app listens on; 0 = any free one")
    trusted_hosts: CommaSeparated = Field(("127.0.0.1", "localhost", "[::1]"), description="Host headers answered")
    operator_token: SecretStr | None = Field(None, description="opens the operator routes; they are closed without it")
    classify_per_minute: int = Field(60, ge=1, description="classify requests a minute a client")
    feedback_per_minute: int = Field(30, ge=1, description="verdicts on genres a minute a visitor")
    log_level: Literal["debug", "info", "warning", "error"] = Field("warning", description="what is logged")

    @model_validator(mode="before")
    @classmethod
    def _leave_out_what_is_empty(cls, given: Any) -> Any:
        """Let what is set to nothing be as good as not set: an empty address would be every address, for one.

        Blanks around a value, which some files of settings keep, are none of it; blanks alone are a value.
        """
        return {name: _trimmed(value) for name, value in given.items() if value != "" or name in MEANT_WHEN_EMPTY}

    @field_validator("sources", "countries", "trusted_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("sources")
    @classmethod
    def _are_sources(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name not in SOURCE_NAMES:
                raise PydanticCustomError("source", f"{name!r} is no source; choose from {', '.join(SOURCE_NAMES)}")
        return tuple(dict.fromkeys(names))

    @field_validator("countries")
    @classmethod
    def _are_countries(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        for code in codes:
            if not is_country(code.upper()):
                raise PydanticCustomError("country", f"{code!r} is no ISO 3166-1 code, such as US or GB")
        return tuple(dict.fromkeys(code.upper() for code in codes))

    @field_validator("corpus_urls", "site_urls", "wikipedia_urls", mode="before")
    @classmethod
    def _name_urls(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        pairs = [part.strip().partition("=") for part in value.split(",") if part.strip()]
        for name, sign, url in pairs:
            if not (name.strip() and sign and url.strip()) or "://" in name:
                given = without_secrets(name + sign + url)
                raise PydanticCustomError("name_url", f"{given!r} is not NAME=URL, such as en=https://en.wikipedia.org")
        return {name.strip(): url.strip() for name, _, url in pairs}

    @field_validator("home", "llm_gguf")
    @classmethod
    def _lies_in_a_folder(cls, path: Path | None) -> Path | None:
        return _without_tilde(path) if path else None

    @field_validator("lake_url", "snapshots_url")
    @classmethod
    def _names_a_place(cls, url: str | None) -> str | None:
        if url and not url.partition("://")[2] and "://" in url:
            raise PydanticCustomError("place", "It names no place behind ://; write for example s3://bucket/folder")
        return str(_without_tilde(Path(url))) if url and url.startswith("~") else url

    @field_validator("tmdb_token", "omdb_key", "guardian_key", "llm_api_key")
    @classmethod
    def _is_a_key(cls, secret: SecretStr | None) -> SecretStr | None:
        """Return a key without the blanks around it."""
        key = secret.get_secret_value().strip() if secret else ""
        if secret and not re.fullmatch("[!-~]+", key):
            raise PydanticCustomError("key", "It is blank, or holds signs that no key has")
        return SecretStr(key) if secret else None

    @field_validator("operator_token", "llm_classify_key")
    @classmethod
    def _fits_an_authorization(cls, secret: SecretStr | None) -> SecretStr | None:
        """Return what is shown to this app without the blanks around it, which no header keeps."""
        token = secret.get_secret_value().strip() if secret else ""
        if secret and not re.fullmatch("[ -~]+", token):
            raise PydanticCustomError("token", "It is blank, or holds signs other than printable ASCII")
        return SecretStr(token) if secret else None

    @field_validator("trusted_hosts")
    @classmethod
    def _are_hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        for host in hosts:
            if not HOST.fullmatch(host):
                raise PydanticCustomError("host", f"{host!r} is no host; write example.org or *.example.org")
        return hosts

    @field_validator("contact")
    @classmethod
    def _fits_a_header(cls, value: str) -> str:
        if not (value.isascii() and value.isprintable()):
            raise PydanticCustomError("header", "It is sent in a header, which takes printable ASCII alone")
        return value

    @property
    def catalogue_url(self) -> str:
        """The SQLAlchemy URL of the catalogue."""
        return self.database_url or _sqlite_url(self.home / "catalogue.sqlite")

    @property
    def raw_lake_url(self) -> str:
        """The fsspec URL of the raw lake."""
        return self.lake_url or str(self.home / "lake")

    @property
    def snapshot_shelf_url(self) -> str:
        """The fsspec URL of the snapshots."""
        return self.snapshots_url or str(self.home / "snapshots")

    @property
    def registry_url(self) -> str:
        """The MLflow URL of training runs and models."""
        return self.mlflow_url or _sqlite_url(self.home / "mlflow" / "mlflow.sqlite")

    @property
    def user_agent(self) -> str:
        """How we name ourselves to every service."""
        return f"TrendingNow/{__version__} (+{self.contact})"


def load_settings() -> Settings:
    """Read the settings.

    Raises:
        SettingsError: one of them is wrong; says which, and why.
    """
    try:
        _refuse_broken_lines()
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        setting, *place = first["loc"] or ("",)
        where = f" at {place[0]!r}" if place else ""
        raise SettingsError(
            f"Setting {PREFIX}{str(setting).upper()} is wrong{where}: {first['msg']}. "
            "Correct it in the environment or in .env."
        ) from None
    except UnicodeDecodeError:
        raise SettingsError("The file .env is not UTF-8 text; save it as UTF-8, or remove it.") from None


def without_secrets(url: str) -> str:
    """Hide what stands for a password in a URL: before the host, or as one of its parameters."""
    scheme, sign, rest = url.partition("://")
    credentials, at, host = rest.rpartition("@")
    if sign and at and ":" in credentials:
        url = f"{scheme}://{credentials.partition(':')[0]}:{HIDDEN}@{host}"
    return SECRET_PARAMETER.sub(rf"\1{HIDDEN}", url)


def _refuse_broken_lines() -> None:
    """Make sure that every line of `.env` says something: the setting that one was meant to be would not count.

    Raises:
        SettingsError: one does not; says which.
    """
    path = Path(ENV_FILE)
    if not path.is_file():
        return
    from dotenv.parser import parse_stream

    with path.open(encoding=ENV_ENCODING) as file:
        broken = next((line.original.line for line in parse_stream(file) if line.error), None)
    if broken is not None:
        raise SettingsError(f"Line {broken} of .env is not NAME=value; correct it, or put a # before it.")


def _trimmed(value: object) -> object:
    return (value.strip() or value) if isinstance(value, str) else value


def _sqlite_url(path: Path) -> str:
    """Return the URL of a file; signs that mean something in a URL may be in a folder's name."""
    return f"sqlite:///{str(path).replace('%', '%25').replace('?', '%3F')}"


def _without_tilde(path: Path) -> Path:
    """Return a path with the user's home folder for its ~: a shell does so, a `.env` file does not."""
    try:
        return path.expanduser()
    except RuntimeError:
        raise PydanticCustomError("home", "There is no home folder for its ~; write the whole path") from None
