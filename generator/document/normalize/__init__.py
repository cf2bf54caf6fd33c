"""Bring every supported version of OpenAPI into the vocabulary of OpenAPI 3.2."""

__all__: list[str] = []
