"""Python source in black's style."""

__all__: list[str] = []
