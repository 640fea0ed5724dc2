"""`trending-now llm serve`: a language model on this machine, OpenAI-compatible."""

import threading
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from trending_now.cli.console import open_settings
from trending_now.cli.usage_line import PlainUsage

PORT = 8010

llm = typer.Typer(help="A language model on this machine.")


@llm.callback()
def group() -> None:
    """A language model on this machine."""


@llm.command("serve", cls=PlainUsage)
def serve(
    gguf: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Weights in GGUF; default: the setting LLM_GGUF, else SmolLM2-135M."),
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, metavar="PORT", help="Port to listen on; 0 = any.")] = PORT,
    parallel: Annotated[int, typer.Option(min=1, max=64, metavar="N", help="Answers written at the same time.")] = 1,
) -> None:
    """Serve a language model on 127.0.0.1 until Ctrl-C; weights that come with the program are checked first."""
    from trending_now.models.llm.local_server import PROMPT, find_weights, start_local_model

    settings = open_settings()
    path, name = find_weights(gguf or settings.llm_gguf)
    model = start_local_model(path, name, port, parallel)
    typer.echo(f"{name} answers on {model.base_url} (Ctrl-C stops it). To use it:")
    for line in settings_lines(name, model.base_url, PROMPT, parallel):
        typer.echo(f"  export {line}")
    try:
        threading.Event().wait()
    finally:
        model.close()


def settings_lines(name: str, base_url: str, prompt: str, parallel: int) -> tuple[str, ...]:
    """Return the settings by which the engine llm asks a model, for a shell."""
    return (
        f"TRENDING_NOW_LLM_MODEL={quote(name)}",
        f"TRENDING_NOW_LLM_BASE_URL={base_url}",
        f"TRENDING_NOW_LLM_PROMPT={prompt}",
        "TRENDING_NOW_LLM_INPUT_USD=0 TRENDING_NOW_LLM_OUTPUT_USD=0",
        f"TRENDING_NOW_LLM_CONCURRENCY={parallel} TRENDING_NOW_LLM_DEADLINE_SECONDS=120",
    )
