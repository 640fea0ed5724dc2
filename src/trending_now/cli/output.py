"""Output that nobody takes any more: its reader has ended, its terminal is closed, or its disk is full."""

import errno
import os
import sys
from contextlib import suppress
from typing import TextIO

import typer

READER_IS_GONE = {errno.EPIPE, errno.EIO}  # EIO: the terminal is closed


def say(sentence: str, *, err: bool = False) -> None:
    """Print a sentence of a program that goes on, whether or not it can be read."""
    try:
        typer.echo(sentence, err=err)
    except OSError as error:
        if error.errno in READER_IS_GONE:
            drop(sys.stderr if err else sys.stdout)


def drop(stream: TextIO) -> None:
    """Let what is still unwritten go, which Python would try again at its end, and complain of."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
