"""x"""

from pathlib import Path


def measure(corpus: Path) -> bool:
    return True
