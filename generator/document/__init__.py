"""Load an OpenAPI document of any version as one bounded, resolved and normalized tree."""

__all__: list[str] = []
