"""Regular expressions, matched in linear time."""

from __future__ import annotations

from functools import cache

import jsonschema_rs

__all__ = ["is_linear", "pattern_matches"]


def pattern_matches(pattern: str, text: str) -> bool:
    """Return whether a pattern matches a text, found in linear time.

    Raises ValueError if the linear-time engine does not support the pattern.
    """
    options = jsonschema_rs.RegexOptions()
    return jsonschema_rs.is_valid({"pattern": pattern}, text, pattern_options=options)


@cache
def is_linear(pattern: str) -> bool:
    """Return whether the linear-time engine supports a pattern."""
    try:
        pattern_matches(pattern, "")
    except ValueError:
        return False
    return True
