"""The option that says which column of a table holds what, where the usual names do not tell."""

from collections.abc import Sequence
from typing import Annotated

import typer

from trending_now.errors import WrongUse

Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column", "-c", metavar="FIELD=COLUMN", help="Where the usual names do not tell, such as plot=overview."
    ),
]


def chosen_columns(said: Sequence[str] | None) -> dict[str, str]:
    """Return the file's column for each field that a person names.

    Raises:
        WrongUse: one of them is not FIELD=COLUMN.
    """
    return dict(_pair(one) for one in said or ())


def _pair(said: str) -> tuple[str, str]:
    field, sign, column = said.partition("=")
    if not (field and sign and column.strip()):
        raise WrongUse(f"--column {said!r} is not FIELD=COLUMN; write for example --column plot=overview.")
    return field.strip(), column
