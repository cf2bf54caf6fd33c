"""JSON pointers in their URI fragment form (RFC 6901): `#/paths/~1a~1b/get`.

Pointers are kept in a canonical form: they begin with `#`, have no escapes but `~0` and
`~1`, and are not percent-encoded.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from generator.document.limits import MAX_REF_HOPS

__all__ = [
    "MISSING",
    "child",
    "deref",
    "escape",
    "follow_refs",
    "from_fragment",
    "join",
    "lookup",
    "ref_of",
    "split",
]


# An array index has no leading zeros (RFC 6901 section 4).
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")


class _Missing:
    """The type of `MISSING`, which differs from the value null."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = _Missing()


def escape(token: str) -> str:
    """Return a token with `~` and `/` escaped, as it is between slashes of a pointer."""
    if "~" in token or "/" in token:
        return token.replace("~", "~0").replace("/", "~1")
    return token


def child(pointer: str, token: str | int) -> str:
    """Return the pointer of a member (unescaped name or index) of the node at one."""
    return f"{pointer}/{token if isinstance(token, int) else escape(token)}"


def join(*tokens: str | int) -> str:
    """Return the canonical pointer of unescaped tokens."""
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
    """Return the canonical pointer of a URI fragment, given without its `#`.

    None where the fragment is not a JSON pointer but, for instance, an anchor.
    """
    text = unquote(fragment) if "%" in fragment else fragment
    if text and not text.startswith("/"):
        return None
    if "~" in text:
        return join(*split("#" + text))
    return "#" + text


def lookup(root: Any, pointer: str) -> Any:
    """Return the value at a canonical pointer, or `MISSING`."""
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


def ref_of(value: Any) -> str | None:
    """Return the text of the `$ref` of an object, None for any other value."""
    ref = value.get("$ref") if isinstance(value, dict) else None
    return ref if isinstance(ref, str) else None


def follow_refs(root: dict[str, Any], pointer: str) -> str | None:
    """Return the pointer that `$ref`s lead to from a canonical pointer.

    The value there has no `$ref` itself. None where a reference dangles or is circular,
    or where there are more than `MAX_REF_HOPS`.
    """
    for _ in range(MAX_REF_HOPS):
        value = lookup(root, pointer)
        if value is MISSING:
            return None
        ref = ref_of(value)
        if ref is None:
            return pointer
        if not ref.startswith("#"):
            return None
        pointer = ref
    return None


def deref(root: dict[str, Any], value: Any) -> Any:
    """Return the value that a Reference Object leads to, any other value as it is.

    None where the reference dangles or is circular.
    """
    ref = ref_of(value)
    if ref is None:
        return value
    target = follow_refs(root, ref)
    return None if target is None else lookup(root, target)
