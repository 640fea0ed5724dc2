"""A wrong setting is named in one sentence, wherever it comes from."""

import re
from pathlib import Path

import pytest

from tests.cli.commands import TrendingNow
from tests.loopback import Loopback, as_json
from trending_now import __version__
from trending_now.settings import SOURCE_NAMES, Settings
from trending_now.wiring.sources import SOURCES


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"PORT": "eight thousand"}, "TRENDING_NOW_PORT is wrong"),
        ({"ENGINE": "oracle"}, "TRENDING_NOW_ENGINE is wrong"),
        ({"TMDB_URL": "not a url"}, "TRENDING_NOW_TMDB_URL is wrong"),
        ({"REQUEST_ATTEMPTS": "0"}, "TRENDING_NOW_REQUEST_ATTEMPTS is wrong"),
        ({"CONTACT": "Zoë"}, "TRENDING_NOW_CONTACT is wrong: It is sent in a header"),
        ({"CONTACT": "us\r\nX-A: b"}, "TRENDING_NOW_CONTACT is wrong: It is sent in a header"),
        ({"REFRESH_HOURS": "0.000001"}, "TRENDING_NOW_REFRESH_HOURS is wrong"),
        ({"LOG_LEVEL": "loud"}, "TRENDING_NOW_LOG_LEVEL is wrong"),
        ({"DATABASE_URL": "no database"}, "TRENDING_NOW_DATABASE_URL is not a database URL"),
        ({"DATABASE_URL": "postgresql://tn:pw@127.0.0.1:port/t5"}, "TRENDING_NOW_DATABASE_URL is not a database URL"),
        ({"DATABASE_URL": "postgresql://tn:pw@[::1:5432/t5"}, "TRENDING_NOW_DATABASE_URL is not a database URL"),
        (
            {"DATABASE_URL": "postgresql://tn:p@w@127.0.0.1/t5"},
            "TRENDING_NOW_DATABASE_URL has an @ in its password; write %40",
        ),
        ({"OPERATOR_TOKEN": "sésame"}, "TRENDING_NOW_OPERATOR_TOKEN is wrong: It is blank, or holds signs other than"),
        ({"LLM_CLASSIFY_KEY": " "}, "TRENDING_NOW_LLM_CLASSIFY_KEY is wrong: It is blank"),
        ({"WIKIPEDIA_URLS": "foo"}, "TRENDING_NOW_WIKIPEDIA_URLS is wrong: 'foo' is not NAME=URL, such as en=https://"),
        ({"SITE_URLS": "http://a:b@127.0.0.1/?x=1"}, "SITE_URLS is wrong: 'http://a:***@127.0.0.1/?x=1' is not NAME"),
        ({"CORPUS_URLS": "cmu="}, "TRENDING_NOW_CORPUS_URLS is wrong: 'cmu=' is not NAME=URL"),
        ({"WIKIPEDIA_URLS": "en=https://en.wikipedia.org,de=wiki"}, "WIKIPEDIA_URLS is wrong at 'de': Input should be"),
        ({"LAKE_URL": "s3://"}, "TRENDING_NOW_LAKE_URL is wrong: It names no place behind ://"),
        ({"SNAPSHOTS_URL": "file://"}, "TRENDING_NOW_SNAPSHOTS_URL is wrong: It names no place behind ://"),
        ({"HOME": "~nobody-of-this-name/tn"}, "TRENDING_NOW_HOME is wrong: There is no home folder for its ~"),
        (
            {"LAKE_URL": "~nobody-of-this-name/lake"},
            "TRENDING_NOW_LAKE_URL is wrong: There is no home folder for its ~",
        ),
        ({"DATABASE_URL": "sqlite:///"}, "TRENDING_NOW_DATABASE_URL names a database in memory"),
        ({"DATABASE_URL": "sqlite://"}, "TRENDING_NOW_DATABASE_URL names a database in memory"),
        ({"DATABASE_URL": "nosuch://somewhere"}, "set TRENDING_NOW_DATABASE_URL to SQLite or PostgreSQL"),
    ],
    ids=lambda value: "=".join(*value.items()) if isinstance(value, dict) else "",
)
def test_a_wrong_setting_is_wrong_use(trending_now: TrendingNow, settings: dict[str, str], said: str) -> None:
    assert trending_now("enrich", **settings).failed_with(2, said)


def test_a_tilde_is_the_user_s_home_folder_for_all_that_lies_in_a_folder() -> None:
    given = {"home": "~/kept", "llm_gguf": "~/weights.gguf", "snapshots_url": "~/frozen"}
    settings = Settings(_env_file=None, **given)  # type: ignore[call-arg, arg-type]

    kept = Path.home() / "kept"
    assert settings.home == kept
    assert settings.llm_gguf == Path.home() / "weights.gguf"
    assert settings.snapshots_url == str(Path.home() / "frozen")
    assert settings.catalogue_url == f"sqlite:///{kept / 'catalogue.sqlite'}"
    assert settings.raw_lake_url == str(kept / "lake")


@pytest.mark.parametrize("name", ["feature%2Fsearch", "what?", "50% off"])
def test_the_catalogue_lies_in_the_home_folder_whatever_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    program = TrendingNow(tmp_path / name)
    assert program("ingest", SOURCES="demo").exit_code == 0
    assert program.catalogue.is_file()
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert program("backup", "copy.tar.gz").exit_code == 0
    assert "BROKEN" not in program("doctor", SOURCES="demo").out


def test_a_wrong_setting_in_the_env_file_is_told_alike(trending_now: TrendingNow) -> None:
    trending_now.write(".env", "TRENDING_NOW_PORT=eight thousand\n")
    assert trending_now("enrich").failed_with(2, "TRENDING_NOW_PORT is wrong", ".env")


