"""`up` crawls the accepted sites at each refresh, when they are due, and lets the engine read what came."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tests.cli.commands import TrendingNow
from tests.played_world import played_world
from tests.review_sites import works
from tests.shared_files import shared_file
from trending_now.domain.run import RunState
from trending_now.settings import Settings
from trending_now.wiring.crawl import crawl_accepted, left_out
from trending_now.wiring.engines import build_engine
from trending_now.wiring.workshop import open_workshop

NO_KEY = "The site guardian is left out: set TRENDING_NOW_GUARDIAN_KEY to your Open Platform key."


def test_accepted_sites_are_crawled_when_due_and_no_others(tmp_path: Path) -> None:
    shared_file("api-samples")
    program, some = TrendingNow(tmp_path), works(datetime.now(UTC).date(), 3)
    rows = [{"title": x.name, "plot": "A tide.", "type": "movie", "release_date": str(x.released)} for x in some]
    program("import", program.write("films.jsonl", "\n".join(map(json.dumps, rows))))
    with played_world(some) as (world, sites):
        said = {name.lower(): value for name, value in world.settings(sites).items()}
        settings = Settings(_env_file=None, home=program.home, engine="rules", **said)  # type: ignore[call-arg, arg-type]
        with open_workshop(settings) as workshop:
            engines = [build_engine(settings)]
            assert crawl_accepted(workshop, engines) == []
            workshop.ledger.accept("guardian", "terms")
            keyless = replace(workshop, settings=settings.model_copy(update={"guardian_key": None}))
            without_key, told = crawl_accepted(keyless, engines), left_out(keyless)
            assert left_out(workshop) == []
            runs = crawl_accepted(workshop, engines)
            again = crawl_accepted(workshop, engines)

    assert (without_key, told) == ([], [NO_KEY])
    assert [(run.stage, run.subject, run.state) for run in runs] == [
        ("crawl", "guardian", RunState.DONE),
        ("enrich", "rules", RunState.DONE),
    ]
    assert again == []
    assert all(not site.server.asked for site in sites.values())
