"""Every dialect of OpenAPI in one vocabulary."""

__all__: list[str] = []
