"""Draws the PNG files of the site from its SVG files: `python -m tests.e2e.draw_pictures`, once after a change."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.e2e.conftest import FLAGS, installed_browser

STATIC = Path(__file__).parents[2] / "src" / "trending_now" / "web" / "static"
ICON_SIZES = (192, 512)
PAGE = "<body style='margin:0;background:{ground};display:grid;place-items:center;height:100vh'>{drawing}</body>"


def main() -> None:
    """Draw the icons, on a ground that a mask may cut round, and the picture that stands for a shared link."""
    icon = (STATIC / "icon.svg").read_text("utf-8").replace("<svg ", "<svg style='width:68%' ", 1)
    share = (STATIC / "share.svg").read_text("utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_browser(), args=FLAGS)
        pictures = [(f"icon-{size}.png", size, size, icon, "#faf9f6") for size in ICON_SIZES]
        for name, width, height, drawing, ground in [*pictures, ("share.png", 1200, 630, share, "#14161b")]:
            page = browser.new_page(viewport={"width": width, "height": height})
            page.set_content(PAGE.format(ground=ground, drawing=drawing))
            page.screenshot(path=STATIC / name)
        browser.close()


if __name__ == "__main__":
    main()
