"""`doctor` shows every setting and where it came from, hides secrets, and checks what the settings name."""

import json
import re
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from tests.cli.commands import TrendingNow
from tests.cli.folders import read_only, tiny_disk
from tests.loopback import Loopback, Reply, as_json, unreachable
from tests.s3 import S3Server
from trending_now.settings import Settings
from trending_now.wiring.sites import site_policies

SECRETS = ("tmdb-secret", "operator-secret", "database-secret", "parameter-secret", "lake-secret")


def report(program: TrendingNow, *arguments: str, **settings: object) -> dict[str, dict[str, Any]]:
    """Return what doctor says as JSON: its settings by name and its checks by subject."""
    content = json.loads(program("doctor", "--json", *arguments, **settings).out)
    return {
        "settings": {setting["name"].removeprefix("TRENDING_NOW_"): setting for setting in content["settings"]},
        "checks": {check["subject"]: check for check in content["checks"]},
    }


def test_every_setting_is_shown_with_its_meaning(trending_now: TrendingNow) -> None:
    shown = report(trending_now)["settings"]
    assert set(shown) == {field.upper() for field in Settings.model_fields}
    assert all(setting["meaning"] for setting in shown.values())


def test_no_setting_is_shown_as_nothing(trending_now: TrendingNow) -> None:
    shown = report(trending_now)["settings"]
    assert shown["CORPUS_URLS"]["value"] == shown["SITE_URLS"]["value"] == "(none)"
    assert all(setting["value"] for setting in shown.values())


def test_each_setting_says_where_it_came_from(trending_now: TrendingNow) -> None:
    trending_now.write(".env", "TRENDING_NOW_PORT=8100\nTRENDING_NOW_HOST=127.0.0.2\ntrending_now_past_days=3\n")
    shown = report(trending_now, PORT=8200)["settings"]
    assert (shown["PORT"]["value"], shown["PORT"]["origin"]) == ("8200", "environment")
    assert (shown["HOST"]["value"], shown["HOST"]["origin"]) == ("127.0.0.2", ".env")
    assert (shown["PAST_DAYS"]["value"], shown["PAST_DAYS"]["origin"]) == ("3", ".env")
    assert (shown["UPCOMING_DAYS"]["value"], shown["UPCOMING_DAYS"]["origin"]) == ("14", "default")


def test_a_name_that_no_setting_has_is_told_with_the_one_that_is_meant(trending_now: TrendingNow) -> None:
    trending_now.write(".env", "trending_now_portt=8100\n")
    checks = report(trending_now, TMBD_TOKEN="tmdb-secret", TEST_SHARED="/corpora", ZZZ=1)["checks"]

    named = {name: check for name, check in checks.items() if name.startswith("TRENDING_NOW_")}
    assert {check["verdict"] for check in named.values()} == {"note"}
    assert {
        name.removeprefix("TRENDING_NOW_"): check["sentence"].partition("; ")[2] for name, check in named.items()
    } == {
        "PORTT": "is TRENDING_NOW_PORT meant?",
        "TMBD_TOKEN": "is TRENDING_NOW_TMDB_TOKEN meant?",
        "ZZZ": "take it out.",
    }
    assert "in .env" in named["TRENDING_NOW_PORTT"]["sentence"]
    assert "tmdb-secret" not in json.dumps(checks)


def test_named_addresses_are_shown_as_they_are_set(trending_now: TrendingNow) -> None:
    shown = report(
        trending_now, CORPUS_URLS="cmu=http://me:cmu-secret@127.0.0.1:1/c.tar.gz,mpst=http://127.0.0.1:1/m.csv"
    )
    assert shown["settings"]["WIKIPEDIA_URLS"]["value"] == ("en=https://en.wikipedia.org/,de=https://de.wikipedia.org/")
    assert shown["settings"]["CORPUS_URLS"]["value"] == (
        "cmu=http://me:***@127.0.0.1:1/c.tar.gz,mpst=http://127.0.0.1:1/m.csv"
    )


@pytest.mark.parametrize("form", [[], ["--json"]], ids=["for people", "json"])
def test_no_secret_is_ever_shown(trending_now: TrendingNow, form: list[str]) -> None:
    outcome = trending_now(
        "doctor",
        *form,
        TMDB_TOKEN="tmdb-secret",
        OPERATOR_TOKEN="operator-secret",
        DATABASE_URL="postgresql://me:database-secret@127.0.0.1:1/films?connect_timeout=1&password=parameter-secret",
        LAKE_URL="s3://key:lake-secret@bucket/lake?secret_access_key=lake-secret",
    )
    assert not [secret for secret in SECRETS if secret in outcome.out + outcome.err]
    assert "postgresql://me:***@127.0.0.1:1/films" in outcome.out
    assert "(hidden)" in outcome.out


