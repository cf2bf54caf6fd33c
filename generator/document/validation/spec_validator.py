"""openapi-spec-validator, made fast for one document whose references are all internal.

The original searches lists of ids, takes exponential time on schemas that share parts,
looks up each value from the root and checks each schema against the meta-schema in
Python. The findings here are the same, in time proportional to the document.
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

from generator.document.pointer import MISSING, follow_refs, lookup, ref_of, split

__all__ = ["iter_errors"]

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
_OPENAPI_SCHEMAS = "https://spec.openapis.org/"


def iter_errors(root: dict[str, Any], version: str) -> Iterator[tuple[list[Any], Any]]:
    """Yield (path of the value as keys and indices, error) for each error in `root`.

    `version` is that of the dialect: 2.0, 3.0, 3.1 or 3.2.
    """
    base, meta_schema = _VALIDATORS[version]
    keyword_validators = dict(base.keyword_validators)
    keyword_validators["schema"] = _fast_schema_validator(
        keyword_validators["schema"], meta_schema
    )
    keyword_validators["operation"] = type(
        "_Operation", (_OperationValidator, keyword_validators["operation"]), {}
    )
    members = {
        "keyword_validators": {
            name: _with_position(each) for name, each in keyword_validators.items()
        }
    }
    validator = type("_Validator", (base,), members)
    accessor = cast(_Accessor, _Accessor.from_schema(root, handlers=_NoHandlers()))
    path = SchemaPath(accessor)
    for error in validator(path).root_validator(path):
        yield _final_path(root, getattr(error, "document_path", [])), error


class _IdSet(set[int]):
    """Replaces a list of ids that the validator only appends to and searches."""

    append = set.add


class _ForgetfulList(list[str]):
    """Replaces the list of all operationIds, which `check_consistency` compares."""

    def __contains__(self, key: object) -> bool:
        return False


class _OperationValidator(keywords.OperationValidator):
    """Does not search all earlier operationIds for each one."""

    def __init__(self, registry: Any) -> None:
        super().__init__(registry)
        self.operation_ids_registry = _ForgetfulList()


class _SchemaValidator(keywords.SchemaValidator):
    """Visits in linear time what the original visits in exponential time."""

    is_valid: Callable[[Any], bool]
    """Whether a schema is valid against the meta-schema."""

    def __init__(self, registry: Any) -> None:
        super().__init__(registry)
        self.visited_schema_ids = _IdSet()  # type: ignore[assignment]
        self.meta_checked_schema_ids = _IdSet()  # type: ignore[assignment]
        self._collected: dict[int, set[str]] = {}

    def _collect_properties(self, schema: SchemaPath) -> set[str]:
        key = id(schema.read_value())
        if key not in self._collected:
            # For a schema that contains itself.
            self._collected[key] = set()
            self._collected[key] = super()._collect_properties(schema)
        return self._collected[key]

    def _validate_schema_meta(self, schema: SchemaPath, schema_value: Any) -> Any:
        """Skip the slow check, which finds the errors, for a valid schema."""
        try:
            if self.is_valid(schema_value):
                return None
        except ValueError:
            pass  # Not JSON, such as a lone surrogate.
        return super()._validate_schema_meta(schema, schema_value)


def _fast_schema_validator(base: type[Any], meta_schema: Any) -> type[Any]:
    resources = [
        (uri, REGISTRY.contents(uri))
        for uri in REGISTRY
        if uri.startswith(_OPENAPI_SCHEMAS)
    ]
    checker = jsonschema_rs.validator_for(
        meta_schema, registry=jsonschema_rs.Registry(resources), validate_formats=False
    )
    members = {"is_valid": staticmethod(checker.is_valid)}
    return type("_Schema", (_SchemaValidator, base), members)


class _Accessor(SchemaAccessor):
    """Finds a value from the one that contains it, and remembers targets of references."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._values: dict[Any, Any] = {}
        self._targets: dict[str, Any] = {}

    def __getitem__(self, parts: Any) -> Any:
        value = self._values.get(parts, MISSING)
        if value is MISSING:
            value = self._values[parts] = self._find(parts)
        return value

    def _find(self, parts: tuple[Any, ...]) -> Any:
        if not parts:
            return self._resolved(self.node)
        value, part = self[parts[:-1]], parts[-1]
        try:
            return self._resolved(value[part])
        except (KeyError, IndexError, TypeError) as error:
            raise KeyError(part) from error

    def _resolved(self, value: Any) -> Any:
        ref = ref_of(value)
        if ref is None:
            return value
        if ref not in self._targets:
            target = follow_refs(cast(dict[str, Any], self.node), ref)
            self._targets[ref] = (
                MISSING if target is None else lookup(self.node, target)
            )
        if self._targets[ref] is MISSING:
            raise KeyError(ref)
        return self._targets[ref]


class _NoHandlers(dict[str, Any]):
    """The handlers of URI schemes: each denies access."""

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: str) -> Callable[[str], Any]:
        def refuse(uri: str) -> Any:
            raise PermissionError("references are resolved before validation")

        return refuse


def _with_position(base: type[Any]) -> type[Any]:
    """Return a keyword validator that sets `document_path` of its errors."""

    class WithPosition(base):  # type: ignore[misc]
        def __call__(self, *args: Any, **options: Any) -> Iterator[Any]:
            for error in super().__call__(*args, **options):
                if not hasattr(error, "document_path"):
                    error.document_path = _document_path(args, error)
                yield error

    return WithPosition


def _document_path(args: tuple[Any, ...], error: Any) -> list[Any]:
    path = next((arg for arg in args if isinstance(arg, SchemaPath)), None)
    return [*path.parts, *error.absolute_path] if path is not None else []


def _final_path(root: Any, path: list[Any]) -> list[Any]:
    """Return the path of the value itself, where `path` leads through references."""
    final: list[Any] = []
    value = root
    for part in path:
        ref = ref_of(value)
        if ref is not None and ref.startswith("#/"):
            final = [*split(ref)]
            value = lookup(root, ref)
        final.append(part)
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            break
    return final
