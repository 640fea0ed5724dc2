"""axe-core finds nothing on any page, in light and dark."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.served import Served

AXE = Path("node_modules/axe-core/axe.min.js")
PAGES = (
    "/", "/?group=genre", "/?view=cards&genre=Thriller", "/?view=table&sort=trending", "/?q=xyzzyplugh", "/titles/1",
    "/try", "/genres", "/genres/horror", "/about", "/api", "/titles/424242",
)  # fmt: skip
ASK = "() => axe.run(document, {resultTypes: ['violations']})"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(browser: Browser, served: Served, scheme: str) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed; `make setup` brings it")
    # The scanner is put into the page as a script, which our own policy would refuse.
    context = browser.new_context(bypass_csp=True, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    found = {}
    for path in PAGES:
        page.goto(served.url + path, wait_until="networkidle")
        page.add_script_tag(path=AXE)
        found[path] = [(one["id"], one["nodes"][0]["html"][:120]) for one in page.evaluate(ASK)["violations"]]
    context.close()

    assert {path: violations for path, violations in found.items() if violations} == {}


def test_axe_finds_nothing_in_suggestions_nor_where_one_points_at_a_genre(browser: Browser, served: Served) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed; `make setup` brings it")
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto(served.url)
    page.locator("[role=combobox]").press_sequentially("the")
    page.get_by_role("option").first.wait_for()
    page.add_script_tag(path=AXE)
    found = [(one["id"], one["nodes"][0]["html"][:120]) for one in page.evaluate(ASK)["violations"]]
    page.goto(f"{served.url}/titles/1")
    page.locator("[data-points] > .score").first.hover()
    page.locator(".title-page.pointing").wait_for()
    page.add_script_tag(path=AXE)
    found += [(one["id"], one["nodes"][0]["html"][:120]) for one in page.evaluate(ASK)["violations"]]
    context.close()

    assert found == []