def test_a_new_home_is_in_order(trending_now: TrendingNow) -> None:
    outcome = trending_now("doctor")
    assert (outcome.exit_code, outcome.err) == (0, "")
    checks = report(trending_now)["checks"]
    assert {name: check["verdict"] for name, check in checks.items()} == {
        "home": "ok", "database": "ok", "lake": "ok", "snapshots": "ok", "engine": "ok", "tags": "ok",
        "quarantine": "ok", "raw answers": "ok", "llm": "off",
        "tvmaze": "ok", "wikidata": "ok", "wikipedia": "ok", "pageviews": "ok", "tmdb": "off", "omdb": "off",
        "operator": "off",
    } | {f"site {site}": "off" for site in site_policies()}  # fmt: skip
    assert "TRENDING_NOW_TMDB_TOKEN" in checks["tmdb"]["sentence"]


def test_what_is_broken_is_named_and_the_exit_code_is_one(trending_now: TrendingNow) -> None:
    trending_now.write("home", "a file where a folder should be")
    outcome = trending_now("doctor")
    assert outcome.exit_code == 1
    assert "BROKEN   home:" in outcome.out
    assert "BROKEN   database:" in outcome.out


def test_a_catalogue_that_another_user_s_command_made_and_this_one_cannot_write_is_broken(stocked: TrendingNow) -> None:
    with read_only(stocked.catalogue):
        outcome = stocked("doctor", SOURCES="demo")
    assert outcome.exit_code == 1
    assert f"BROKEN   database: The database {stocked.catalogue} cannot be written; make it writable" in outcome.out


def test_a_full_disk_is_broken(trending_now: TrendingNow) -> None:
    trending_now.home.mkdir()
    with tiny_disk(trending_now.home, "900k"):
        home = report(trending_now)["checks"]["home"]
    assert (home["verdict"], home["sentence"]) == (
        "broken",
        f"The disk that holds {trending_now.home} is full; free some space.",
    )


def test_a_source_whose_last_run_failed_is_noted_with_the_reason(stocked: TrendingNow) -> None:
    with unreachable() as gone:
        at = {"SOURCES": "tvmaze", "TVMAZE_URL": gone}
        stocked("ingest", **at)
        noted = report(stocked, **at)["checks"]["ingest tvmaze"]
    assert noted["verdict"] == "note"
    assert re.search("its last run, of .* UTC, failed: 127.0.0.1 cannot be reached", noted["sentence"])


def test_a_site_that_could_not_be_read_is_noted_until_its_terms_are_withdrawn(stocked: TrendingNow) -> None:
    with unreachable() as gone:
        at = {"SITE_URLS": f"variety={gone}"}
        stocked("policy", "accept", "variety")
        stocked("crawl", **at)
        noted = report(stocked, **at)["checks"]["crawl variety"]
    stocked("policy", "withdraw", "variety")

    assert noted["verdict"] == "note"
    assert "127.0.0.1 is not crawled" in noted["sentence"]
    assert "crawl variety" not in report(stocked)["checks"]


def test_an_address_of_a_site_there_is_not_is_broken(stocked: TrendingNow) -> None:
    checks = report(stocked, SITE_URLS="gazette=http://127.0.0.1:9")["checks"]
    assert checks["site addresses"]["verdict"] == "broken"
    assert "names 'gazette', which is no site; choose from: avclub," in checks["site addresses"]["sentence"]


def test_an_address_of_a_corpus_there_is_not_is_broken(trending_now: TrendingNow) -> None:
    checks = report(trending_now, CORPUS_URLS="cmv=http://127.0.0.1:9/c.tar.gz")["checks"]
    assert checks["corpus addresses"]["verdict"] == "broken"
    assert "names 'cmv', no corpus to fetch; choose from: " in checks["corpus addresses"]["sentence"]


def test_a_lake_that_cannot_be_written_is_broken(trending_now: TrendingNow) -> None:
    trending_now.write("lake", "a file where a folder should be")
    checks = report(trending_now, LAKE_URL="lake")["checks"]
    assert (checks["lake"]["verdict"], checks["snapshots"]["verdict"]) == ("broken", "ok")
    assert "TRENDING_NOW_LAKE_URL" in checks["lake"]["sentence"]
    assert not any((trending_now.home / "snapshots").iterdir())


def test_files_that_the_lake_has_lost_are_counted(stocked: TrendingNow) -> None:
    for file in (stocked.home / "lake").rglob("*.parquet"):
        file.unlink()
    outcome = stocked("doctor")
    assert outcome.exit_code == 0
    assert (
        "raw answers: the lake lacks 1 of the files that the catalogue names, first raw/source=import-films/"
        in outcome.out
    )


def test_a_lake_in_s3_is_tried_only_when_wanted(trending_now: TrendingNow, s3_settings: S3Server) -> None:
    there, missing = s3_settings.bucket(), "no-such-bucket"
    settings = {"LAKE_URL": f"s3://{there}/lake", "SNAPSHOTS_URL": f"s3://{missing}/snapshots", "SOURCES": ""}
    assert report(trending_now, **settings)["checks"]["snapshots"]["verdict"] == "ok"
    checks = report(trending_now, "--live", **settings)["checks"]
    assert (checks["lake"]["verdict"], checks["snapshots"]["verdict"]) == ("ok", "broken")
    assert "Make the bucket first" in checks["snapshots"]["sentence"]
    assert list(s3_settings.keys(there)) == []


