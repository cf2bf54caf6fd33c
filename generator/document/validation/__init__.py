"""Validation by openapi-spec-validator, in a process of its own."""

__all__: list[str] = []
