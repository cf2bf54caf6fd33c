"""Copy inline targets of references in Swagger 2.0 documents to a section.

`#/paths/~1a/get/responses/200/schema` is a valid reference. The conversion to OpenAPI 3
moves such schemas, and changes the positions in lists of parameters, so a copy in
`definitions` or `parameters` replaces the target.
"""

from __future__ import annotations

import re
from typing import Any

from generator.diagnostics.model import Problems, fatal_error
from generator.document.grammar import walk
from generator.document.limits import MAX_COPIED_NODES, CopyBudget, CopyBudgetExceeded
from generator.document.pointer import join, lookup, ref_of, split
from generator.document.source_map import Relocations

__all__ = ["hoist_inline_refs"]

_SECTIONS = {"schema": "definitions", "parameter": "parameters"}
_UNSAFE = re.compile(r"[^A-Za-z0-9]+")
# Tokens of a pointer that do not distinguish one target from another.
_GENERIC_TOKENS = frozenset(
    ("paths", "responses", "parameters", "schema", "properties", "items")
)


def hoist_inline_refs(
    root: dict[str, Any], problems: Problems, relocations: Relocations
) -> None:
    """Copy the targets of inline references into their sections, in place.

    References to schemas and parameters then name the copies. Raises `DocumentError` if
    the copies exceed `MAX_COPIED_NODES`.
    """
    hoisted: dict[tuple[str, str], str] = {}
    budget = CopyBudget(MAX_COPIED_NODES)
    pending: list[tuple[Any, str, str]] = [(root, "document", "#")]
    while pending:
        for kind, value, pointer in walk(*pending.pop()):
            ref, section = ref_of(value), _SECTIONS.get(kind)
            if not ref or not section or ref.startswith(f"#/{section}/"):
                continue
            if (section, ref) not in hoisted:
                target = lookup(root, ref)
                if type(target) is not dict:
                    continue  # The resolver has reported it.
                try:
                    copy = budget.copy(target)
                except CopyBudgetExceeded:
                    raise fatal_error(
                        "limit-exceeded",
                        f"references copy more than {MAX_COPIED_NODES:,} nodes",
                        problems.place(pointer),
                    ) from None
                hoisted[section, ref] = _add(root, section, ref, copy)
                relocations.record(hoisted[section, ref], ref)
                pending.append((copy, kind, hoisted[section, ref]))
            value["$ref"] = hoisted[section, ref]


def _add(root: dict[str, Any], section: str, ref: str, value: Any) -> str:
    """Add `value` to a section under a name made of `ref`; return its pointer."""
    members = root.setdefault(section, {})
    words = [_UNSAFE.sub("_", token).strip("_") for token in split(ref)]
    base = "_".join(word for word in words if word and word not in _GENERIC_TOKENS)
    base = base or "item"
    name, number = base, 2
    while name in members:
        name, number = f"{base}_{number}", number + 1
    members[name] = value
    return join(section, name)
