"""What a check of `doctor` finds."""

from dataclasses import dataclass
from enum import StrEnum


class CheckVerdict(StrEnum):
    """How a check ended."""

    OK = "ok"
    NOTE = "note"
    OFF = "off"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found."""

    subject: str
    verdict: CheckVerdict
    sentence: str
