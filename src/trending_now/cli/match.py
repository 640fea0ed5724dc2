"""`trending-now match`: a person says which listings are of one title and which are not; that holds for ever."""

import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from trending_now.cli.console import Json, open_settings
from trending_now.cli.usage_line import PlainUsage
from trending_now.errors import WrongUse

if TYPE_CHECKING:
    from trending_now.store.matching.match_book import ListedFacts, MatchQuestion
    from trending_now.wiring.workshop import Workshop

match = typer.Typer(help="Say whether two listings that look alike are of one title.")


class MatchAnswer(StrEnum):
    """What a person says of two listings."""

    SAME = "same"
    DIFFERENT = "different"


ANSWERS = {written: answer for answer in MatchAnswer for written in (answer.value, answer.value[0])}


@match.command("review", cls=PlainUsage)
def review(as_json: Json = False) -> None:
    """List the pairs that wait, and on a terminal ask for a word on each."""
    from trending_now.wiring.workshop import open_workshop

    with open_workshop(open_settings()) as workshop:
        waiting = workshop.match_book.waiting()
        if as_json:
            typer.echo(json.dumps([_plain(question) for question in waiting], indent=1))
            return
        if not waiting:
            typer.echo("No pair waits.")
        for question in waiting:
            typer.echo(_lines(question))
            if sys.stdin.isatty():
                _ask(workshop, question)
    if waiting and not sys.stdin.isatty():
        typer.echo("Say what they are with `trending-now match say NUMBER same` or `different`.")


@match.command("say", cls=PlainUsage)
def say(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="A pair's number, as `match review` lists it.")],
    word: Annotated[MatchAnswer, typer.Argument(metavar="WORD", help="same or different.")],
) -> None:
    """Say what a pair is: `same` makes one title of two, `different` keeps them apart; both hold for ever."""
    from trending_now.wiring.workshop import open_workshop

    with open_workshop(open_settings()) as workshop:
        typer.echo(_decide(workshop, number, word))


@match.command("join", cls=PlainUsage)
def join(
    title: Annotated[int, typer.Argument(metavar="TITLE", help="A title's number, as in its page's address.")],
    other: Annotated[int, typer.Argument(metavar="OTHER", help="The number of another that is the same title.")],
) -> None:
    """Make one title of two, for ever; `match split` takes a listing out again."""
    from trending_now.wiring.workshop import open_workshop

    with open_workshop(open_settings()) as workshop:
        kept = workshop.catalogue.join(title, other)
    typer.echo(f"They are one title now, number {kept}; `trending-now enrich` reads it anew.")


@match.command("split", cls=PlainUsage)
def split(
    title: Annotated[int, typer.Argument(metavar="TITLE", help="The title's number, as in its page's address.")],
    source: Annotated[str | None, typer.Argument(metavar="SOURCE", help="Who lists what is not of it.")] = None,
    key: Annotated[str | None, typer.Argument(metavar="KEY", help="That source's key for it.")] = None,
    as_json: Json = False,
) -> None:
    """Take a listing out of a title that it is not of, for ever; without one, list those that the title is made of."""
    from trending_now.wiring.workshop import open_workshop

    if source is not None and key is None:
        raise WrongUse(f"Name the listing's key, too; `trending-now match split {title}` lists them.")
    with open_workshop(open_settings()) as workshop:
        if source is not None and key is not None:
            new = workshop.catalogue.split(title, (source, key))
            typer.echo(f"{source} {key} is title {new} now; `trending-now enrich` reads both titles anew.")
            return
        listed = workshop.match_book.listings_of(title)
    lines = [f"{each.source} {each.key}: {_line(each)}" for each in listed]
    typer.echo(json.dumps([_plain(each) for each in listed], indent=1) if as_json else "\n".join(lines))


def _ask(workshop: "Workshop", question: "MatchQuestion") -> None:
    answer = typer.prompt("  [s]ame, [d]ifferent, or later?", default="later").strip().lower()
    if answer in ANSWERS:
        typer.echo("  " + _decide(workshop, question.number, ANSWERS[answer]))


def _decide(workshop: "Workshop", number: int, word: MatchAnswer) -> str:
    settled = workshop.catalogue.settle(number, is_same=word is MatchAnswer.SAME)
    if word is MatchAnswer.DIFFERENT:
        return f"Noted: {' '.join(settled.one)} and {' '.join(settled.other)} are two titles."
    if settled.title_id is None:
        return "Noted; one of them has left the catalogue."
    return f"They are one title now, number {settled.title_id}."


def _lines(question: "MatchQuestion") -> str:
    return f"{question.number}: {question.reason}\n  {_line(question.one)}\n  {_line(question.other)}"


def _line(listed: "ListedFacts") -> str:
    facts = ", ".join(str(fact) for fact in (listed.kind, listed.year) if fact)
    return f"{listed.name} ({facts}) · {listed.source} {listed.url or listed.key}"


def _plain(said: "MatchQuestion | ListedFacts") -> dict[str, object]:
    from dataclasses import asdict

    return asdict(said)
