"""How a command's usage line is written, and the line that a list of commands has of it."""

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

STOPS = (re.compile(r"[;:] "), re.compile(r", "))  # a comma may also stand in a list, so it comes last


def first_clauses(text: str, limit: int) -> str:
    """Return as much of a sentence as there is room for, by whole clauses: nothing ends in the midst of one."""
    sentence = " ".join(text.partition("\n\n")[0].split())
    ends = [found.start() for stop in STOPS for found in reversed([*stop.finditer(sentence)])]
    shorter = [sentence, *(f"{sentence[:end]}." for end in ends)]
    return next((clauses for clauses in shorter if len(clauses) <= limit), shorter[-1])


class PlainUsage(TyperCommand):
    """Shows what a command needs by its bare name: FILE, where typer writes {FILE}."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the words of the usage line."""
        return [piece.strip("{}") for piece in super().collect_usage_pieces(ctx)]

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return what the command does in one line."""
        return first_clauses(self.help or "", limit)


class PlainGroup(TyperGroup):
    """A group of commands that is listed as they are."""

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return what the group does in one line."""
        return first_clauses(self.help or "", limit)
