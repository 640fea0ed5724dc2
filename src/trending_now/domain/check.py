"""Data checks across rows: rules with a level, what broke them, and the report."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from trending_now.domain.run import Violation


class Level(StrEnum):
    """The consequence of a broken rule: everything stops, the record is put aside, or a person is told."""

    REFUSE = "refuse"
    QUARANTINE = "quarantine"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Rule:
    """A data rule: its name, its level, and a sentence about it."""

    name: str
    level: Level
    about: str


@dataclass(frozen=True, slots=True)
class Distribution:
    """Counts by name, in order, for a chart: "words of a plot", "genres"."""

    name: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check of `subject` found: the rules that were checked, the violations, and distributions of the data."""

    subject: str
    checked_at: datetime
    rows: int
    rules: tuple[Rule, ...]
    violations: tuple[Violation, ...]
    distributions: tuple[Distribution, ...] = field(default=())

    @property
    def broken(self) -> dict[Rule, int]:
        """The rules that were broken, with how often."""
        counts = Counter(violation.rule for violation in self.violations)
        return {rule: counts[rule.name] for rule in self.rules if counts[rule.name]}

    def at(self, level: Level) -> list[Violation]:
        """Return the violations of rules of one level."""
        names = {rule.name for rule in self.rules if rule.level is level}
        return [violation for violation in self.violations if violation.rule in names]


def joined(subject: str, reports: Sequence[CheckReport]) -> CheckReport:
    """Return the report of several parts as one."""
    counts: dict[str, Counter[str]] = {}
    for distribution in (one for report in reports for one in report.distributions):
        counts.setdefault(distribution.name, Counter()).update(distribution.counts)
    return CheckReport(
        subject,
        max(report.checked_at for report in reports),
        sum(report.rows for report in reports),
        tuple(dict.fromkeys(rule for report in reports for rule in report.rules)),
        tuple(violation for report in reports for violation in report.violations),
        tuple(Distribution(name, dict(counter)) for name, counter in counts.items()),
    )
