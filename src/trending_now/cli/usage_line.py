"""How a command's usage line is written."""

from typing import Any

from typer.core import TyperCommand


class PlainUsage(TyperCommand):
    """Shows what a command needs by its bare name: FILE, where typer writes {FILE}."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the words of the usage line."""
        return [piece.strip("{}") for piece in super().collect_usage_pieces(ctx)]
