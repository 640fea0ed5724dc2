"""Reads the values of schema.org's nodes as pages write them: one or several, a text or a node with a name."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from trending_now.fetch.plain_text import plain_name, text_of_html

Node = Mapping[str, Any]


def types_of(node: Node) -> set[str]:
    """Return a node's types, without the vocabulary's address."""
    said = node.get("@type")
    return {str(each).rpartition("/")[2] for each in (said if isinstance(said, list) else [said])}


def listed(value: object) -> list[Any]:
    """Return a list unchanged, None as an empty list, and any other value as a list of one."""
    return value if isinstance(value, list) else [] if value is None else [value]


def string_of(value: object) -> str:
    """Return the text of a value, or of the first of a list; "" if it is neither text nor number."""
    first = value[0] if isinstance(value, list) and value else value
    return str(first).strip() if isinstance(first, str | int | float) and not isinstance(first, bool) else ""


def name_of(value: object) -> str | None:
    """Return the first name among values, each a text or a node with a name; addresses are skipped."""
    for each in listed(value):
        said = string_of(each.get("name")) if isinstance(each, dict) else string_of(each)
        if said and not said.startswith(("http:", "https:")):
            return plain_name(text_of_html(said))
    return None


def day_of(value: object) -> date | None:
    """Return the ISO date that a value begins with; None if there is none."""
    try:
        return date.fromisoformat(string_of(value)[:10])
    except ValueError:
        return None
