"""openapi-spec-validator, quick on one document whose references are all its own.

The original searches lists of ids, takes exponential time on schemas that share parts,
finds each value anew from the root and checks each schema against the meta-schema in
Python. What it finds is the same here, in time that grows with the document only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

import jsonschema_rs
from jsonschema_path import SchemaPath
from jsonschema_path.accessors import SchemaAccessor
from openapi_schema_validator._specifications import REGISTRY
from openapi_schema_validator.validators import OAS30Validator
from openapi_spec_validator.validation import keywords
from openapi_spec_validator.validation.validators import (
    OpenAPIV2SpecValidator,
    OpenAPIV30SpecValidator,
    OpenAPIV31SpecValidator,
    OpenAPIV32SpecValidator,
    SpecValidator,
)

from generator.document.pointer import MISSING, follow_refs, lookup

__all__ = ["errors"]

_VALIDATORS: dict[str, tuple[type[SpecValidator], Any]] = {
    "2.0": (OpenAPIV2SpecValidator, OAS30Validator.META_SCHEMA),
    "3.0": (OpenAPIV30SpecValidator, OAS30Validator.META_SCHEMA),
    "3.1": (
        OpenAPIV31SpecValidator,
        REGISTRY.contents("https://spec.openapis.org/oas/3.1/dialect/base"),
    ),
    "3.2": (
        OpenAPIV32SpecValidator,
        REGISTRY.contents("https://spec.openapis.org/oas/3.2/dialect/2025-09-17"),
    ),
}
_OWN = "https://spec.openapis.org/"


def errors(root: dict[str, Any], version: str) -> Iterator[tuple[list[Any], Any]]:
    """Give what the validator finds in `root`: the way to the place, and the error.

    `version` is that of the dialect: 2.0, 3.0, 3.1 or 3.2.
    """
    cls, meta = _VALIDATORS[version]
    quick = dict(cls.keyword_validators)
    quick["schema"] = _quick(quick["schema"], meta)
    quick["operation"] = type(
        "_Operation", (_OperationValidator, quick["operation"]), {}
    )
    found = {name: _positioned(validator) for name, validator in quick.items()}
    mended = type("_Validator", (cls,), {"keyword_validators": found})
    accessor = cast(_Accessor, _Accessor.from_schema(root, handlers=_Denied()))
    path = SchemaPath(accessor)
    for error in mended(path).root_validator(path):
        yield _origin(root, getattr(error, "looked_at", [])), error


class _IdSet(set[int]):
    """Stands in for a list of ids that the validator only asks with `in`."""

    append = set.add


class _Forgetful(list[str]):
    """Stands in for the list of all operationIds: the document floor compares them."""

    def __contains__(self, key: object) -> bool:
        return False


class _OperationValidator(keywords.OperationValidator):
    """Does not look for each operationId among all that came before."""

    def __init__(self, registry: Any) -> None:
        super().__init__(registry)
        self.operation_ids_registry = _Forgetful()


class _SchemaValidator(keywords.SchemaValidator):
    """Visits in linear time what the original visits in quadratic and exponential."""

    is_valid: Callable[[Any], bool]
    """Whether a schema is one by the meta-schema."""

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

    def _validate_schema_meta(self, schema: SchemaPath, schema_value: Any) -> Any:
        """Only a schema that is wrong is checked at length, to tell how."""
        try:
            if self.is_valid(schema_value):
                return None
        except ValueError:
            pass  # A value that has no JSON, such as half a character.
        return super()._validate_schema_meta(schema, schema_value)


def _quick(validator: type[Any], meta: Any) -> type[Any]:
    own = [(uri, REGISTRY.contents(uri)) for uri in REGISTRY if uri.startswith(_OWN)]
    checker = jsonschema_rs.validator_for(
        meta, registry=jsonschema_rs.Registry(own), validate_formats=False
    )
    members = {"is_valid": staticmethod(checker.is_valid)}
    return type("_Mended", (_SchemaValidator, validator), members)


class _Accessor(SchemaAccessor):
    """Finds a value from the one around it, and what a reference leads to at once."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._found: dict[Any, Any] = {}
        self._targets: dict[str, Any] = {}

    def __getitem__(self, parts: Any) -> Any:
        value = self._found.get(parts, MISSING)
        if value is MISSING:
            value = self._found[parts] = self._find(parts)
        return value

    def _find(self, parts: tuple[Any, ...]) -> Any:
        if not parts:
            return self._followed(self.node)
        value, part = self[parts[:-1]], parts[-1]
        try:
            return self._followed(value[part])
        except (KeyError, IndexError, TypeError) as error:
            raise KeyError(part) from error

    def _followed(self, value: Any) -> Any:
        ref = value.get("$ref") if isinstance(value, dict) else None
        if not isinstance(ref, str):
            return value
        if ref not in self._targets:
            target = follow_refs(cast(dict[str, Any], self.node), ref)
            self._targets[ref] = (
                MISSING if target is None else lookup(self.node, target)
            )
        if self._targets[ref] is MISSING:
            raise KeyError(ref)
        return self._targets[ref]


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


def _origin(root: Any, parts: list[Any]) -> list[Any]:
    """Return the way to the value itself where `parts` lead through references."""
    done: list[Any] = []
    value = root
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
