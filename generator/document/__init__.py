"""Load an OpenAPI document of any version as one bounded, resolved and normalised tree."""

__all__: list[str] = []
