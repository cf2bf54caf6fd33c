"""The process in which openapi-spec-validator runs.

It reads one marshalled document from standard input and writes one JSON line for each
finding to standard output, flushed, so that the parent may end it at any moment and
keep what was found. The validator follows references on the network, runs `pattern`
and takes exponential time on some documents: here it can do neither I/O nor harm.
"""

from __future__ import annotations

import gc
import json
import marshal
import os
import re
import sys
from collections.abc import Iterator
from typing import Any

from openapi_spec_validator.schemas import (
    openapi_v2_schema_validator,
    openapi_v30_schema_validator,
    openapi_v31_schema_validator,
    openapi_v32_schema_validator,
)
from openapi_spec_validator.validation.exceptions import UnresolvableParameterError

from generator.document.grammar import PATTERNED_FIELDS, walk
from generator.document.pointer import follow_refs, join, lookup
from generator.document.references.bundle import remove_dangling_refs
from generator.document.validation.causes import Cause
from generator.document.validation.spec_validator import errors

try:
    import resource
except ImportError:  # Windows has no such limits; the parent's time limit remains.
    resource = None  # type: ignore[assignment]

__all__ = ["main"]

_MAX_FINDINGS = 500
_MAX_MEMORY = 700_000_000
_MAX_MESSAGE = 300
# A chain of references is followed two frames a schema; the stack holds far more.
_MAX_FRAMES = 3_000

# Never run, never followed: they are checked by other means or not at all.
_REMOVED = ("pattern", "$id", "$schema", "$anchor", "$dynamicAnchor", "$dynamicRef")

_REASON = re.compile(r"(?:is|does|has|was) [^{}\[\]]*$")

_SCHEMAS: dict[str, Any] = {
    "2.0": openapi_v2_schema_validator,
    "3.0": openapi_v30_schema_validator,
    "3.1": openapi_v31_schema_validator,
    "3.2": openapi_v32_schema_validator,
}


def _findings(root: dict[str, Any], version: str) -> Iterator[dict[str, Any]]:
    yield from _structure(_SCHEMAS[version], root)
    _drop_nameless(root)
    for parts, error in errors(root, version):
        if isinstance(error, UnresolvableParameterError):
            continue  # The document floor reports it with its place.
        is_default = error.__class__.__name__ == "ValidationError"
        yield _finding(parts, error.message, is_default)


def _drop_nameless(root: dict[str, Any]) -> None:
    """Take out parameters that the validator would stumble over."""
    for _, value, _ in walk(root):
        parameters = value.get("parameters")
        if type(parameters) is list:
            value["parameters"] = [
                each
                for each in parameters
                if type(found := _followed(root, each)) is dict
                and "name" in found
                and "in" in found
            ]


def _followed(root: dict[str, Any], value: Any) -> Any:
    ref = value.get("$ref")
    target = follow_refs(root, ref) if type(ref) is str else None
    return value if target is None else lookup(root, target)


def _structure(meta: Any, root: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Check against the schema of OpenAPI itself; the Rust one knows more context."""
    rust = getattr(meta, "_rs_validator", None)
    for error in (rust or meta).iter_errors(root):
        cause = Cause.of(error, is_rust=rust is not None).most_telling()
        yield _finding(cause.path, cause.message, False)


def _finding(parts: list[Any], message: str, is_default: bool) -> dict[str, Any]:
    text = " ".join(message.split())
    if len(text) > _MAX_MESSAGE:
        # It begins with the value itself; what is wrong with it stands at the end.
        reason = _REASON.search(text, len(text) - _MAX_MESSAGE)
        text = f"the value {reason.group()}" if reason else text[:_MAX_MESSAGE]
    return {"pointer": join(*parts), "message": text, "default": is_default}


def _clean(root: dict[str, Any]) -> None:
    """Take out what must not be run or followed, and what upsets the validator."""
    remove_dangling_refs(root)
    root.pop("jsonSchemaDialect", None)
    for kind, value, _ in walk(root):
        if kind == "schema":
            for keyword in _REMOVED:
                value.pop(keyword, None)
            patterns = value.pop("patternProperties", None)
            if isinstance(patterns, dict) and patterns:
                # Without the names the schemas cannot be told; allow what they allow.
                value.pop("additionalProperties", None)
        elif kind == "response":
            schema = value.get("schema")
            if isinstance(schema, dict) and schema.get("type") == "file":
                # Allowed here alone (Swagger 2.0, 4.3.3); the validator forgets it.
                schema["type"] = "string"
        elif kind in PATTERNED_FIELDS or kind == "pathItem":
            for name in [name for name in value if name.startswith("x-")]:
                del value[name]


def _confine(seconds: int) -> None:
    """Bound memory and time, and refuse everything that reaches out of the process."""
    if resource is not None:
        for limit, bound in (
            (resource.RLIMIT_AS, _MAX_MEMORY),
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_CORE, 0),
        ):
            allowed = resource.getrlimit(limit)[1]
            if allowed != resource.RLIM_INFINITY:
                bound = min(bound, allowed)
            resource.setrlimit(limit, (bound, bound))
    readable = tuple(os.path.realpath(path) for path in sys.path if path)

    def audit(event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode = args[0], args[1]
            reads = mode is None or "r" in str(mode)
            if reads and isinstance(path, (str, bytes)):
                known = os.path.realpath(os.fsdecode(path)).startswith(readable)
                if known:
                    return
            raise PermissionError("the validator may not open files")
        if event.startswith(("socket.", "subprocess.", "os.exec", "os.fork", "urllib")):
            raise PermissionError("the validator may not reach out")

    sys.addaudithook(audit)


def main() -> None:
    """Validate the document on standard input: `main` of the process."""
    version, seconds = sys.argv[1], int(sys.argv[2])
    gc.disable()
    sys.setrecursionlimit(_MAX_FRAMES)
    # Loaded from a resource on first use, which is not possible once confined.
    getattr(_SCHEMAS[version], "schema", None)
    root = marshal.loads(sys.stdin.buffer.read())
    _confine(seconds)
    try:
        _clean(root)
        for number, finding in enumerate(_findings(root, version)):
            if number >= _MAX_FINDINGS:
                _say({"incomplete": f"more than {_MAX_FINDINGS} findings"})
                break
            _say(finding)
        _say({"done": True})
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent tells
        _say({"incomplete": type(error).__name__})
    sys.stdout.flush()
    # Taking a large document apart at exit costs more than validating a small one.
    os._exit(0)


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
