"""`trending-now classify`: genres for any text."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from io import BufferedReader, BytesIO
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated, cast

import typer

from trending_now.cli.classify_lines import vibe_lines
from trending_now.cli.console import EngineName, Json, one_line
from trending_now.cli.memory import keep_to_the_end
from trending_now.errors import WrongUse

if TYPE_CHECKING:
    from trending_now.pipeline.classification import Classification, ClassifiedEvidence
    from trending_now.pipeline.classify import Stream

BAR_WIDTH = 20
SENTENCE_WIDTH = 60
OPTIONAL = ("all_genres", "vibe_score", "review_summary", "warnings")
WANTED = "give a text, --file F.jsonl, or JSON Lines on standard input"


def classify(
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="A plot to classify.", show_default=False)] = None,
    file: Annotated[
        str | None,
        typer.Option("--file", "-f", metavar="FILE", help='JSON Lines with "id" and "text"; - reads standard input.'),
    ] = None,
    engine: EngineName = None,
    as_json: Json = False,
    all_genres: Annotated[bool, typer.Option("--all-genres", help="Add every genre's probability.")] = False,
) -> None:
    """Say which genres a text has, and why."""
    answered = broken = 0

    def tell(number: int, reason: str) -> None:
        nonlocal broken
        broken += 1
        typer.echo(f"trending-now: line {number} is not answered: {reason}.", err=True)

    with _open(text, file) as source:
        for answer in _answers(source, engine, tell, all_genres=all_genres):
            _show(answer, as_json=as_json)
            answered += 1
    if broken:
        raise typer.Exit(1)
    if not answered:
        raise WrongUse(f"{_place(file)} holds nothing to classify; {WANTED}.")


def _answers(
    source: "Stream", engine: str | None, on_error: Callable[[int, str], None], *, all_genres: bool
) -> "Iterator[Classification]":
    """Yield the answers; settings are read only where no engine is named, and what reads lines is loaded beside it."""
    from concurrent.futures import ThreadPoolExecutor

    from trending_now.wiring.engines import load_engine

    with ThreadPoolExecutor(1) as aside:
        loading = aside.submit(load_engine, engine or _engine_of_settings())
        from trending_now.pipeline.classify import classify_lines

        loaded = loading.result()
    keep_to_the_end(loaded)
    yield from classify_lines(source, loaded, on_error, all_genres=all_genres)


def _engine_of_settings() -> str:
    from trending_now.settings import load_settings

    return load_settings().engine


def _open(text: str | None, file: str | None) -> AbstractContextManager[BufferedReader | BytesIO]:
    """Open where the lines come from; standard input stays open."""
    if text is not None and file is not None:
        raise WrongUse("Give a text or --file, not both.")
    if text is not None:
        readable = text.encode("utf-8", "replace").decode()  # bytes of the command line that are not UTF-8 become "?"
        return nullcontext(BytesIO(json.dumps({"id": "text", "text": readable}).encode()))
    if file is None and sys.stdin.isatty():
        raise WrongUse(f"There is nothing to classify; {WANTED}.")
    if file in (None, "-"):
        return nullcontext(cast("BufferedReader", sys.stdin.buffer))
    path = Path(str(file))
    if not path.exists():
        raise WrongUse(f"There is no file {path}; check the path.")
    if path.is_dir():
        raise WrongUse(f"{path} is a folder; name a file in it.")
    return path.open("rb")


def _place(file: str | None) -> str:
    """Return how a sentence names where the lines come from."""
    return "Standard input" if file in (None, "-") else str(file)


def _show(answer: "Classification", *, as_json: bool) -> None:
    if as_json:
        left_out = {name for name in OPTIONAL if not getattr(answer, name)}
        sys.stdout.write(answer.model_dump_json(exclude=left_out) + "\n")
        sys.stdout.flush()
        return
    typer.echo(f"{one_line(str(answer.id))}  ({answer.engine}, {answer.version})")
    for mark, group in (("", answer.genres), (" ?", answer.uncertain)):
        for genre in group:
            bar = "█" * round(genre.probability * BAR_WIDTH)
            behind = _behind(genre.evidence)
            typer.echo(f"  {genre.genre + mark:18} {genre.probability:4.0%} {bar:{BAR_WIDTH}} {behind}")
    for line in vibe_lines(answer):
        typer.echo(f"  {line}")
    for genre_name, probability in (answer.all_genres or {}).items():
        typer.echo(f"    {genre_name:16} {probability:6.1%}")
    for warning in answer.warnings:
        typer.echo(f"  note: {warning}")


def _behind(evidence: "Sequence[ClassifiedEvidence]") -> str:
    """Return the words behind a genre, or the beginning of the sentence where an engine reads sentences as a whole."""
    words = dict.fromkeys(one_line(word) for passage in evidence for word in passage.words)
    if words or not evidence:
        return ", ".join(words)
    return shorten(one_line(evidence[0].quote), SENTENCE_WIDTH, placeholder=" …")
