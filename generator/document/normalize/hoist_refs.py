"""Give a home to what a Swagger 2.0 document refers to where it is used.

`#/paths/~1a/get/responses/200/schema` is a reference as good as any. The conversion
moves such schemas, and the places in lists of parameters; a copy among the definitions
stays.
"""

from __future__ import annotations

import re
from typing import Any

from generator.document.grammar import walk
from generator.document.limits import MAX_COPIED_NODES, CopyBudget, CopyBudgetExceeded
from generator.document.pointer import join, lookup, split
from generator.document.source_map import Relocations, Reporter

__all__ = ["give_homes"]

_SECTIONS = {"schema": "definitions", "parameter": "parameters"}
_UNSAFE = re.compile(r"[^A-Za-z0-9]+")
_SAYS_NOTHING = frozenset(
    ("paths", "responses", "parameters", "schema", "properties", "items")
)


def give_homes(
    root: dict[str, Any], problems: Reporter, relocations: Relocations
) -> None:
    """Copy what is referred to elsewhere into its section; rewrite the references.

    Raises `DocumentError` where that would be more than the limit for copies.
    """
    homes: dict[tuple[str, str], str] = {}
    copies = CopyBudget(MAX_COPIED_NODES)
    waiting: list[tuple[str, Any, str]] = [("document", root, "#")]
    while waiting:
        kind, value, pointer = waiting.pop()
        for found, holder, where in walk(value, kind, pointer):
            ref, section = holder.get("$ref"), _SECTIONS.get(found)
            if section is None or type(ref) is not str or _is_home(ref, section):
                continue
            if (section, ref) not in homes:
                there = lookup(root, ref)
                if type(there) is not dict:
                    continue  # It has been reported as leading nowhere.
                try:
                    copy = copies.copy(there)
                except CopyBudgetExceeded:
                    raise problems.fatal_error(
                        "limit-exceeded",
                        f"references copy more than {MAX_COPIED_NODES:,} nodes",
                        at=where,
                    ) from None
                home = _new_home(root, section, ref, copy)
                homes[section, ref] = home
                relocations.record(home, ref)
                waiting.append((found, copy, home))
            holder["$ref"] = homes[section, ref]


def _is_home(ref: str, section: str) -> bool:
    return ref.startswith(f"#/{section}/")


def _new_home(root: dict[str, Any], section: str, ref: str, value: Any) -> str:
    members = root.setdefault(section, {})
    words = [_UNSAFE.sub("_", token).strip("_") for token in split(ref)]
    name = "_".join(word for word in words if word and word not in _SAYS_NOTHING)
    unique, number = name or "item", 2
    while unique in members:
        unique, number = f"{name or 'item'}_{number}", number + 1
    members[unique] = value
    return join(section, unique)
