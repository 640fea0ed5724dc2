"""`trending-now prompts flagged` and `trial`: what has come of the prompts that titles were asked for with."""

import json
from contextlib import closing

import typer

from trending_now.cli.console import Json, one_line, open_settings


def flagged(as_json: Json = False) -> None:
    """List the answers that a person should look at, and why."""
    from trending_now.domain.text import HANDED_IN
    from trending_now.store.llm.scores import flagged_replies
    from trending_now.wiring.database import open_database

    with closing(open_database(open_settings(), writable=True)) as database:
        found = flagged_replies(database)
    if as_json:
        typer.echo(json.dumps({"flagged": found}))
        return
    for row in found:
        subject = "a text handed in" if row["title"] == HANDED_IN else f"title {row['title']}"
        typer.echo(one_line(f"{subject} ({row['prompt']}, {row['model']}): {', '.join(row['reasons'])}"))
    typer.echo(f"{len(found)} answers are set aside.")


def trial(as_json: Json = False) -> None:
    """Compare the prompts that titles are shown with now: by viewers' verdicts, and by agreement with boosted."""
    from trending_now.store.llm.trial import trial_arms
    from trending_now.wiring.database import open_database

    with closing(open_database(open_settings(), writable=True)) as database:
        arms = trial_arms(database)
    if as_json:
        typer.echo(json.dumps({"arms": [arm.as_json() for arm in arms]}))
        return
    for arm in arms:
        verdicts = f"{arm.confirmed} genres confirmed and {arm.denied} denied by viewers"
        agrees = "–" if arm.agreement is None else f"{arm.agreement:.0%}"
        typer.echo(f"{arm.name}: {arm.titles} titles, agrees with boosted {agrees}, {verdicts}")
    if not arms:
        typer.echo("No title is shown with an answer of the engine llm.")
