"""Choose the names and the version of the generated package."""

from __future__ import annotations

from dataclasses import dataclass

from generator.ir import Api
from generator.names import (
    DISTRIBUTIONS,
    KEYWORDS,
    SERVICE_LIBRARIES,
    STANDARD_MODULES,
    former_snake,
    former_title,
    snake,
    title_name,
)
from generator.surface.versions import normalized_version
from generator.text import DEVICES

__all__ = ["Identity", "former_identity", "identify"]

_FALLBACK = "api_client"
_MAX_NAME = 60
_TAKEN = KEYWORDS | DEVICES | STANDARD_MODULES | DISTRIBUTIONS


@dataclass(frozen=True, slots=True)
class Identity:
    """The names and versions of a generated project."""

    package: str
    """The import package."""
    distribution: str
    """The name in ``pyproject.toml`` and of the project's folder."""
    version: str
    """The version of the package (PEP 440): that of the document, or a post-release."""

    @property
    def is_taken(self) -> bool:
        """Whether another project on the package index is known by this name."""
        return self.package in SERVICE_LIBRARIES


def identify(api: Api, name: str | None = None, *, pin: bool = False) -> Identity:
    """Return the identity of the project for an API, called `name` where given; with
    `pin` the version is part of its names.
    """
    words = snake(name) if name else title_name(api.title)
    return _identity(words, normalized_version(api.version), pin)


def former_identity(
    api: Api, name: str | None = None, *, pin: bool = False
) -> Identity:
    """Return the identity that the project would have had by the rules of format 1."""
    words = former_snake(name or former_title(api.title))
    return _identity(words, normalized_version(api.version), pin)


def _identity(words: str, version: str, pin: bool) -> Identity:
    package = _shortened(words) or _FALLBACK
    if package[0].isdigit():
        package = f"api_{package}"
    if package in _TAKEN:
        package = f"{package}_client"
    if pin:
        package = f"{package}_v{snake(version.replace('.', '_').replace('+', '_'))}"
    return Identity(package, package.replace("_", "-"), version)


def _shortened(words: str) -> str:
    return words[:_MAX_NAME].strip("_")
