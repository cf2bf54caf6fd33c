"""The requests and responses of a package as text (``tests/wire``)."""

from .files import wire_files

__all__ = ["wire_files"]
