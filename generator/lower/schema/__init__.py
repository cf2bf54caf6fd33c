"""Schemas to types."""

__all__: list[str] = []
