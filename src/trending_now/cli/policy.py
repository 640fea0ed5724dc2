"""`trending-now policy`: what each source's terms let us do, accepting a site's terms, and forgetting a source."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from trending_now.cli.console import Json, open_settings
from trending_now.errors import WrongUse

if TYPE_CHECKING:
    from trending_now.settings import Settings
    from trending_now.wiring.policies import PolicyLine


def policy(
    action: Annotated[
        str | None,
        typer.Argument(metavar="ACTION", help="accept SITE, withdraw SITE or forget SOURCE.", show_default=False),
    ] = None,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="The site or source.", show_default=False)] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the table of docs/data_sources.md.")] = False,
    as_json: Json = False,
) -> None:
    """Print what each source's terms let us do; accept a site's terms, take that back, or forget a source."""
    from trending_now.wiring.policies import accept, ledger_table, policy_lines, withdraw

    if action is not None and (markdown or as_json):
        raise WrongUse(f"--markdown and --json print the table; leave them out to {action}.")
    if markdown:
        typer.echo(ledger_table(), nl=False)
        return
    settings = open_settings()
    if action is None:
        _show(policy_lines(settings), as_json=as_json)
        return
    actions = {"accept": accept, "withdraw": withdraw, "forget": _forget}
    if action not in actions or name is None:
        raise WrongUse(f"Give one of {', '.join(actions)} with a name, such as `trending-now policy accept SITE`.")
    typer.echo(actions[action](settings, name))


def _forget(settings: "Settings", name: str) -> str:
    from trending_now.wiring.policies import comes_again, forget

    gone = forget(settings, name)
    told = f"Removed all that came from {name}: {gone.listings} listings, {gone.files} files, {gone.rest} others."
    return f"{told} {comes_again(settings, name)}".rstrip()


def _show(lines: "list[PolicyLine]", *, as_json: bool) -> None:
    from dataclasses import asdict

    if as_json:
        typer.echo(json.dumps([asdict(line) for line in lines], indent=1, default=str))
        return
    heading = ("source", "state", "display", "train", "full text", "LLM", "kept for", "credit")
    rows = [heading, *((x.name, x.state, x.display, x.train, x.full_text, x.llm, x.kept_for, x.credit) for x in lines)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
