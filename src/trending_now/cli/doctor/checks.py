"""The checks of `doctor`: each looks at something the settings name, and says what is wrong and what to do."""

import errno
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pydantic import SecretStr

from trending_now.cli.console import COMMONEST, unknown_tags_sentence
from trending_now.cli.doctor.finding import CheckVerdict, Finding
from trending_now.cli.doctor.given_settings import check_names, given_settings, is_set
from trending_now.cli.doctor.llm import check_llm, describe_llm
from trending_now.cli.doctor.pings import ping
from trending_now.cli.doctor.runs import check_runs
from trending_now.cli.doctor.sites import check_sites
from trending_now.errors import StoreError, TrendingNowError
from trending_now.settings import PREFIX, Settings, without_secrets
from trending_now.store.lake import LAKE, RawLake
from trending_now.store.listings.unknown_tags import unknown_tags
from trending_now.store.quarantine import Quarantine
from trending_now.store.snapshots.shelf import SNAPSHOTS
from trending_now.store.stored_files import StoredFiles, local_folder
from trending_now.wiring.corpora import corpus_homes
from trending_now.wiring.database import open_database
from trending_now.wiring.engines import build_engine
from trending_now.wiring.sources import KEYS, SOURCES

PROBE_BYTES = 1_000_000  # less room than one batch of answers needs is as good as none


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """A setting, its value as it may be shown, and where it comes from."""

    name: str
    value: str
    origin: str
    meaning: str


def describe_settings(settings: Settings) -> list[ShownSetting]:
    """Return every setting; secrets are hidden."""
    given = given_settings()
    shown = []
    for field, about in Settings.model_fields.items():
        name = PREFIX + field.upper()
        origin = given[name].origin if name in given and is_set(field, given[name].value) else "default"
        shown.append(ShownSetting(name, _shown(getattr(settings, field)), origin, about.description or ""))
    return shown


def check_all(settings: Settings, *, live: bool) -> list[Finding]:
    """Return what each check found; `live` asks the services too."""
    home = _run("home", lambda: _check_home(settings.home))
    database = _run("database", lambda: _check_database(settings))
    findings = [
        home,
        database,
        _run("engine", lambda: _check_engine(settings)),
        *_check_folders(settings, live=live),
    ]
    if database.verdict is CheckVerdict.OK:
        findings += _look("tags", lambda: [_check_tags(settings)])
        findings += _look("raw answers", lambda: _check_raw_answers(settings, live=live))
        findings += _look("quarantine", lambda: [_check_quarantine(settings)])
        findings += _look("runs", lambda: check_runs(settings))
        findings += _look("sites", lambda: check_sites(settings))
        findings += _look("llm", lambda: check_llm(settings, live=live))
    findings += _look("corpus addresses", lambda: _check_corpora(settings))
    findings += _check_sources(settings, live=live)
    if live and any(
        finding.subject == "site guardian" and finding.verdict is not CheckVerdict.OFF for finding in findings
    ):
        findings.append(_run("guardian", lambda: ping(settings, "guardian")))
    return [*findings, _check_operator(settings), *check_names()]


def _run(subject: str, check: Callable[[], str]) -> Finding:
    (finding,) = _look(subject, lambda: [Finding(subject, CheckVerdict.OK, check())])
    return finding


def _look(subject: str, check: Callable[[], list[Finding]]) -> list[Finding]:
    """Return what a check found; a check that fails is itself a finding, so that the others still run."""
    try:
        return check()
    except TrendingNowError as error:
        return [Finding(subject, CheckVerdict.BROKEN, str(error))]
    except OSError as error:
        return [Finding(subject, CheckVerdict.BROKEN, f"{error.strerror}; set {PREFIX}HOME to a folder you can write.")]


def _check_home(home: Path) -> str:
    home.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryFile(dir=home) as probe:
            probe.write(bytes(PROBE_BYTES))
            probe.flush()
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise StoreError(f"The disk that holds {home} is full; free some space.") from None
    return f"{home} can be written."


def _check_database(settings: Settings) -> str:
    with closing(open_database(settings, writable=True)) as database:
        database.check_writable()
        return f"{without_secrets(database.name)} ({database.dialect}), schema {database.revision()}."


