"""The schemas of a document for requests or for responses.

They validate instances, and say what a client must refuse and accept.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from urllib.parse import unquote

import jsonschema_rs

from generator.contract.document import MAX_REFERENCES, Document
from generator.contract.json_values import as_object, is_object, resolve_pointer
from generator.contract.problem import Problem
from generator.contract.schemas.enforcement import enforced_document
from generator.contract.schemas.translation import URI, Direction, absolute, translate

__all__ = ["TYPED_FORMATS", "Direction", "DirectionSchemas", "reference"]

MAX_MESSAGE_LENGTH = 300
MAX_TAG_DEPTH = 5
"""How many references and allOf to follow in search of a constant."""
TYPED_FORMATS = frozenset({"date-time", "date", "time", "duration", "uuid", "decimal"})
"""The formats of strings that clients decode as something else."""


@cache
def reference(pointer: str) -> Any:
    """Return a schema that refers to the one at a pointer; any value for no pointer.

    It is always the same object for a pointer, so that what is computed for it is found
    again.
    """
    return {"$ref": absolute(pointer)} if pointer else True


def _is_decimal(text: str) -> bool:
    """Whether a text is a number; the format registry of OpenAPI allows no others."""
    return re.fullmatch(r"[-+]?(\d+(\.\d*)?|\.\d+)([Ee][-+]?\d+)?", text) is not None


@dataclass(frozen=True)
class _Tolerance:
    """What clients may accept although it is not valid.

    Args:
        is_open: Whether they accept what a newer server may send: further members of
            enums, and properties of closed objects.
        is_format_typed: Whether they refuse what violates a format with a type.
        root: The translated document.
    """

    root: Any
    is_open: bool
    is_format_typed: bool

    def refused(
        self, errors: Iterable[jsonschema_rs.ValidationError]
    ) -> jsonschema_rs.ValidationError | None:
        """Return the first error of a value that is not tolerated; None if all are."""
        found = list(errors)
        unknown = self._unknown(found)
        refused = (
            e for e in found if e.instance_path not in unknown and not self._includes(e)
        )
        return next(refused, None)

    def includes_all(self, errors: Iterable[jsonschema_rs.ValidationError]) -> bool:
        """Return whether all errors of a value are tolerated."""
        return self.refused(errors) is None

    def _unknown(
        self, errors: Iterable[jsonschema_rs.ValidationError]
    ) -> list[list[str | int]]:
        """The paths of values that an enum does not list: a client that accepts those
        does not look at their bounds.
        """
        paths: list[list[str | int]] = []
        for error in errors if self.is_open else ():
            if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.AnyOf):
                for each in filter(self.includes_all, error.kind.context):
                    paths += self._unknown(each)
            elif _is_scalar(error):
                paths.append(error.instance_path)
        return paths

    def _includes(self, error: jsonschema_rs.ValidationError) -> bool:
        """Whether an error is tolerated; for an anyOf, all the errors of a variant."""
        match error.kind:
            case jsonschema_rs.ValidationErrorKind.AnyOf(context=variants):
                others = (v for v in variants if not self._has_tag_of_other(error, v))
                return any(map(self.includes_all, others))
            case jsonschema_rs.ValidationErrorKind.Format(format=name):
                return name not in TYPED_FORMATS or not self.is_format_typed
            case _:
                is_unlisted = error.schema_path[-1:] == ["additionalProperties"]
                return self.is_open and is_unlisted

    def _has_tag_of_other(
        self,
        union: jsonschema_rs.ValidationError,
        errors: list[jsonschema_rs.ValidationError],
    ) -> bool:
        """Whether a value is no instance of a variant because a property has the value
        that is constant in another variant, to which the value belongs.
        """
        location = union.absolute_keyword_location or ""
        schemas = self._resolved(location) if location.startswith(URI) else []
        return any(
            error.instance_path[:-1] == union.instance_path
            and _members(error)[1:] == []
            and _is_scalar(error)
            and error.instance in self._constants(schemas, str(error.instance_path[-1]))
            for error in errors
            if error.instance_path
        )

    def _resolved(self, ref: str) -> Any:
        return resolve_pointer(self.root, unquote(ref.partition("#")[2]))

    def _constants(self, schemas: Any, name: str, depth: int = 0) -> list[Any]:
        """The constants of a property in any of some schemas."""
        found: list[Any] = []
        for schema in schemas if depth < MAX_TAG_DEPTH else ():
            schema = as_object(schema)
            if "$ref" in schema:
                target = self._resolved(schema["$ref"])
                found += self._constants([target], name, depth + 1)
            found += self._constants(schema.get("allOf", ()), name, depth + 1)
            described = as_object(as_object(schema.get("properties")).get(name))
            members = described.get("enum", [])
            found += [described["const"]] if "const" in described else []
            found += members if len(members) == 1 else []
        return found


def _is_scalar(error: jsonschema_rs.ValidationError) -> bool:
    """Whether an enum or constant does not list a value that has the type of a member.

    No type of a client lists fractions, arrays or objects.
    """
    types: set[type[object]] = {type(each) for each in _members(error)}
    return type(error.instance) in types and {str, int, bool}.issuperset(types)


def _members(error: jsonschema_rs.ValidationError) -> list[Any]:
    """The members of the enum, or the constant, that an error is about, without null."""
    match error.kind:
        case jsonschema_rs.ValidationErrorKind.Enum(options=options):
            return [each for each in options if each is not None]
        case jsonschema_rs.ValidationErrorKind.Constant(expected_value=value):
            return [value]
        case _:
            return []


def _problem(error: jsonschema_rs.ValidationError) -> Problem:
    place = "/".join(map(str, error.instance_path))
    location = error.absolute_keyword_location or ""
    message = error.message[:MAX_MESSAGE_LENGTH]
    return Problem(f"/{place}: {message}", unquote(location.partition("#")[2]))


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text.translate({ord("-"): "+", ord("_"): "/"}), validate=True)
    except ValueError:
        return False
    return True


class DirectionSchemas:
    """The schemas of a document in one direction.

    Args:
        document: The document.
        direction: ``request`` or ``response``.
        is_minimum: Whether to leave out what a client need not check.
    """

    def __init__(
        self, document: Document, direction: Direction, *, is_minimum: bool = False
    ) -> None:
        self._document = document
        self._direction: Direction = direction
        self._root: Any = translate(document, direction, is_minimum=is_minimum)
        self._registry = jsonschema_rs.Registry([(URI, self._root)])
        self._validators: dict[str, jsonschema_rs.Validator] = {}

    @cached_property
    def enforced(self) -> DirectionSchemas:
        """The schemas without what the client does not check."""
        document = enforced_document(self._document)
        return DirectionSchemas(document, self._direction, is_minimum=True)

    def final_pointer(self, pointer: str) -> str:
        """Return the pointer of the schema that a chain of references ends at."""
        for _ in range(MAX_REFERENCES):
            schema = resolve_pointer(self._root, pointer) if pointer else True
            if not is_object(schema) or schema.keys() != {"$ref"}:
                break
            pointer = unquote(str(schema["$ref"]).partition("#")[2])
        return pointer

    def listed(self, pointer: str) -> frozenset[str]:
        """Return the properties that the schema at a pointer lists itself."""
        schema = resolve_pointer(self._root, self.final_pointer(pointer))
        return frozenset(as_object(as_object(schema).get("properties")))

    def resolve(self, ref: str) -> Any:
        """Return the target of a ``$ref``; raise LookupError if there is none."""
        return resolve_pointer(self._root, unquote(ref.partition("#")[2]))

    def validator(self, schema: Any) -> jsonschema_rs.Validator:
        """Return a validator; references of the schema may lead into the document.

        Raises ValueError if the schema is not valid.
        """
        key = repr(schema)
        if key not in self._validators:
            self._validators[key] = jsonschema_rs.Draft202012Validator(
                schema,
                registry=self._registry,
                validate_formats=True,
                formats={"byte": _is_base64, "decimal": _is_decimal},
                pattern_options=jsonschema_rs.RegexOptions(),
            )
        return self._validators[key]

    def problems(self, schema: Any, instance: Any) -> list[Problem]:
        """Return the validation errors of an instance."""
        return list(map(_problem, self.validator(schema).iter_errors(instance)))

    def refusal(
        self, schema: Any, instance: Any, *, is_format_typed: bool = True
    ) -> Problem | None:
        """Return why a client must refuse an instance: it is not valid, even without
        the keywords that the client leaves to the server, and without formats that
        have no type. What a newer server may send is not refused.

        Args:
            is_format_typed: Whether a value that violates a typed format is refused.
        """
        errors = self.enforced.validator(schema).iter_errors(instance)
        root, is_open = self.enforced._root, self._direction == "response"
        tolerance = _Tolerance(root, is_open, is_format_typed)
        error = tolerance.refused(errors)
        return None if error is None else _problem(error)

    def has_only_unknown_enum_values(self, schema: Any, instance: Any) -> bool:
        """Return whether an instance is invalid only because of values that an enum
        does not list: a newer server may send them. A single member is a constant.
        """
        errors = list(self.validator(schema).iter_errors(instance))
        return bool(errors) and all(
            _is_scalar(error) and len(_members(error)) > 1 for error in errors
        )
