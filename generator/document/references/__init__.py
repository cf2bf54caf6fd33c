"""Resolve references: load files, import their values, report unresolved references."""

__all__: list[str] = []
