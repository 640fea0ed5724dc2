"""What is not out yet, on the home page as a reader without JavaScript gets it."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.invented import WINDOW, ListSource, listing, released
from tests.served import serve_app, settings_for
from trending_now.wiring.workshop import open_workshop


def test_what_is_coming_up_is_one_choice_away_the_soonest_first(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = settings_for(tmp_path_factory.mktemp("coming"), engine="rules")
    today = datetime.now(UTC).date()
    days = {key: today + timedelta(days=days) for key, days in {"past": -9, "later": 9, "soon": 5}.items()}
    with open_workshop(settings) as workshop:
        workshop.ingestion.run(
            ListSource([[listing(key, releases=(released(day),)) for key, day in days.items()]]), WINDOW
        )
    with serve_app(settings) as app:
        home = html.unescape(app.client.get("/?view=cards").text)
        link = re.search(r'<a class="chip" href="([^"]+)">Coming up</a>', home)
        assert link
        coming = app.client.get(link[1]).text

    assert re.findall(r'dir="auto">([^<]+)</a></h3>', coming) == ["The Lantern of soon", "The Lantern of later"]
    assert 'aria-current="true">Coming up</a>' in coming
