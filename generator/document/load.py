"""Load a document: the steps from a path to a normalised tree, in order."""

from __future__ import annotations

import gc
import marshal
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from generator.diagnostics.model import DocumentError, Place, Problems, fatal_error
from generator.document.limits import TooLarge, count_nodes
from generator.document.node import Document
from generator.document.normalize.coerce import coerce_types
from generator.document.normalize.consistency import check_consistency
from generator.document.normalize.hoist_refs import hoist_inline_refs
from generator.document.normalize.openapi3 import upgrade_openapi3
from generator.document.normalize.swagger2 import convert_swagger2
from generator.document.overlay import apply_overlay
from generator.document.references.loader import FileLoader, LoadedFile
from generator.document.references.resolver import resolve_refs
from generator.document.source_map import Reporter, SourceMap

__all__ = ["load_document"]

_SUPPORTED = {
    "openapi": re.compile(r"3\.[012](\.[0-9]{1,9})?([-+].{0,40})?"),
    "swagger": re.compile(r"2\.0"),
}
_HELP = "an OpenAPI document begins with 'openapi: 3.1.0' and has info and paths"


def load_document(
    source: Path,
    problems: Problems,
    *,
    overlays: Sequence[Path] = (),
    allow_refs: Sequence[str] = (),
) -> Document:
    """Load, overlay, resolve, repair and normalise the document in a file.

    `overlays` are applied in order. `allow_refs` are files, folders and addresses
    outside the document's folder that a `$ref` may lead to. Problems that can be
    repaired or ignored are added to `problems`; others raise `DocumentError`.
    """
    with _gc_disabled():
        return _load(source, problems, overlays, allow_refs)


@contextmanager
def _gc_disabled() -> Iterator[None]:
    """Disable the cyclic garbage collector, which would walk the growing tree again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _load(
    source: Path,
    problems: Problems,
    overlays: Sequence[Path],
    allow_refs: Sequence[str],
) -> Document:
    source_map = SourceMap()
    problems.set_locator(source_map)
    name = str(source)
    files = FileLoader(source, name, source_map, problems, allow_refs)
    main = files.load_root(source, name)
    root = main.root
    version = _read_version(main, source_map)
    for path in overlays:
        overlay = files.load_beside(path, str(path))
        apply_overlay(root, overlay, source_map, problems)
    reporter = Reporter(problems, source_map)
    _check_size(root, name)
    resolve_refs(root, main, files, reporter, source_map.begin_step())
    _check_size(root, name)
    coerce_types(root, reporter, source_map.begin_step(), is_swagger=version == "2.0")
    validator_input = marshal.dumps(root)
    source_map.mark_validator_input()
    if version == "2.0":
        hoist_inline_refs(root, reporter, source_map.begin_step())
        convert_swagger2(root, reporter, source_map.begin_step())
        coerce_types(root, reporter, source_map.begin_step())
    upgrade_openapi3(root, version, reporter, source_map.begin_step())
    check_consistency(root, version, problems)
    return Document(root, version, files.digests, source_map, validator_input)


def _check_size(root: dict[str, Any], name: str) -> None:
    """Raise `DocumentError` for a tree that became too large or too deep."""
    try:
        count_nodes(root)
    except TooLarge as error:
        place = Place(name, 1, 1, "#")
        raise fatal_error(
            "limit-exceeded", f"with its overlays and references, {error}", place
        ) from None


def _read_version(main: LoadedFile, source_map: SourceMap) -> str:
    """Return the version of the specification that the document states.

    Raises `DocumentError` where there is none, or one that is not supported.
    """
    root, name = main.root, main.name
    start = Place(name, 1, 1, "#")
    if type(root) is not dict:
        raise fatal_error(
            "not-a-mapping",
            f"{name} is {_describe(root)}, not an OpenAPI document",
            start,
            suggestion=_HELP,
        )
    if "openapi" not in root and "swagger" not in root:
        raise fatal_error(
            "not-openapi",
            f"{name} is not an OpenAPI document: it has no member 'openapi'{_guess(root)}",
            start,
            suggestion=_HELP,
        )
    keyword = "openapi" if "openapi" in root else "swagger"
    version = root[keyword]
    if "openapi" in root and "swagger" in root:
        place = source_map.places([f"#/{keyword}"])[0]
        raise fatal_error(
            "unsupported-version",
            f"{name} has both 'openapi' and 'swagger'",
            place,
            suggestion="remove one of them",
        )
    if type(version) is not str or not _SUPPORTED[keyword].fullmatch(version):
        place = source_map.places([f"#/{keyword}"])[0]
        raise _unsupported(name, keyword, version, place)
    return version


def _unsupported(name: str, keyword: str, version: Any, place: Place) -> DocumentError:
    shown = version if type(version) is str else repr(version)
    return fatal_error(
        "unsupported-version",
        f"{name} has the version {keyword}: {shown[:40]}; supported are "
        "Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2",
        place,
        suggestion="convert the document to OpenAPI 3.1",
    )


def _guess(root: dict[str, Any]) -> str:
    if "asyncapi" in root:
        return " (it is an AsyncAPI document)"
    if "overlay" in root and "actions" in root:
        return " (it is an overlay; give the document that it changes)"
    if "$schema" in root:
        return " (it looks like a JSON Schema)"
    if "info" in root and "item" in root:
        return " (it looks like a Postman collection)"
    return ""


def _describe(value: Any) -> str:
    if value is None:
        return "empty"
    return "a list" if type(value) is list else "a single value"
