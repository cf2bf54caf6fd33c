"""Decide where an operation is called: its resource, and names for its method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.ir import Api
from generator.names.methods import method_candidates, resource_key

__all__ = ["Call", "calls"]


@dataclass(frozen=True, slots=True)
class Call:
    """Where an operation is called from the client."""

    resource: tuple[str, ...]
    """The resources on the way, in words of the document, of which those with the same
    snake case are one: ``("chat", "completions")``. An operation without any is a method
    of the client itself."""
    candidates: tuple[str, ...]
    """Names of the method, the best first. One that is the first of several operations
    of a resource is used for none of them."""


def calls(api: Api) -> Mapping[str, Call]:
    """Return the call of each operation, by its pointer."""
    found = {}
    for operation in api.operations:
        key = resource_key(operation)
        found[operation.pointer] = Call((key,), method_candidates(operation, key))
    return found
