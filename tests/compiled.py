"""Compiles the runtime of packages once, not again for each package that is imported.

Hundreds of generated packages contain the same modules, and Python keeps compiled
modules by their path.
"""

from __future__ import annotations

from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

__all__ = ["share_compiled_runtimes"]

_compile = SourceFileLoader.source_to_code
_compiled: dict[bytes, CodeType] = {}


def share_compiled_runtimes() -> None:
    """Let modules of `_core` that have the same text share what is compiled."""
    SourceFileLoader.source_to_code = _shared  # type: ignore[assignment, method-assign]


def _shared(loader: SourceFileLoader, data: Any, path: Any, **options: Any) -> CodeType:
    if Path(path).parent.name != "_core":
        return _compile(loader, data, path, **options)
    text = bytes(data)
    if text not in _compiled:
        _compiled[text] = _compile(loader, data, path, **options)
    return _with_file(_compiled[text], str(path))


def _with_file(code: CodeType, path: str) -> CodeType:
    constants = tuple(
        _with_file(each, path) if isinstance(each, CodeType) else each
        for each in code.co_consts
    )
    return code.replace(co_filename=path, co_consts=constants)
