"""Requests of calls with given arguments, as a file shows them."""

from __future__ import annotations

from typing import Any

from generator.emit.wire.request import WireRequest, WireRequests
from generator.surface import Package

__all__ = ["body", "operation", "request_of"]

OK = {"200": {"description": "", "content": {"application/json": {}}}}


def operation(name: str, *parameters: Any, **more: Any) -> dict[str, Any]:
    """Return an operation of the resource ``all``."""
    return {
        "operationId": f"all.{name}",
        "tags": ["all"],
        "parameters": list(parameters),
        "responses": OK,
        **more,
    }


def body(schema: Any, media_type: str = "application/json", **more: Any) -> Any:
    """Return a required body."""
    return {"required": True, "content": {media_type: {"schema": schema, **more}}}


def request_of(
    package: Package, method: str, *positional: Any, **keywords: Any
) -> WireRequest:
    """Return the request of a call of a method of the resource ``all``."""
    found = dict(package.methods())[f"all.{method}"]
    signature = next(
        each
        for each in found.calls
        if {a.name for a in each.keywords} >= keywords.keys()
    )
    arguments = [
        *zip(signature.positional, positional, strict=False),
        *((a, keywords[a.name]) for a in signature.keywords if a.name in keywords),
    ]
    return WireRequests(package).request(found, arguments)
