"""The fixtures of the surface, which the emitter prints."""

from tests.surface.conftest import package_of

__all__ = ["package_of"]
