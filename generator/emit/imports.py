"""Import statements of an emitted module."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from generator.code import Code, identifier, join, trusted
from generator.emit.runtime import defining_module

__all__ = ["by_kind", "export_order", "import_lines", "natural"]

_STANDARD = {
    "Annotated": "typing",
    "Any": "typing",
    "Decimal": "decimal",
    "Enum": "enum",
    "Literal": "typing",
    "Mapping": "collections.abc",
    "NotRequired": "typing",
    "Sequence": "collections.abc",
    "TYPE_CHECKING": "typing",
    "TypeAlias": "typing",
    "TypedDict": "typing",
    "UUID": "uuid",
    "cached_property": "functools",
    "overload": "typing",
}
# Linters see the names in the text of an alias only if it is imported from here.
_THIRD_PARTY = {
    "Field": "pydantic",
    "TypeAliasType": "typing_extensions",
    "deprecated": "typing_extensions",
}
_WHOLE = {
    # Attributes and methods have no underscore, so they cannot hide these.
    "_builtins": "import builtins as _builtins",
    "_dt": "import datetime as _dt",
    "builtins": "import builtins",
    "dt": "import datetime as dt",
    "httpx2": "import httpx2",
}


def import_lines(
    names: Iterable[str], *, core: str, local: Mapping[str, Iterable[str]] | None = None
) -> tuple[Code, ...]:
    """Return the import statements for `names`, grouped and sorted as isort does.

    `local` gives the names to import from modules of the package. A name that neither
    these nor another package provides comes from the runtime, the package `core`.
    """
    wanted = sorted(set(names))
    whole = [n for n in wanted if n in _WHOLE]
    standard = sorted(trusted(_WHOLE[n]) for n in whole if n != "httpx2")
    standard += from_imports({n: _STANDARD[n] for n in wanted if n in _STANDARD})
    third = [trusted(_WHOLE[n]) for n in whole if n == "httpx2"]
    third += from_imports({n: _THIRD_PARTY[n] for n in wanted if n in _THIRD_PARTY})
    given = {name for members in (local or {}).values() for name in members}
    known = {*_STANDARD, *_THIRD_PARTY, *_WHOLE, *given}
    sources = {n: f"{core}.{defining_module(n)}" for n in wanted if n not in known}
    for module, members in (local or {}).items():
        sources.update(dict.fromkeys(members, module))
    ours = from_imports(sources)
    groups = [group for group in (standard, third, ours) if group]
    return tuple(join("\n", group) for group in groups)


def from_imports(sources: Mapping[str, str]) -> list[Code]:
    """Return a line per module for imported names, given with their modules."""
    modules: dict[str, list[str]] = {}
    for name, module in sources.items():
        modules.setdefault(module, []).append(name)
    return [
        Code(
            f"from {_dotted(module)} import {join(', ', map(identifier, sorted(members, key=by_kind)))}"
        )
        for module, members in sorted(modules.items(), key=_place)
    ]


def _place(entry: tuple[str, list[str]]) -> tuple[int, str]:
    """The parent package's modules come before those of the same folder."""
    module = entry[0]
    return -(len(module) - len(module.lstrip("."))), natural(module)


def by_kind(name: str) -> tuple[int, str, str]:
    """Order names as import sorters do: constants, classes, then the rest."""
    kind = 2
    if name[:1].isupper():
        kind = 0 if len(name) > 1 and name.isupper() else 1
    return kind, natural(name.casefold()), natural(name)


def export_order(name: str) -> tuple[int, str]:
    """Order the names of ``__all__``: as `by_kind`, but with regard to case."""
    return by_kind(name)[0], natural(name)


def natural(text: str) -> str:
    """Return a key that sorts numbers within a text by their size."""
    return re.sub(r"\d+", lambda number: f"{int(number.group()):09d}", text)


def _dotted(module: str) -> Code:
    dots = len(module) - len(module.lstrip("."))
    rest = module[dots:]
    return Code("." * dots + (identifier(rest) if rest else ""))
