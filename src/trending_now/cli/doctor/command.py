"""`trending-now doctor`: what is configured, reachable and missing, and what to do about it."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from trending_now.cli.console import Json, open_settings


def doctor(
    live: Annotated[bool, typer.Option("--live", help="Ask each service that is on for one small answer.")] = False,
    as_json: Json = False,
) -> None:
    """Show every setting and where it comes from, and check what they name."""
    from trending_now.cli.doctor.checks import check_all, describe_settings
    from trending_now.cli.doctor.finding import CheckVerdict

    settings = open_settings()
    shown, findings = describe_settings(settings), check_all(settings, live=live)
    if as_json:
        content = {"settings": [asdict(s) for s in shown], "checks": [asdict(f) for f in findings]}
        typer.echo(json.dumps(content, indent=1))
    else:
        width = max(len(setting.name) for setting in shown)
        for setting in shown:
            typer.echo(f"{setting.name:{width}}  {setting.value}  ({setting.origin})")
        typer.echo("")
        for finding in findings:
            typer.echo(f"{finding.verdict.upper():8} {finding.subject}: {finding.sentence}")
    if any(finding.verdict == CheckVerdict.BROKEN for finding in findings):
        raise typer.Exit(1)