def test_an_env_file_that_is_not_utf_8_is_told(trending_now: TrendingNow) -> None:
    (trending_now.folder / ".env").write_bytes("TRENDING_NOW_PORT=8001\n".encode("utf-16"))
    assert trending_now("enrich").failed_with(2, "The file .env is not UTF-8 text; save it as UTF-8")


def test_an_env_file_is_read_with_a_byte_order_mark(trending_now: TrendingNow) -> None:
    trending_now.write(".env", "\ufeffTRENDING_NOW_PORT=8001\n")
    assert re.search(r"TRENDING_NOW_PORT +8001 +\(\.env\)", trending_now("doctor").out)


def test_the_environment_stands_before_the_env_file(trending_now: TrendingNow) -> None:
    trending_now.write(".env", "TRENDING_NOW_PORT=eight thousand\n")
    assert trending_now("doctor", PORT=8001).exit_code == 0


@pytest.mark.parametrize("hosts", ["*", "*.example.org", "example.org,[::1],localhost", "my_host"])
def test_hosts_may_be_names_addresses_or_all_below_a_name(hosts: str) -> None:
    assert ",".join(Settings.model_validate({"trusted_hosts": hosts}).trusted_hosts) == hosts


def test_blanks_around_a_key_are_none_of_it() -> None:
    key = Settings.model_validate({"tmdb_token": " 0123 "}).tmdb_token
    assert key is not None
    assert key.get_secret_value() == "0123"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("llm_model", "openai:gpt-5-mini"),
        ("llm_prompt", "candidate"),
        ("database_url", "sqlite:///a.sqlite"),
        ("lake_url", "s3://bucket/lake"),
        ("engine", "rules"),
    ],
)
def test_blanks_and_the_end_of_a_windows_line_around_a_value_are_none_of_it(name: str, value: str) -> None:
    assert getattr(Settings.model_validate({name: f" {value} \r"}), name) == value


@pytest.mark.parametrize("name", sorted(set(Settings.model_fields) - {"sources"}))
def test_a_setting_that_is_left_empty_is_the_default(name: str) -> None:
    given = Settings.model_validate({name: ""})
    assert getattr(given, name) == Settings.model_fields[name].get_default(call_default_factory=True, validated_data={})


@pytest.mark.parametrize(
    ("name", "said", "meant"),
    [("sources", "tmdb,tvmaze,tmdb", ("tmdb", "tvmaze")), ("countries", "US,gb,us", ("US", "GB"))],
)
def test_what_a_list_names_twice_is_asked_once(name: str, said: str, meant: tuple[str, ...]) -> None:
    assert getattr(Settings.model_validate({name: said}), name) == meant


def test_no_source_at_all_is_asked_where_the_sources_are_left_empty() -> None:
    assert Settings.model_validate({"sources": ""}).sources == ()


def test_a_setting_that_is_left_empty_in_the_environment_is_not_the_one_of_the_env_file(
    trending_now: TrendingNow,
) -> None:
    trending_now.write(".env", "TRENDING_NOW_PORT=8100\n")
    assert re.search(r"TRENDING_NOW_PORT +8000 +\(default\)", trending_now("doctor", PORT="").out)


@pytest.mark.parametrize("command", ["ingest", "enrich", "doctor"])
@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("SOURCES", "tvmaze,almanac", "'almanac' is no source; choose from tvmaze, "),
        ("COUNTRIES", "US,UK1", "'UK1' is no ISO 3166-1 code"),
        ("TRUSTED_HOSTS", "foo*bar", "'foo*bar' is no host; write example.org"),
        ("TRUSTED_HOSTS", "127.0.0.1:8000", "'127.0.0.1:8000' is no host"),
        ("TRUSTED_HOSTS", "http://x", "'http://x' is no host"),
        ("TMDB_TOKEN", "äöü", "It is blank, or holds signs that no key has"),
        ("OMDB_KEY", "  ", "It is blank, or holds signs that no key has"),
        ("COUNTRIES", "UK", "'UK' is no ISO 3166-1 code, such as US or GB"),
    ],
)
def test_a_wrong_value_stops_every_command(
    trending_now: TrendingNow, command: str, name: str, value: str, reason: str
) -> None:
    assert trending_now(command, **{name: value}).failed_with(2, f"Setting TRENDING_NOW_{name} is wrong: {reason}")


def test_the_settings_take_every_source_and_countries_in_small_letters(trending_now: TrendingNow) -> None:
    assert tuple(SOURCES) == SOURCE_NAMES
    shown = trending_now("doctor", SOURCES=",".join(SOURCES), COUNTRIES="us, gb")
    assert re.search(r"TRENDING_NOW_COUNTRIES +US,GB ", shown.out), shown


@pytest.mark.parametrize("broken", ["TRENDING_NOW_PORT 8001", "=8001", "TRENDING_NOW_PORT='8001"])
def test_a_line_of_the_env_file_that_says_nothing_is_told_by_its_number(trending_now: TrendingNow, broken: str) -> None:
    trending_now.write(".env", f"# mine\nTRENDING_NOW_PORT=8000\n{broken}\n")
    assert trending_now("enrich").failed_with(2, "Line 3 of .env is not NAME=value")


def test_a_service_is_told_which_version_asks_and_whom_to_write_to(trending_now: TrendingNow) -> None:
    with Loopback({"/shows/1": as_json({"id": 1})}) as server:
        trending_now("doctor", "--live", TVMAZE_URL=server.url, SOURCES="tvmaze", CONTACT="https://example.org/us")
    (asked,) = server.asked
    assert asked.headers["user-agent"] == f"TrendingNow/{__version__} (+https://example.org/us)"
