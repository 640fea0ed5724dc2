"""Draws the pictures of the site and of the README: `python -m tests.e2e.draw_pictures`, once after a change.

The site's PNG files come from its SVG files, those of the README from the home page with the demo catalogue.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from tests.e2e.conftest import FLAGS, installed_browser
from tests.served import serve_app, settings_for, stocked

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "src" / "trending_now" / "web" / "static"
DOCS = ROOT / "docs"
ICON_SIZES = (192, 512)
PAGE = "<body style='margin:0;background:{ground};display:grid;place-items:center;height:100vh'>{drawing}</body>"


def main() -> None:
    """Draw them all."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_browser(), args=FLAGS)
        draw_site(browser)
        draw_home(browser)
        browser.close()


def draw_site(browser: Browser) -> None:
    """Draw the icons, on a ground that a mask may cut round, and the picture that stands for a shared link."""
    icon = (STATIC / "icon.svg").read_text("utf-8").replace("<svg ", "<svg style='width:68%' ", 1)
    share = (STATIC / "share.svg").read_text("utf-8")
    pictures = [(f"icon-{size}.png", size, size, icon, "#faf9f6") for size in ICON_SIZES]
    for name, width, height, drawing, ground in [*pictures, ("share.png", 1200, 630, share, "#14161b")]:
        page = browser.new_page(viewport={"width": width, "height": height})
        page.set_content(PAGE.format(ground=ground, drawing=drawing))
        page.screenshot(path=STATIC / name)


def draw_home(browser: Browser) -> None:
    """Draw the home page as a first visitor sees it, light and dark."""
    with TemporaryDirectory() as folder, serve_app(stocked(settings_for(Path(folder)))) as app:
        for scheme in ("light", "dark"):
            page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
            page.goto(app.url)
            page.locator(".stage.drawn .bubble").first.wait_for()
            page.screenshot(path=DOCS / f"home-{scheme}.jpg", type="jpeg", quality=70)


if __name__ == "__main__":
    main()
