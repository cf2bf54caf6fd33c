"""Two versions of an API compared."""

__all__: list[str] = []
