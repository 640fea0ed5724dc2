"""The documents tell the truth: the commands, settings, addresses, links and examples in them are there."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import typer

from trending_now.cli.main import app
from trending_now.corpora import cmu, mpst, wiki_plots
from trending_now.domain.taxonomy import load_taxonomy
from trending_now.pipeline.board import HEAD
from trending_now.reviews.site_file import load_site_files
from trending_now.settings import PREFIX, Settings
from trending_now.sources.catalogue_columns import GUESSES
from trending_now.web import feeds, health
from trending_now.web.api import board, classify, feedback, finding, genres, operator, status, titles
from trending_now.web.filters import TitleFilters
from trending_now.web.metrics import route as metrics
from trending_now.wiring.policies import all_policies, ledger_table
from trending_now.wiring.sites import site_files, site_policies
from trending_now.wiring.sources import KEYS, SOURCES

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs" / "guide.md"
DATA_SOURCES = ROOT / "docs" / "data_sources.md"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PROGRAMS = [ROOT / "Makefile", *(ROOT / ".ci").glob("*"), *(ROOT / ".github").rglob("*.yml")]
FOR_TESTS = {"TRENDING_NOW_TEST_SHARED"}
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
SETTING_ROW = re.compile(r"^\| `(TRENDING_NOW_\w+)` \| ([^|]+?) \|", re.MULTILINE)
MACHINE_PATHS = re.compile(r"/(?:work|root|Users|opt)/|/home/|pypi\.org|pythonhosted|registry\.npmjs")

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())


def service_addresses() -> dict[str, list[str]]:
    """Return the addresses of each setting that names those of a service."""
    found = {
        field: about.default for field, about in Settings.model_fields.items() if field.endswith(("_url", "_urls"))
    }
    lists = {field: list(x.values()) if isinstance(x, dict) else [x] for field, x in found.items() if x}
    return {field: [str(url).rstrip("/") for url in urls] for field, urls in lists.items()}


@each_document
def test_every_command_that_a_document_names_exists_with_its_options(document):
    commands = _commands()
    for line in _code(document):
        for words in re.findall(r"trending-now ([a-z][^\n|&;`]*)", line):
            name = " ".join(words.split()[:2])
            command = commands.get(name) or commands.get(words.split()[0])
            assert command is not None, line
            known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
            assert set(re.findall(r"(?<!\S)--[a-z-]+", words)) <= known, line


def test_the_guide_names_every_command_and_every_option_of_it():
    commands = _commands()
    found = re.findall(
        r"^\| `trending-now ([a-z]+(?: [a-z]+)?)[^`]*` \| (.+) \|$", GUIDE.read_text("utf-8"), re.MULTILINE
    )
    rows = dict(found)
    assert set(rows) == set(commands)
    for name, command in commands.items():
        options = {parameter.opts[0] for parameter in command.params if parameter.opts[0].startswith("--")}
        assert options - {"--help"} == set(re.findall(r"`(--[a-z-]+)", rows[name])), name


def test_the_guide_has_a_row_for_every_setting_with_its_default():
    documented = dict(SETTING_ROW.findall(GUIDE.read_text("utf-8")))
    assert set(documented) == {PREFIX + field.upper() for field in Settings.model_fields}
    for field, about in Settings.model_fields.items():
        if about.default_factory is None:
            assert documented[PREFIX + field.upper()].strip("`") == _default(about.default), field


def test_the_guide_names_every_address_of_the_api_and_no_other():
    named = set(re.findall(r"`((?:GET|PUT|POST|DELETE) /[^`]*)`", GUIDE.read_text("utf-8")))
    api = [("/api/v1", group) for group in (titles, finding, genres, status, feedback, classify, board, operator)]
    groups = [*api, ("", health), ("", metrics), ("", feeds)]
    assert named - {"GET /posters/{title_id}"} == {
        f"{method} {prefix}{route.path}"
        for prefix, group in groups
        for route in group.router.routes
        for method in route.methods
    }


def test_the_guide_has_a_row_for_every_filter():
    table = GUIDE.read_text("utf-8").partition("| parameter | means |")[2].partition("\n\n")[0]
    first_cells = " ".join(re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE))
    filters = {about.alias or name for name, about in TitleFilters.model_fields.items()}
    assert set(re.findall(r"`(\w+)`", first_cells)) == filters


def test_the_guide_has_a_row_for_every_column_that_an_import_recognises():
    table = GUIDE.read_text("utf-8").partition("| field | recognised names")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `(\w+)`[^|]* \| ([^|]+) \|", table, re.MULTILINE)
    assert {field: tuple(CODE.findall(names)) for field, names in rows} == GUESSES


def test_the_board_s_page_has_the_columns_of_the_board():
    assert f"| {' | '.join(HEAD)} |\n" in (ROOT / "docs" / "board.md").read_text("utf-8")


def test_the_data_sources_page_holds_the_table_of_all_policies():
    """`trending-now policy --markdown` prints it."""
    assert ledger_table() in DATA_SOURCES.read_text("utf-8")


@pytest.mark.parametrize("policy", all_policies().values(), ids=lambda policy: policy.name)
def test_the_data_sources_page_names_the_credit_of_each_policy(policy):
    content = " ".join(DATA_SOURCES.read_text("utf-8").split())
    assert policy.name == "demo" or policy.credit.text in content


@pytest.mark.parametrize("site", load_site_files().values(), ids=lambda site: site.name)
def test_the_data_sources_page_has_each_review_site_with_its_terms_and_whether_it_was_seen_live(site):
    section = DATA_SOURCES.read_text("utf-8").partition("## Review sites")[2]
    (row,) = re.findall(rf"^\| `{site.name}` \| (.*) \|$", section, re.MULTILINE)
    assert site.terms.url in row
    assert f"<{str(site.base_url).rstrip('/')}>" in row
    assert ("not yet verified live" in row) is not site.checked_live


def test_the_data_sources_page_has_a_row_or_a_section_for_every_source_and_site_of_the_registries():
    page = DATA_SOURCES.read_text("utf-8")
    asked = page.partition("## Every address that is asked")[2].partition("\n## ")[0]
    services = set(re.findall(r"^\| `(\w+)` \|", asked, re.MULTILINE))
    sites = set(re.findall(r"^\| `(\w+)` \|", page.partition("## Review sites")[2].partition("\n## ")[0], re.MULTILINE))
    assert sites == set(site_files())
    assert services | sites | {"demo"} == {*SOURCES, *site_policies()}


@pytest.mark.parametrize("field", [field for field in Settings.model_fields if field in service_addresses()])
def test_the_data_sources_page_has_the_setting_and_the_addresses_of_every_service(field):
    rows = [line for line in DATA_SOURCES.read_text("utf-8").splitlines() if f"`{PREFIX}{field.upper()}`" in line]
    row = next(row for row in rows if row.startswith("| `"))
    assert all(f"<{address}>" in row for address in service_addresses()[field])
    name = row.split("`")[1]
    assert ("| none |" in row) is not (name in KEYS or name == "guardian")


@pytest.mark.parametrize("policy", [mpst.POLICIES["wikipedia"], cmu.POLICY, wiki_plots.POLICY], ids=lambda x: x.name)
def test_the_data_sources_page_has_the_home_of_every_corpus(policy):
    assert f"<{policy.credit.url}>" in DATA_SOURCES.read_text("utf-8").partition("## Training texts")[2]


def test_the_data_sources_page_names_the_version_of_the_taxonomy():
    assert f"`src/trending_now/domain/taxonomy.json` (version {load_taxonomy().version})" in DATA_SOURCES.read_text(
        "utf-8"
    )


def test_the_data_sources_page_says_that_everything_past_its_date_is_removed():
    table = DATA_SOURCES.read_text("utf-8").partition("| what | where | removed at its date |")[2].partition("\n\n")[0]
    removed = dict(re.findall(r"^\| ([^|]+) \| [^|]+ \| (\w+)", table, re.MULTILINE))
    assert removed == dict.fromkeys(removed, "yes")
    assert {"raw answers", "records in quarantine"} < set(removed)


@pytest.mark.parametrize("document", [*DOCUMENTS, *PROGRAMS], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_document_names_no_unknown_setting_and_no_place_of_one_machine(document):
    content = document.read_text("utf-8")
    settings = {PREFIX + field.upper() for field in Settings.model_fields}
    assert set(re.findall(r"TRENDING_NOW_\w+", content)) - settings - FOR_TESTS == set()
    assert MACHINE_PATHS.findall(content) == []


@each_document
def test_every_relative_link_leads_to_a_file_and_a_heading(document):
    for target in LINK.findall(document.read_text("utf-8")):
        if "://" in target:
            continue
        path, _, heading = target.partition("#")
        page = (document.parent / path).resolve() if path else document
        assert page.exists(), target
        assert not heading or heading in _headings(page), target


@each_document
def test_every_file_of_the_repository_that_a_document_names_is_there(document):
    named = re.findall(r"`((?:src|tests|docs|bench|requirements|\.ci)/[a-z0-9_./-]*)`", document.read_text("utf-8"))
    assert [path for path in named if not (ROOT / path).exists()] == []


@each_document
def test_every_json_example_parses(document):
    for language, content in FENCE.findall(document.read_text("utf-8")):
        texts = {"json": [content], "jsonl": content.splitlines()}.get(language, [])
        assert all(isinstance(json.loads(text), dict) for text in texts)


def _commands() -> dict[str, Any]:
    """Return every command by its name, those of a group with the group's before it."""
    found: dict[str, Any] = {}
    for name, command in typer.main.get_command(app).commands.items():
        found[name] = command
        found |= {f"{name} {inner}": each for inner, each in getattr(command, "commands", {}).items()}
    return found


def _code(document: Path) -> list[str]:
    """Return the lines of a document's code: its fenced blocks and what stands between backticks."""
    content = document.read_text("utf-8")
    blocks = [line for _, block in FENCE.findall(content) for line in block.splitlines()]
    return blocks + CODE.findall(FENCE.sub("", content))


def _headings(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub names them."""
    titles = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def _default(value: object) -> str:
    """Return a default as the guide writes it."""
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, dict):
        return ",".join(f"{name}={url}" for name, url in value.items()) or "none"
    return "not set" if value is None else str(value)
