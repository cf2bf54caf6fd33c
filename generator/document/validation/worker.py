"""The process in which openapi-spec-validator runs.

It reads a marshalled document from standard input and writes each finding to standard
output as one line of JSON, flushed: the parent may kill it at any time and keep what was
found. Outside of a sandbox, the validator follows references on the network and runs `pattern`,
and it takes exponential time on some documents.
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
from generator.document.pointer import deref, join
from generator.document.references.bundle import remove_dangling_refs
from generator.document.validation.best_match import StructureError
from generator.document.validation.spec_validator import iter_errors

try:
    import resource
except ImportError:  # Windows has no such limits; the parent's time limit remains.
    resource = None  # type: ignore[assignment]

__all__ = ["main"]

_MAX_FINDINGS = 500
_MAX_MEMORY = 700_000_000
_MAX_MESSAGE = 300
# The validator follows a chain of references with two frames for each schema.
_MAX_FRAMES = 3_000

# Keywords that the validator would run as a regular expression or follow.
_UNSAFE = ("pattern", "$id", "$schema", "$anchor", "$dynamicAnchor", "$dynamicRef")

# The end of a message, after the value that it quotes.
_REASON = re.compile(r"(?:is|does|has|was) [^{}\[\]]*$")

_SCHEMAS: dict[str, Any] = {
    "2.0": openapi_v2_schema_validator,
    "3.0": openapi_v30_schema_validator,
    "3.1": openapi_v31_schema_validator,
    "3.2": openapi_v32_schema_validator,
}


def _findings(root: dict[str, Any], version: str) -> Iterator[dict[str, Any]]:
    yield from _structure_findings(_SCHEMAS[version], root)
    _remove_unusable_parameters(root)
    for parts, error in iter_errors(root, version):
        if isinstance(error, UnresolvableParameterError):
            continue  # `check_consistency` reports it.
        is_default = error.__class__.__name__ == "ValidationError"
        yield _finding(parts, error.message, is_default)


def _structure_findings(schema: Any, root: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Validate against the JSON Schema of OpenAPI itself."""
    # jsonschema-rs, unlike jsonschema, groups the errors of a oneOf by branch.
    rust_validator = getattr(schema, "_rs_validator", None)
    for each in (rust_validator or schema).iter_errors(root):
        error = StructureError.convert(each, is_rust=rust_validator is not None)
        error = error.best_match()
        yield _finding(error.path, error.message, False)


def _remove_unusable_parameters(root: dict[str, Any]) -> None:
    """Remove parameters without `name` or `in`, on which the validator would fail."""
    for _, value, _ in walk(root):
        parameters = value.get("parameters")
        if type(parameters) is list:
            value["parameters"] = [
                each
                for each in parameters
                if type(found := deref(root, each)) is dict
                and {"name", "in"} <= found.keys()
            ]


def _finding(parts: list[Any], message: str, is_default: bool) -> dict[str, Any]:
    text = " ".join(message.split())
    if len(text) > _MAX_MESSAGE:
        # The message begins with the value, which is too long; the reason follows.
        reason = _REASON.search(text, len(text) - _MAX_MESSAGE)
        text = f"the value {reason.group()}" if reason else text[:_MAX_MESSAGE]
    return {"pointer": join(*parts), "message": text, "default": is_default}


def _sanitize(root: dict[str, Any]) -> None:
    """Remove what must not be run or followed, and what the validator misreads."""
    remove_dangling_refs(root)
    root.pop("jsonSchemaDialect", None)
    for kind, value, _ in walk(root):
        if kind == "schema":
            for keyword in _UNSAFE:
                value.pop(keyword, None)
            patterns = value.pop("patternProperties", None)
            if isinstance(patterns, dict) and patterns:
                # The patterns are never run, so any name may be one that they allow.
                value.pop("additionalProperties", None)
        elif kind == "response":
            schema = value.get("schema")
            if isinstance(schema, dict) and schema.get("type") == "file":
                # Allowed only here (Swagger 2.0 section 4.3.3); the validator rejects it.
                schema["type"] = "string"
        elif kind in PATTERNED_FIELDS or kind == "pathItem":
            for name in [name for name in value if name.startswith("x-")]:
                del value[name]


def _enter_sandbox(seconds: int) -> None:
    """Limit memory and time; deny files, the network and other processes."""
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
            is_reading = mode is None or "r" in str(mode)
            is_path = isinstance(path, (str, bytes))
            if is_reading and is_path and _real_path(path).startswith(readable):
                return
            raise PermissionError("the validator may not open files")
        if event.startswith(("socket.", "subprocess.", "os.exec", "os.fork", "urllib")):
            raise PermissionError("the validator may not leave its process")

    sys.addaudithook(audit)


def _real_path(path: str | bytes) -> str:
    return os.path.realpath(os.fsdecode(path))


def main() -> None:
    """Validate the document on standard input; the arguments are dialect and seconds."""
    version, seconds = sys.argv[1], int(sys.argv[2])
    gc.disable()
    sys.setrecursionlimit(_MAX_FRAMES)
    # Loads the schema from its file, which the sandbox forbids.
    getattr(_SCHEMAS[version], "schema", None)
    root = marshal.loads(sys.stdin.buffer.read())
    _enter_sandbox(seconds)
    try:
        _sanitize(root)
        for number, finding in enumerate(_findings(root, version)):
            if number >= _MAX_FINDINGS:
                _write({"incomplete": f"more than {_MAX_FINDINGS} findings"})
                break
            _write(finding)
        else:
            _write({"done": True})
    except BaseException as error:  # noqa: BLE001 - the parent reports it
        _write({"incomplete": type(error).__name__})
    sys.stdout.flush()
    # Skip the destruction of a large document, which takes longer than a validation.
    os._exit(0)


def _write(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
