"""`trending-now check`: the data rules across rows, on the catalogue or on a file."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trending_now.cli.columns import Columns, chosen_columns
from trending_now.cli.console import Json, open_settings, progress_bar
from trending_now.errors import WrongUse

if TYPE_CHECKING:
    from trending_now.domain.check import CheckReport


def check(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help="A labelled corpus, or a table to import; default: the catalogue.", show_default=False
        ),
    ] = None,
    column: Columns = None,
    page: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="Write the report as a page, too.", show_default=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Check data against the rules across rows; exit code 1 if they are refused."""
    from trending_now.domain.check import Level
    from trending_now.pipeline.check.report import report_as_json, report_page
    from trending_now.wiring.checks import check_any_file, open_quarantine

    if column and file is None:
        raise WrongUse("--column says which column of a file holds what; name the file, too.")
    if file is not None:
        report = check_any_file(file, chosen_columns(column))
    else:
        with progress_bar() as progress, open_quarantine(open_settings(), progress) as desk:
            report = desk.checking.run()
    if page is not None:
        page.write_text(report_page(report), "utf-8")
    if as_json:
        typer.echo(json.dumps(report_as_json(report), indent=1, ensure_ascii=False))
    else:
        _show(report)
    refused = report.at(Level.REFUSE)
    if refused:
        more = f", and {len(refused) - 1} more" if len(refused) > 1 else ""
        typer.echo(
            f"trending-now: {report.subject} is refused: {refused[0].rule}: {refused[0].message}{more}", err=True
        )
        raise typer.Exit(1)


def _show(report: "CheckReport") -> None:
    typer.echo(
        f"check {report.subject}: {report.rows:,} records, {len(report.rules)} rules, {len(report.broken)} broken"
    )
    for rule, number in report.broken.items():
        typer.echo(f"  {rule.level.value:10}  {rule.name}: {number:,}")
