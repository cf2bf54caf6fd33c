"""The fixtures of the surface, whose methods are called."""

from tests.surface.conftest import package_of

__all__ = ["package_of"]