def test_a_kind_of_place_that_nobody_knows_is_broken_before_it_is_tried(trending_now: TrendingNow) -> None:
    lake = report(trending_now, LAKE_URL="ftp9://somewhere/lake")["checks"]["lake"]
    assert lake["verdict"] == "broken"
    assert "Write a folder, s3:// or another scheme" in lake["sentence"]


def test_tags_that_the_taxonomy_does_not_know_are_counted_and_named(stocked: TrendingNow) -> None:
    outcome = stocked("doctor")
    assert outcome.exit_code == 0
    assert (
        "NOTE     tags: 1 tag is unknown to the taxonomy and so without a vote: 'Nautical whimsy' (1)." in outcome.out
    )


def test_services_are_asked_only_when_wanted(trending_now: TrendingNow) -> None:
    with Loopback({"/shows/1": as_json({"id": 1}), "/configuration": as_json({}, 401)}) as server:
        urls = {"TVMAZE_URL": server.url, "TMDB_URL": server.url, "TMDB_TOKEN": "tmdb-secret", "SOURCES": "tvmaze,tmdb"}
        report(trending_now, **urls)
        assert server.asked == []
        checks = report(trending_now, "--live", **urls)["checks"]
    assert (checks["tvmaze"]["verdict"], checks["tmdb"]["verdict"]) == ("ok", "broken")
    assert "tmdb-secret" not in json.dumps(checks)


def test_a_service_that_answers_as_something_else_is_broken(trending_now: TrendingNow) -> None:
    with Loopback({"/shows/1": Reply(b"<!DOCTYPE html><title>Busy</title>")}) as server:
        checks = report(trending_now, "--live", TVMAZE_URL=server.url, SOURCES="tvmaze")["checks"]
    assert checks["tvmaze"]["verdict"] == "broken"
    assert "The answer is an HTML page." in checks["tvmaze"]["sentence"]


def test_each_wikipedia_is_asked_beside_wikidata(trending_now: TrendingNow) -> None:
    article = "/w/rest.php/v1/search/page"
    query, wiki = as_json({"boolean": True}), as_json({"pages": []})
    with Loopback({"/sparql": query, f"/en{article}": wiki, f"/de{article}": Reply(b"<title>Busy</title>")}) as server:
        settings = {"WIKIDATA_URL": f"{server.url}/sparql", "SOURCES": "wikipedia"}
        urls = [f"{language}={server.url}/{language}" for language in ("en", "de")]
        good = report(trending_now, "--live", WIKIPEDIA_URLS=urls[0], **settings)["checks"]["wikipedia"]
        broken = report(trending_now, "--live", WIKIPEDIA_URLS=",".join(urls), **settings)["checks"]["wikipedia"]

    assert good["verdict"] == "ok"
    assert "wikidata answered 200" in good["sentence"]
    assert "en answered 200" in good["sentence"]
    assert broken["verdict"] == "broken"
    assert f"{server.url}/de answers 200, but not as wikipedia does" in broken["sentence"]


def test_the_guardian_is_asked_once_its_terms_are_accepted(trending_now: TrendingNow) -> None:
    with Loopback({"/search": as_json({"response": {"status": "ok"}})}) as server:
        settings = {"GUARDIAN_URL": server.url, "GUARDIAN_KEY": "guardian-secret", "SOURCES": ""}
        assert "guardian" not in report(trending_now, "--live", **settings)["checks"]
        assert server.asked == []
        trending_now("policy", "accept", "guardian")
        checks = report(trending_now, "--live", **settings)["checks"]

    assert checks["guardian"]["verdict"] == "ok"
    assert [request.query["api-key"] for request in server.asked] == ["guardian-secret"]
    assert "guardian-secret" not in json.dumps(checks)


def test_a_check_that_cannot_be_made_keeps_no_other_from_being_made(stocked: TrendingNow) -> None:
    with closing(sqlite3.connect(stocked.home / "catalogue.sqlite")) as database:
        database.execute("ALTER TABLE quarantine RENAME TO gone")
    assert stocked("doctor").exit_code == 1
    checks = report(stocked)["checks"]
    assert {checks[name]["verdict"] for name in ("database", "tvmaze")} == {"ok"}
    assert (checks["tags"]["verdict"], checks["quarantine"]["verdict"]) == ("note", "broken")
    assert "no such table" in checks["quarantine"]["sentence"]


def test_what_waits_in_quarantine_is_counted_by_rule(trending_now: TrendingNow) -> None:
    trending_now.write("films.csv", "name,plot\nThe Salt Road,\nThe Tin Road,\nThe Oak Road,A long walk.\n")
    trending_now("import", "films.csv")

    check = report(trending_now)["checks"]["quarantine"]

    assert check["verdict"] == "note"
    assert "2 records wait" in check["sentence"]
    assert "import:films 'row is malformed' (2)" in check["sentence"]
    assert "`trending-now quarantine list`" in check["sentence"]