def _check_engine(settings: Settings) -> str:
    """Build the engine of the settings; of `llm` all but itself, since that would use its prompt up."""
    if settings.engine != "llm":
        return f"{settings.engine} is {build_engine(settings).version}."
    return f"llm: {describe_llm(settings)} Where it gives no answer, {build_engine(settings, 'boosted').version} does."


def _check_folders(settings: Settings, *, live: bool) -> Iterator[Finding]:
    """Write to the folders of lake and snapshots; to those on other machines only if `live`."""
    for name, purpose, url in (
        ("lake", LAKE, settings.raw_lake_url),
        ("snapshots", SNAPSHOTS, settings.snapshot_shelf_url),
    ):
        files = StoredFiles(url, purpose)
        if live or local_folder(url) is not None:
            yield _run(name, partial(_probe, files))
        else:
            yield _run(name, partial(_check_place, files))


def _check_place(files: StoredFiles) -> str:
    files.check()
    return f"{files.url}; `doctor --live` tries it."


def _probe(files: StoredFiles) -> str:
    files.probe()
    return f"{files.url} can be written."


def _check_raw_answers(settings: Settings, *, live: bool) -> list[Finding]:
    """Look for raw answers that the lake has lost; a lake on another machine is read only if `live`."""
    if not live and local_folder(settings.raw_lake_url) is None:
        return []
    with closing(open_database(settings, writable=False)) as database:
        lost = RawLake(settings.raw_lake_url, database).lost()
    if not lost:
        return [Finding("raw answers", CheckVerdict.OK, "all that the catalogue names are in the lake.")]
    said = f"the lake lacks {len(lost):,} of the files that the catalogue names, first {lost[0]}."
    return [Finding("raw answers", CheckVerdict.NOTE, f"{said} Put copies there; until then snapshots go without.")]


def _check_tags(settings: Settings) -> Finding:
    with closing(open_database(settings, writable=False)) as database:
        unknown = unknown_tags(database)
    return Finding("tags", CheckVerdict.NOTE if unknown else CheckVerdict.OK, unknown_tags_sentence(unknown))


def _check_quarantine(settings: Settings) -> Finding:
    with closing(open_database(settings, writable=False)) as database:
        waiting = Quarantine(database).counts()
    if not waiting:
        return Finding("quarantine", CheckVerdict.OK, "nothing waits.")
    commonest = ", ".join(f"{source} {rule!r} ({number:,})" for source, rule, number in waiting[:COMMONEST])
    total = sum(number for _, _, number in waiting)
    said = f"{total:,} record{'s wait' if total > 1 else ' waits'}, most often: {commonest}."
    return Finding("quarantine", CheckVerdict.NOTE, f"{said} Run `trending-now quarantine list` to see them.")


def _check_corpora(settings: Settings) -> list[Finding]:
    """Check the addresses that the settings give to training corpora; only a wrong one is told, as an error."""
    corpus_homes(settings)
    return []


def _check_sources(settings: Settings, *, live: bool) -> Iterator[Finding]:
    for name in SOURCES:
        if name == "demo":
            continue
        if name not in settings.sources:
            yield Finding(name, CheckVerdict.OFF, f"add it to {PREFIX}SOURCES to turn it on.")
        elif name in KEYS and getattr(settings, KEYS[name]) is None:
            yield Finding(name, CheckVerdict.OFF, f"set {PREFIX}{KEYS[name].upper()} to your key.")
        elif live:
            yield _run(name, partial(ping, settings, name))
        else:
            yield Finding(name, CheckVerdict.OK, "on; `doctor --live` asks it.")


def _check_operator(settings: Settings) -> Finding:
    if settings.operator_token is None:
        return Finding("operator", CheckVerdict.OFF, f"set {PREFIX}OPERATOR_TOKEN to open the operator routes.")
    return Finding("operator", CheckVerdict.OK, "the operator routes are open to the token.")


def _shown(value: object) -> str:
    if isinstance(value, SecretStr):
        return "(hidden)"
    if isinstance(value, tuple | dict) and not value:
        return "(none)"
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    if isinstance(value, dict):
        return ",".join(f"{name}={without_secrets(str(url))}" for name, url in value.items())
    return "(not set)" if value is None else without_secrets(str(value))
