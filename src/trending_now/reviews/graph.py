"""Puts the nodes of a JSON-LD graph in the place of references to them."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin

from trending_now.reviews.node_values import Node

ID = "@id"
NAMING = frozenset({ID, "@type"})  # a node that has no more than these stands for the one of its id


def put_targets(nodes: Sequence[Node], url: str) -> None:
    """Let the values of these nodes that only refer to one of them be that one, which may refer back.

    Nothing is copied, so that nodes which refer to each other take no room; who reads them goes a few steps at most.
    """
    targets: dict[str, Node] = {}
    for node in nodes:
        if not NAMING.issuperset(node) and (place := _place_of(node, url)):
            targets.setdefault(place, node)
    for node in nodes:
        if isinstance(node, dict):
            node.update({name: _target(value, targets, url) for name, value in node.items() if name != ID})


def _target(value: Any, targets: dict[str, Node], url: str) -> Any:
    """Return what a value refers to, of each where it is several; the value itself if it refers to nothing here."""
    if isinstance(value, list):
        return [_target(each, targets, url) if isinstance(each, dict) else each for each in value]
    if not isinstance(value, dict) or not NAMING.issuperset(value):
        return value
    return targets.get(_place_of(value, url) or "", value)


def _place_of(node: Node, url: str) -> str | None:
    """Return a node's id as an address; one such as "#film" lies on the page."""
    said = node.get(ID)
    try:
        return urljoin(url, said) if isinstance(said, str) and said else None
    except ValueError:
        return None
