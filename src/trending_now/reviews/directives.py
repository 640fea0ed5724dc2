"""What a page itself asks of robots and readers: marks that forbid its use, and paywalls."""

from collections.abc import Iterable, Mapping
from typing import Any

from trending_now.fetch.pages import FORBIDDING
from trending_now.fetch.robots import AGENT

META = "//meta[translate(@name, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') = $name]/@content"
PAYWALL = "//*[@data-paywall='true' or contains(concat(' ', @class, ' '), ' paywall ')]"


def reason_not_to_use(tree: Any, structured: Iterable[Mapping[str, Any]]) -> str | None:
    """Return why a page must not be used; None if nothing speaks against it."""
    for name in ("robots", AGENT.lower()):
        for content in tree.xpath(META, name=name):
            if forbidden := FORBIDDING.intersection(part.strip() for part in content.lower().split(",")):
                return f"it is marked {sorted(forbidden)[0]} for robots"
    if any(_is_for_payment(node) for node in structured) or tree.xpath(PAYWALL):
        return "it stands behind a paywall"
    return None


def _is_for_payment(node: Mapping[str, Any]) -> bool:
    return str(node.get("isAccessibleForFree", "true")).strip().casefold() in ("false", "http://schema.org/false")
