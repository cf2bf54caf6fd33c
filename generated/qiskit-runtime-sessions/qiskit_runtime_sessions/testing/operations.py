"""HTTP method and path template of each operation, by method of the client."""

from __future__ import annotations

__all__ = ["OPERATIONS"]

OPERATIONS: dict[str, tuple[str, str]] = {
    "sessions.create": ("POST", "/v1/sessions"),
    "sessions.get": ("GET", "/v1/sessions/{id}"),
    "sessions.update": ("PATCH", "/v1/sessions/{id}"),
    "sessions.close": ("DELETE", "/v1/sessions/{id}/close"),
}
