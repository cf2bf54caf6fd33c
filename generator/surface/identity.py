"""Choose the names and the version of the generated package."""

from __future__ import annotations

import re
from dataclasses import dataclass

from packaging.version import InvalidVersion, Version

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
from generator.text import DEVICES

__all__ = ["Identity", "former_identity", "identify", "normalized_version"]

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


def normalized_version(text: str) -> str:
    """Return a PEP 440 version for what a document calls its version.

    ``v1.18.x`` gives ``1.18``, ``2024-11-20`` gives ``2024.11.20``, ``1.0-SNAPSHOT``
    gives ``1.0.dev0``; ``0`` where no number is left.
    """
    cleaned = text.strip()[:100]
    for candidate in (cleaned, re.sub(r"(?<=\d)-(?=\d)", ".", cleaned)):
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}.*", candidate):
            continue
        try:
            return str(Version(candidate))
        except InvalidVersion:
            continue
    numbers = re.match(r"[^0-9]*(\d{1,9}(?:[.-]\d{1,9}){0,5})(-[a-z])?", cleaned,
                       re.ASCII | re.IGNORECASE)  # fmt: skip
    if numbers is None:
        return "0"
    # A pre-release (SemVer, 9) that PEP 440 has no word for comes before its release.
    suffix = ".dev0" if numbers[2] else ""
    return str(Version(numbers[1].replace("-", ".") + suffix))
