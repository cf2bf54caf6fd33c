"""Views of the contract tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.emit.client import ClientView
from generator.emit.code import Code, literal
from generator.emit.resources import ResourceView

__all__ = ["ContractView", "contract_views", "credentials_view"]


@dataclass(frozen=True, slots=True)
class ContractView:
    """The test module of a resource."""

    module: str


def contract_views(resources: Iterable[ResourceView]) -> tuple[ContractView, ...]:
    """Return the test modules of all resources."""
    return ()


def credentials_view(client: ClientView) -> tuple[Code, ...]:
    """Return the keywords of the constructor that take credentials."""
    return tuple(literal(str(c.name)) for c in client.credentials)
