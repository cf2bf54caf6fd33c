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
from collections.abc import Callable, Iterator
from typing import Any

from jsonschema_path import SchemaPath
from openapi_spec_validator.schemas import (
    openapi_v2_schema_validator,
    openapi_v30_schema_validator,
    openapi_v31_schema_validator,
    openapi_v32_schema_validator,
)
from openapi_spec_validator.validation import keywords
from openapi_spec_validator.validation.exceptions import (
    DuplicateOperationIDError,
    UnresolvableParameterError,
)
from openapi_spec_validator.validation.validators import (
    OpenAPIV2SpecValidator,
    OpenAPIV30SpecValidator,
    OpenAPIV31SpecValidator,
    OpenAPIV32SpecValidator,
    SpecValidator,
)

from generator.document.bundle import prune
from generator.document.grammar import WILD, walk
from generator.document.pointer import follow, join, lookup

try:
    import resource
except ImportError:  # Windows has no such limits; the parent's time limit remains.
    resource = None  # type: ignore[assignment]

__all__ = ["main"]

_MAX_FINDINGS = 500
_MAX_MEMORY = 700_000_000
_MAX_MESSAGE = 300

# Never run, never followed: they are checked by other means or not at all.
_REMOVED = ("pattern", "$id", "$schema", "$anchor", "$dynamicAnchor", "$dynamicRef")

_REASON = re.compile(r"(?:is|does|has|was) [^{}\[\]]*$")

_VALIDATORS: dict[str, tuple[type[SpecValidator], Any]] = {
    "2.0": (OpenAPIV2SpecValidator, openapi_v2_schema_validator),
    "3.0": (OpenAPIV30SpecValidator, openapi_v30_schema_validator),
    "3.1": (OpenAPIV31SpecValidator, openapi_v31_schema_validator),
    "3.2": (OpenAPIV32SpecValidator, openapi_v32_schema_validator),
}


class _IdSet(set[int]):
    """Stands in for a list of ids that the validator only asks with `in`."""

    append = set.add


class _SchemaValidator(keywords.SchemaValidator):
    """Visits in linear time what the original visits in quadratic and exponential."""

    def __init__(self, registry: Any) -> None:
        super().__init__(registry)
        self.visited_schema_ids = _IdSet()  # type: ignore[assignment]
        self.meta_checked_schema_ids = _IdSet()  # type: ignore[assignment]
        self._known: dict[int, set[str]] = {}

    def _collect_properties(self, schema: SchemaPath) -> set[str]:
        key = id(schema.read_value())
        if key not in self._known:
            # A schema that contains itself adds nothing to itself.
            self._known[key] = set()
            self._known[key] = super()._collect_properties(schema)
        return self._known[key]


class _Denied(dict[str, Any]):
    """Handlers for every scheme, each of which refuses."""

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: str) -> Callable[[str], Any]:
        def refuse(uri: str) -> Any:
            raise PermissionError("references are resolved before validation")

        return refuse


def _positioned(base: type[Any]) -> type[Any]:
    """Let a keyword validator note on each finding where it was looking."""

    class Positioned(base):  # type: ignore[misc]
        def __call__(self, *args: Any, **options: Any) -> Iterator[Any]:
            for error in super().__call__(*args, **options):
                if not hasattr(error, "looked_at"):
                    error.looked_at = _parts(args, error)
                yield error

    return Positioned


def _parts(args: tuple[Any, ...], error: Any) -> list[Any]:
    path = next((arg for arg in args if isinstance(arg, SchemaPath)), None)
    return [*path.parts, *error.absolute_path] if path is not None else []


def _keyword_validators(cls: type[SpecValidator]) -> dict[str, type[Any]]:
    found: dict[str, type[Any]] = {}
    for name, validator in cls.keyword_validators.items():
        if name == "schema":
            validator = type("_Mended", (_SchemaValidator, validator), {})
        found[name] = _positioned(validator)
    return found


def _findings(root: dict[str, Any], version: str) -> Iterator[dict[str, Any]]:
    cls, meta = _VALIDATORS[version]
    yield from _structure(meta, root)
    _drop_nameless(root)
    mended = type(
        "_Validator", (cls,), {"keyword_validators": _keyword_validators(cls)}
    )
    path = SchemaPath.from_dict(root, handlers=_Denied(), resolved_cache_maxsize=4_096)
    validator = mended(path)
    for error in validator.root_validator(path):
        if isinstance(error, (DuplicateOperationIDError, UnresolvableParameterError)):
            continue  # The document floor reports these with their places.
        parts = getattr(error, "looked_at", [])
        is_default = error.__class__.__name__ == "ValidationError"
        yield _finding(_origin(path, parts), error.message, is_default)


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
    target = follow(root, ref) if type(ref) is str else None
    return value if target is None else lookup(root, target)


def _origin(path: SchemaPath, parts: list[Any]) -> list[Any]:
    """Return the way to the value itself where `parts` lead through references."""
    done: list[Any] = []
    value = path.read_value()
    root = value
    for part in parts:
        ref = value.get("$ref") if isinstance(value, dict) else None
        if isinstance(ref, str) and ref.startswith("#/"):
            done = [_unescape(token) for token in ref[2:].split("/")]
            value = root
            for token in done:
                value = value[int(token) if isinstance(value, list) else token]
        done.append(part)
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            break
    return done


def _unescape(token: str) -> str:
    return token.replace("~1", "/").replace("~0", "~")


def _structure(meta: Any, root: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Check against the schema of OpenAPI itself; the Rust one knows more context."""
    rust = getattr(meta, "_rs_validator", None)
    for error in (rust or meta).iter_errors(root):
        best = _most_telling(error, rust is not None)
        where = best.instance_path if rust is not None else best.absolute_path
        yield _finding(list(where), best.message, False)


def _most_telling(error: Any, is_rust: bool) -> Any:
    """Return the deepest cause below a oneOf or anyOf that failed."""
    while True:
        context = getattr(error.kind if is_rust else error, "context", None)
        causes: list[Any] = []
        for branch in context or ():
            causes += branch if isinstance(branch, list) else [branch]
        causes = [each for each in causes if "$ref" not in each.message[:20]]
        if not causes:
            return error

        def depth(cause: Any) -> int:
            path = cause.instance_path if is_rust else cause.absolute_path
            return len(path)

        error = max(causes, key=depth)


def _finding(parts: list[Any], message: str, is_default: bool) -> dict[str, Any]:
    text = " ".join(message.split())
    if len(text) > _MAX_MESSAGE:
        # It begins with the value itself; what is wrong with it stands at the end.
        reason = _REASON.search(text, len(text) - _MAX_MESSAGE)
        text = f"the value {reason.group()}" if reason else text[:_MAX_MESSAGE]
    return {"pointer": join(*parts), "message": text, "default": is_default}


def _clean(root: dict[str, Any]) -> None:
    """Take out what must not be run or followed, and what upsets the validator."""
    prune(root)
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
        elif kind in WILD or kind == "pathItem":
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
    # Loaded from a resource on first use, which is not possible once confined.
    getattr(_VALIDATORS[version][1], "schema", None)
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
