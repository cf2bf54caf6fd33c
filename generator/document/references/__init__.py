"""References: which files may be read, and where each `$ref` leads."""

__all__: list[str] = []
