"""Resolve references: load the files they name, import values, report the rest."""

__all__: list[str] = []
