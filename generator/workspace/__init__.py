"""The generated project on disk: its lock, drift, staging and atomic replacement."""

__all__: list[str] = []
