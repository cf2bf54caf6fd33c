"""Decode and parse source files, and find the positions of their nodes."""

__all__: list[str] = []
