"""Load a document: the steps from a path to a normalized tree, in order."""

from __future__ import annotations

import gc
import marshal
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from generator.diagnostics.model import Place, Problems, fatal_error
from generator.document.content import DocumentSource
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
from generator.document.source_map import SourceMap

__all__ = ["load_document"]

_SUPPORTED = {
    "openapi": re.compile(r"3\.[012](\.[0-9]{1,9})?([-+].{0,40})?"),
    "swagger": re.compile(r"2\.0"),
}
_HELP = "an OpenAPI document begins with 'openapi: 3.1.0' and has info and paths"

# Members of documents in other formats.
_OTHER_FORMATS = (
    ({"asyncapi"}, "it is an AsyncAPI document"),
    ({"overlay", "actions"}, "it is an overlay; give the document that it changes"),
    ({"$schema"}, "it looks like a JSON Schema"),
    ({"info", "item"}, "it looks like a Postman collection"),
)


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


@_gc_disabled()
def load_document(
    source: DocumentSource,
    problems: Problems,
    *,
    overlays: Sequence[Path] = (),
    unsaved_overlay: tuple[str, bytes] | None = None,
    allow_refs: Sequence[str] = (),
) -> Document:
    """Load, overlay, resolve, repair and normalize a document.

    `overlays` are applied in order, then the unsaved one, given by its name and content.
    `allow_refs` are files, folders and addresses
    outside the document's folder that a `$ref` may lead to. Problems that can be
    repaired or ignored are added to `problems`; others raise `DocumentError`.
    """
    source_map = SourceMap()
    problems.set_locator(source_map)
    files = FileLoader(source, source_map, problems, allow_refs)
    main = files.load_root()
    version = _read_version(main, problems)
    root = main.root
    loaded = [files.load_beside(path) for path in overlays]
    if unsaved_overlay is not None:
        loaded.append(files.load_text(*unsaved_overlay))
    for overlay in loaded:
        apply_overlay(root, overlay, source_map, problems)
    _check_size(main)
    resolve_refs(main, files, problems, source_map.begin_step())
    _check_size(main)
    coerce_types(root, problems, source_map.begin_step(), is_swagger=version == "2.0")
    validator_input = marshal.dumps(root)
    source_map.mark_validator_input()
    if version == "2.0":
        hoist_inline_refs(root, problems, source_map.begin_step())
        convert_swagger2(root, problems, source_map.begin_step())
        coerce_types(root, problems, source_map.begin_step())
    upgrade_openapi3(root, version, problems, source_map.begin_step())
    check_consistency(root, version, problems)
    return Document(
        root,
        version,
        files.digests,
        source_map,
        validator_input,
        overlays=tuple(overlay.name for overlay in loaded),
        locations=files.locations,
    )


def _check_size(main: LoadedFile) -> None:
    """Raise `DocumentError` for a tree that became too large or too deep."""
    try:
        count_nodes(main.root)
    except TooLarge as error:
        message = f"with its overlays and references, {error}"
        place = Place(main.name, 1, 1, "#")
        raise fatal_error("limit-exceeded", message, place) from None


def _read_version(main: LoadedFile, problems: Problems) -> str:
    """Return the version of the specification that the document states.

    Raises `DocumentError` where there is none, or one that is not supported.
    """
    root, name = main.root, main.name
    start = Place(name, 1, 1, "#")
    if type(root) is not dict:
        found = {type(None): "empty", list: "a list"}.get(type(root), "a single value")
        message = f"{name} is {found}, not an OpenAPI document"
        raise fatal_error("not-a-mapping", message, start, suggestion=_HELP)
    keywords = [keyword for keyword in _SUPPORTED if keyword in root]
    if not keywords:
        message = f"{name} is not an OpenAPI document: it has no member 'openapi'"
        for members, guess in _OTHER_FORMATS:
            if members <= root.keys():
                message += f" ({guess})"
                break
        raise fatal_error("not-openapi", message, start, suggestion=_HELP)
    keyword, version = keywords[0], root[keywords[0]]
    if len(keywords) > 1:
        message = f"{name} has both 'openapi' and 'swagger'"
        help_ = "remove one of them"
    elif type(version) is str and _SUPPORTED[keyword].fullmatch(version):
        return version
    else:
        shown = version if type(version) is str else repr(version)
        message = (
            f"{name} has the version {keyword}: {shown[:40]}; supported are "
            "Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2"
        )
        help_ = "convert the document to OpenAPI 3.1"
    place = problems.place(f"#/{keyword}")
    raise fatal_error("unsupported-version", message, place, suggestion=help_)
