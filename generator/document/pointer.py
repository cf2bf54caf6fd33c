"""JSON pointers in their URI fragment form (RFC 6901): `#/paths/~1a~1b/get`.

Inside the program a pointer is canonical: it starts with `#`, `~0` and `~1` are the
only escapes, nothing is percent-encoded.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from generator.document.limits import MAX_REF_HOPS

__all__ = [
    "MISSING",
    "child",
    "escape",
    "follow_refs",
    "from_fragment",
    "join",
    "lookup",
    "split",
]


# RFC 6901 section 4: array indices are digits without leading zeros.
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")


class _Missing:
    """The type of `MISSING`: null is a value, absence is not."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = _Missing()


def escape(token: str) -> str:
    """Return `token` as it stands between the slashes of a pointer."""
    if "~" in token or "/" in token:
        return token.replace("~", "~0").replace("/", "~1")
    return token


def child(pointer: str, token: str | int) -> str:
    """Return the pointer of a member of the object or array at `pointer`."""
    return f"{pointer}/{token if isinstance(token, int) else escape(token)}"


def join(*tokens: str | int) -> str:
    """Return the canonical pointer made of unescaped tokens."""
    return "".join(["#", *(f"/{escape(str(token))}" for token in tokens)])


def split(pointer: str) -> list[str]:
    """Return the unescaped tokens of a canonical pointer."""
    if len(pointer) < 2:
        return []
    return [
        token.replace("~1", "/").replace("~0", "~") if "~" in token else token
        for token in pointer[2:].split("/")
    ]


def from_fragment(fragment: str) -> str | None:
    """Return the canonical pointer of a URI fragment (without `#`).

    None where the fragment is no JSON pointer, such as an anchor's name.
    """
    text = unquote(fragment) if "%" in fragment else fragment
    if text and not text.startswith("/"):
        return None
    if "~" in text:
        return join(*split("#" + text))
    return "#" + text


def lookup(root: Any, pointer: str) -> Any:
    """Return the value at a canonical pointer, `MISSING` where there is none."""
    value = root
    for token in split(pointer):
        value = _member(value, token)
        if value is MISSING:
            break
    return value


def _member(value: Any, token: str) -> Any:
    if isinstance(value, dict):
        return value.get(token, MISSING)
    if isinstance(value, list) and _INDEX.fullmatch(token):
        index = int(token)
        return value[index] if index < len(value) else MISSING
    return MISSING


def follow_refs(root: dict[str, Any], pointer: str) -> str | None:
    """Follow `$ref` from a canonical pointer to the pointer of a value without one.

    None where the way ends nowhere, loops, or is longer than the limit.
    """
    for _ in range(MAX_REF_HOPS):
        value = lookup(root, pointer)
        if value is MISSING:
            return None
        ref = value.get("$ref") if type(value) is dict else None
        if type(ref) is not str:
            return pointer
        if not ref.startswith("#"):
            return None
        pointer = ref
    return None
