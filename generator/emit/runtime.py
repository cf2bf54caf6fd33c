"""The runtime of the packages: where its names are, and which modules a package needs.

Its modules are copied unchanged. Emitted modules import from the module that defines a
name, and a package has the modules that they import, directly or through one another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from generator.template_files import templates_folder

__all__ = ["defining_module", "needed_modules"]

_DEFINITION = re.compile(
    r"^(?:class |def |async def |)([A-Za-z]\w*)(?=\(|:| = |\[)", re.MULTILINE
)
"""A definition at the top level. It may be a keyword, which no name is equal to."""
_IMPORT = re.compile(r"^ *from \.(\w+) import", re.MULTILINE)
_IMPORT_OF_EMITTED = re.compile(r"from \.+_core\.(\w+) import")


@cache
def _sources() -> dict[str, str]:
    """Return the text of each module of the runtime."""
    folder = templates_folder() / "package" / "_core"
    return {p.stem: p.read_text(encoding="utf-8") for p in sorted(folder.glob("*.py"))}


@cache
def _modules_by_name() -> dict[str, str]:
    return {
        name: module
        for module, source in _sources().items()
        for name in _DEFINITION.findall(source)
    }


def defining_module(name: str) -> str:
    """Return the module of the runtime that defines a name; raises KeyError if none
    does.
    """
    return _modules_by_name()[name]


def needed_modules(sources: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each module of the runtime that a package with
    these modules needs.
    """
    imported = {name for text in sources for name in _IMPORT_OF_EMITTED.findall(text)}
    pending = {"__init__"} | (imported & _sources().keys())
    found: set[str] = set()
    while pending:
        module = pending.pop()
        found.add(module)
        pending.update({*_IMPORT.findall(_sources()[module])} - found)
    for name, text in _sources().items():
        if name in found:
            yield name, text
