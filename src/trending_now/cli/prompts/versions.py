"""`trending-now prompts list`, `show`, `promote` and `rollback`: the versions and the labels that point at them."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from trending_now.cli.console import Json, open_settings

if TYPE_CHECKING:
    from trending_now.pipeline.prompts.versions import Label, PromptShelf

LATER = "An app that is running takes it up at its next refresh, and for the API within a minute."

PromptName = Annotated[
    str, typer.Argument(metavar="PROMPT", help="A version (enrich-v2) or a label.", show_default=False)
]
LabelName = Annotated[str, typer.Option("--label", metavar="LABEL", help="Which label: production or candidate.")]


def list_all(as_json: Json = False) -> None:
    """List the prompt versions and the labels that point at them."""
    with _shelf() as shelf:
        rows = [
            {
                "prompt": str(version),
                "digest": version.digest,
                "labels": shelf.labels_of(version),
                "about": prompt.about,
            }
            for version, prompt in shelf.prompts.items()
        ]
    if as_json:
        typer.echo(json.dumps({"prompts": rows}))
        return
    for row in rows:
        marks = f" [{', '.join(row['labels'])}]" if row["labels"] else ""
        typer.echo(f"{row['prompt']} ({str(row['digest'])[:12]}){marks}: {row['about']}")


def show(prompt: PromptName) -> None:
    """Show what a prompt version says, its variables left open."""
    with _shelf() as shelf:
        found = shelf.find(prompt)
    values = {name: f"{{{name}}}" for name in ("genres", "tags", "texts", "mark", "canary")}
    typer.echo(f"{found.version} ({found.version.digest})\n\n{found.system(values)}\n")
    for turn in found.turns:
        typer.echo(f"Example: {turn.example.plot}\nAnswer: {turn.answer}\n")
    typer.echo(found.user(values))


def promote(prompt: PromptName, label: LabelName = "production") -> None:
    """Let a label point at a version: all titles are asked for with the one in production."""
    with _shelf() as shelf:
        typer.echo(f"{label} is now {shelf.promote(prompt, _label(label))}. {LATER}")


def rollback(label: LabelName = "production") -> None:
    """Let a label point where it pointed before; a first candidate is on trial no more."""
    with _shelf() as shelf:
        version = shelf.roll_back(_label(label))
    typer.echo(f"{label} {f'is {version} again' if version else 'points at no version any more'}. {LATER}")


def _label(name: str) -> "Label":
    from trending_now.errors import WrongUse
    from trending_now.pipeline.prompts.versions import Label

    if name not in list(Label):
        raise WrongUse(f"There is no label {name!r}; choose one of: {', '.join(Label)}.")
    return Label(name)


@contextmanager
def _shelf() -> "Iterator[PromptShelf]":
    from trending_now.wiring.database import open_database
    from trending_now.wiring.llm import build_prompt_shelf

    settings = open_settings()
    with closing(open_database(settings, writable=True)) as database:
        yield build_prompt_shelf(settings, database)
