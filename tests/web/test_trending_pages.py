"""The pages of what trends, while figures of attention come in."""

import html
import re
from datetime import UTC, datetime
from pathlib import Path

from tests.invented import WINDOW, ListSource, listing
from tests.served import Served, serve_app, settings_for
from trending_now.domain.title import Listing, Popularity
from trending_now.wiring.workshop import open_workshop

TODAY = datetime.now(UTC).date()


def ingest(app: Served, *said: Listing) -> None:
    with open_workshop(app.settings) as workshop:
        workshop.ingestion.run(ListSource([said]), WINDOW)


def test_the_next_page_leads_back_to_the_first_once_attention_is_measured(tmp_path: Path) -> None:
    with serve_app(settings_for(tmp_path, engine="rules")) as app:
        ingest(app, listing("busy"), listing("quiet"))
        page = html.unescape(app.client.get("/?sort=trending&view=cards&limit=1").text)
        more = re.search(r'href="([^"]+)" rel="next"', page)
        assert more
        ingest(app, listing("busy", popularity=(Popularity("first", "popularity", TODAY, 500.0),)))

        answer = app.client.get(more[1])

        assert (answer.status_code, answer.headers["location"]) == (303, "/?sort=trending&view=cards&limit=1")
        assert "No attention figures yet" not in app.client.get(answer.headers["location"]).text
