"""A moment is shown on the day that it falls on where the reader is; a day without a zone is the same for everybody."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.invented import listing, policy
from tests.served import serve_app, settings_for
from trending_now.domain.title import Release, ReleaseType
from trending_now.wiring.workshop import open_workshop

DAY = date(2031, 5, 20)
MOMENT = datetime(2031, 5, 19, 23, 45, tzinfo=UTC)
RELEASES = (
    Release(DAY, ReleaseType.BROADCAST, "NZ", "Kauri", MOMENT),
    Release(DAY, ReleaseType.THEATRICAL, "FR"),
    Release(date(2031, 5, 1), ReleaseType.PREMIERE, "IT", "Quay Festival"),
)
WITH_SCRIPT = {
    "Pacific/Kiritimati": "20 May 2031, 13:45 GMT+14",
    "Europe/London": "20 May 2031, 00:45 BST",
    "Etc/GMT+12": "19 May 2031, 11:45 GMT-12",
}


@pytest.mark.parametrize("zone", [*WITH_SCRIPT, None])
def test_each_reader_sees_the_moment_in_their_own_zone_and_the_day_as_it_is(
    browser: Browser, tmp_path: Path, zone: str | None
) -> None:
    settings = settings_for(tmp_path, engine="rules")
    with open_workshop(settings) as workshop:
        workshop.catalogue.record([listing(releases=RELEASES)], policy(), MOMENT)

    with serve_app(settings) as app:
        context = browser.new_context(timezone_id=zone or "Asia/Tokyo", java_script_enabled=zone is not None)
        page = context.new_page()
        page.goto(f"{app.url}/titles/1")
        shown = page.locator(".watch time")

        expect(shown.filter(has_text=",")).to_have_text(WITH_SCRIPT.get(zone or "", "19 May 2031, 23:45 UTC"))
        expect(shown.filter(has_not_text=",")).to_have_text("20 May 2031")
        expect(page.get_by_text("20 May 2031 there")).to_be_visible()
        expect(page.locator(".facts")).to_contain_text("1 May 2031, Quay Festival, Italy")
        context.close()
