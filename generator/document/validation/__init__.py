"""openapi-spec-validator, run in a process of its own."""

__all__: list[str] = []
