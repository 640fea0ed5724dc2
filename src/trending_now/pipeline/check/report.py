"""The report of a check as JSON, and as one HTML page with rules, examples, and charts as SVG."""

from importlib import resources
from typing import Any

from trending_now.domain.check import CheckReport, Level

MOST_EXAMPLES = 5


def report_as_json(report: CheckReport) -> dict[str, Any]:
    """Return a report for programs: every rule with how often it was broken, every violation."""
    broken = report.broken
    return {
        "subject": report.subject,
        "checked_at": report.checked_at.isoformat(),
        "rows": report.rows,
        "refused": bool(report.at(Level.REFUSE)),
        "rules": [
            {"rule": rule.name, "level": rule.level.value, "about": rule.about, "broken": broken.get(rule, 0)}
            for rule in report.rules
        ],
        "violations": [
            {"source": x.source, "rule": x.rule, "subject": x.subject, "message": x.message} for x in report.violations
        ],
        "distributions": {one.name: dict(one.counts) for one in report.distributions},
    }


def report_page(report: CheckReport) -> str:
    """Return the report as HTML; strangers' words are escaped."""
    import jinja2

    template = resources.files(__package__).joinpath("report.html.jinja").read_text("utf-8")
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    examples = {rule: [x for x in report.violations if x.rule == rule.name][:MOST_EXAMPLES] for rule in report.broken}
    return environment.from_string(template).render(report=report, broken=report.broken, examples=examples)
