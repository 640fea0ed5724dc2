"""`trending-now prompts`: its commands; without one it lists the versions."""

import typer

from trending_now.cli.prompts.answers import flagged, trial
from trending_now.cli.prompts.measuring import board, calibrate, compare, evaluate_prompt
from trending_now.cli.prompts.versions import list_all, promote, rollback, show
from trending_now.cli.usage_line import PlainUsage

prompts = typer.Typer(
    invoke_without_command=True,
    help="List the versions of the LLM's prompt; show one, move the labels, measure and compare them.",
)


@prompts.callback(invoke_without_command=True)
def group(context: typer.Context) -> None:
    """List the versions of the LLM's prompt; show one, move the labels, measure and compare them."""
    if context.invoked_subcommand is None:
        list_all()


prompts.command("list", cls=PlainUsage)(list_all)
prompts.command("show", cls=PlainUsage)(show)
prompts.command("promote", cls=PlainUsage)(promote)
prompts.command("rollback", cls=PlainUsage)(rollback)
prompts.command("eval", cls=PlainUsage)(evaluate_prompt)
prompts.command("compare", cls=PlainUsage)(compare)
prompts.command("calibrate", cls=PlainUsage)(calibrate)
prompts.command("flagged", cls=PlainUsage)(flagged)
prompts.command("trial", cls=PlainUsage)(trial)
prompts.command("board", cls=PlainUsage)(board)
