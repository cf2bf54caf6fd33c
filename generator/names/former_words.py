"""How the generator whose locks have format 1 split text into words: names that are not
in such a lock are found by these rules.
"""

from __future__ import annotations

import re

from generator.names.words import words

__all__ = ["former_snake", "former_title"]

_MAX_LENGTH = 80
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_CAMEL_PLURAL = re.compile(r"([A-Z]{2,})s(?=[A-Z_\W]|$)")


def former_snake(text: str) -> str:
    """Return ``snake_case``; words such as OAuth2 were split at their capitals."""
    found: list[str] = []
    for word in words(text):
        word = _CAMEL_PLURAL.sub(lambda m: m.group(1).capitalize() + "s", word)
        found.extend(part.lower() for part in _CAMEL.split(word) if part)
    name = "_".join(found)
    if len(name) <= _MAX_LENGTH:
        return name
    cut = name[:_MAX_LENGTH]
    return cut.rsplit("_", 1)[0] if "_" in cut else cut


def former_title(title: str) -> str:
    """Return the words of a title that were the name of its package."""
    shorter = re.sub(r"[\s_-]+API\s*$", "", title, flags=re.IGNORECASE)
    found = shorter if shorter.strip() else title
    return found.lower() if len(found.split()) > 1 else found
