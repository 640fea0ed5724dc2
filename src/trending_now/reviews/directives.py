"""Finds what forbids the use of a page: its marks for robots, or a paywall."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from trending_now.fetch.pages import forbidden_by
from trending_now.fetch.robots import AGENT

LOWER = "'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'"
META = f"//meta[translate(normalize-space(@name), {LOWER}) = $name]/@content"
NOT_FREE = re.compile(r"(?:^|/)(?:false|no|0)$")
PAYWALL = "//*[@data-paywall='true' or contains(concat(' ', @class, ' '), ' paywall ')]"


def reason_not_to_use(tree: Any, structured: Iterable[Mapping[str, Any]]) -> str | None:
    """Return why a page must not be used; None if it may be."""
    for name in ("robots", AGENT.lower()):
        for content in tree.xpath(META, name=name):
            if forbidden := forbidden_by(content):
                return f"it is marked {forbidden} for robots"
    if any(_is_for_payment(node) for node in structured) or tree.xpath(PAYWALL):
        return "it stands behind a paywall"
    return None


def _is_for_payment(node: Mapping[str, Any]) -> bool:
    said = node.get("isAccessibleForFree", True)
    return any(NOT_FREE.search(str(one).strip().casefold()) for one in (said if isinstance(said, list) else [said]))
