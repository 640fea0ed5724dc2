"""Tables of figures for people, as `evaluate` prints them."""

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from trending_now.evaluation.bias import BiasReport
    from trending_now.evaluation.bootstrap import Interval
    from trending_now.evaluation.comparison import Comparison, ContenderFigures
    from trending_now.evaluation.label_audit import LabelAudit
    from trending_now.evaluation.metrics import Quality
    from trending_now.evaluation.operating_points import AimedPoints
    from trending_now.evaluation.proportion import Proportion
    from trending_now.evaluation.report import Report
    from trending_now.pipeline.compare_reviews import ReviewsReport

FIGURES = ("macro-F1", "micro-F1", "mAP", "ECE")


def show_report(report: "Report") -> None:
    """Print one engine's figures: as a whole, by slice and by genre."""
    table = Table("rows", "n", *FIGURES, title=f"{report.engine} on {report.split}")
    for name, quality in {"all": report.overall, **report.slices}.items():
        table.add_row(name, str(quality.rows), *_figures(quality))
    genres = Table("genre", "precision", "recall", "F1", "AP", "support")
    for genre in report.overall.genres:
        cells = (genre.precision, genre.recall, genre.f1, genre.average_precision)
        genres.add_row(genre.genre, *map(_figure, cells), str(genre.support))
    Console().print(table, genres)


def show_bias(report: "BiasReport") -> None:
    """Print an engine's figures for each group of titles."""
    figures = ("rows", "share", "coverage", "macro-F1", "micro-F1", "ECE", "never given")
    table = Table("group", *figures, title=f"{report.engine} on {report.split}")
    for x in report.groups:
        quality = map(_figure, (x.coverage, x.macro_f1, x.micro_f1, x.calibration_error))
        table.add_row(f"{x.group} {x.value}", str(x.rows), f"{x.share:.0%}", *quality, ", ".join(x.never_given) or "–")
    console = Console()
    console.print(table)
    if report.too_small:
        console.print(f"Too few to measure: {', '.join(report.too_small)}.")
    if report.not_known:
        console.print(f"Known of no row: {', '.join(report.not_known)}.")


def show_comparison(comparison: "Comparison", engine: str) -> None:
    """Print all contenders beside the baseline to beat, then one engine in detail."""
    console = Console()
    gain = f"macro-F1 over {comparison.baseline} (95 %)"
    table = Table("", *FIGURES, gain, "useful", title=f"{comparison.rows} texts of {comparison.split}")
    for name, figures in comparison.standings.items():
        table.add_row(name, *_figures(figures.report.overall), _gain(figures.gain), _useful(figures))
    console.print(table)
    console.print(
        "useful: genres with precision ≥ 0.70 and recall ≥ 0.30 at a threshold from val; in brackets, both ≥ 0.70"
    )
    for name, reason in comparison.left_out.items():
        console.print(f"{name} was not measured: {reason}.")
    figures = comparison.standings[engine]
    show_report(figures.report)
    if figures.operating is not None:
        for points in figures.operating.values():
            console.print(_operating_table(points))


def show_reviews_report(report: "ReviewsReport") -> None:
    """Print what reviews add to plots, over all titles and over those that the engine was not fitted on."""
    title = f"{report.engine}: plots alone, and with {report.reviews} reviews"
    table = Table("titles", "n", "read", *FIGURES, "gain (95 %)", title=title)
    for name, worth in report.worth.items():
        table.add_row(name, str(worth.plot.rows), "plots", *_figures(worth.plot), "")
        table.add_row("", "", "+ reviews", *_figures(worth.plot_and_reviews), _gain(worth.gain))
    Console().print(table)


def show_audit(audit: "LabelAudit") -> None:
    """Print how many labels of each source are doubtful, by genre."""
    table = Table("source", "genre", "rows", "given", "of these doubtful", "doubtful where not given")
    for count in audit.counts:
        if count.doubtful_given or count.doubtful_missing:
            given = f"{count.doubtful_given} ({count.doubtful_given / max(count.given, 1):.0%})"
            missing = f"{count.doubtful_missing} ({count.doubtful_missing / max(count.rows - count.given, 1):.0%})"
            table.add_row(count.source, count.genre, str(count.rows), str(count.given), given, missing)
    Console().print(table)
    Console().print(f"{len(audit.labels)} labels are doubtful; --json names them.")


def _operating_table(aimed: "AimedPoints") -> Table:
    title = (
        f"Aimed at precision {aimed.aim.precision:.2f} with recall {aimed.aim.recall:.2f}: {aimed.reached} genres; "
        f"{aimed.within_reach} at the threshold that these labels would choose"
    )
    table = Table("genre", "threshold", "precision (95 %)", "recall (95 %)", title=title)
    for point in aimed.genres:
        table.add_row(point.genre, _figure(point.threshold), _share(point.precision), _share(point.recall))
    return table


def _figures(quality: "Quality") -> list[str]:
    figures = (
        quality.macro_f1,
        quality.micro_f1,
        quality.mean_average_precision,
        quality.expected_calibration_error,
    )
    return [_figure(figure) for figure in figures]


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _gain(gain: "Interval") -> str:
    return f"{gain.difference:+.3f} ({gain.low:+.3f} … {gain.high:+.3f})"


def _useful(figures: "ContenderFigures") -> str:
    points = figures.operating
    return "–" if points is None else f"{points['useful'].reached} ({points['high'].reached})"


def _share(share: "Proportion | None") -> str:
    return "–" if share is None else f"{share.value:.2f} ({share.low:.2f} … {share.high:.2f})"
