"""Bytes to values: decoding, YAML and JSON, with positions."""

__all__: list[str] = []
