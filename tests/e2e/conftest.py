"""A real browser: Debian's Chromium, driven by Playwright; without windows of its own where it comes so."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

PATIENCE_MS = 20_000  # a busy machine is no failure
PROGRAMS = ("chromium-headless-shell", "chromium")  # the same browser; the first draws a page in half the time
NOTHING_STICKS_OUT = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def installed_browser() -> str | None:
    """Return the path of the browser's program, the quickest that is there."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def hold(page: Page, pattern: str) -> list[Route]:
    """Hold back the next request like this, as a slow server would; returns it once it has come, to be let go on."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route(pattern, keep)
    return held


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the browser once a session."""
    program = installed_browser()
    if program is None:
        pytest.skip("Chromium is not installed; install Debian's chromium-headless-shell to run the real-browser tests")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a page that must not complain: an error in its console fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []
