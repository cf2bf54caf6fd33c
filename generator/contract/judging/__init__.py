"""Judge what a client sends, returns and raises."""

__all__: list[str] = []
