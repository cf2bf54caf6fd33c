"""Draw valid values, and calls, for the schemas of a document."""

__all__: list[str] = []
