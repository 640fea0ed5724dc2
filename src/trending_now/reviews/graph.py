"""Replaces references between the nodes of a JSON-LD graph by the nodes themselves."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin

from trending_now.reviews.node_values import Node

ID = "@id"
NAMING = frozenset({ID, "@type"})  # a node with no other keys is a reference to the node of its id


def put_targets(nodes: Sequence[Node], url: str) -> None:
    """Replace, in place, each value that is a reference to one of these nodes by that node.

    Nodes are shared, not copied, so the result may have cycles; readers must limit how deep they go.
    """
    targets: dict[str, Node] = {}
    for node in nodes:
        if not NAMING.issuperset(node) and (place := _place_of(node, url)):
            targets.setdefault(place, node)
    for node in nodes:
        if isinstance(node, dict):
            node.update({name: _target(value, targets, url) for name, value in node.items() if name != ID})


def _target(value: Any, targets: dict[str, Node], url: str) -> Any:
    """Return the node that a value (or each value of a list) refers to; a value that is no such reference unchanged."""
    if isinstance(value, list):
        return [_target(each, targets, url) if isinstance(each, dict) else each for each in value]
    if not isinstance(value, dict) or not NAMING.issuperset(value):
        return value
    return targets.get(_place_of(value, url) or "", value)


def _place_of(node: Node, url: str) -> str | None:
    """Return a node's id as an absolute address; one such as "#film" is relative to the page."""
    said = node.get(ID)
    try:
        return urljoin(url, said) if isinstance(said, str) and said else None
    except ValueError:
        return None
