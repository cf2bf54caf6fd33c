"""Node."""

from __future__ import annotations

from .._core.model import Model


class Node(Model):
    name: str
    next: Node | None = None
    children: list[Node] | None = None
    named: dict[str, Node] | None = None
