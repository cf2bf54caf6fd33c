"""Generates calls of operations: values by location, and arguments of a method."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from generator.contract.case import Arguments, Case
from generator.contract.document import LOCATIONS
from generator.contract.drawing.instances import Instance, InstanceGenerator
from generator.contract.drawing.serializable import (
    exclusions,
    has_valid_path,
    serializable,
)
from generator.contract.json_values import as_object, is_array, is_object
from generator.contract.operation import MediaType, Operation, Parameter
from generator.contract.schemas.direction_schema import DirectionSchemas, reference
from generator.contract.schemas.variants import (
    NoInstanceError,
    SchemaVariants,
    property_schema,
)

__all__ = ["Call", "CallGenerator"]


@dataclass(frozen=True)
class Call:
    """The values of one call."""

    label: str
    media_type: MediaType | None
    values: dict[str, Any]
    """By location and name in the document; ``body`` is the whole body."""
    labels: tuple[str, ...] = ()
    """All labels of the instance that the values are."""


# A parameter cannot be null, and an empty array or object cannot be serialized.
_PARAMETER_TYPES = ("string", "integer", "number", "boolean", "array", "object")
_PARAMETER_SCHEMA: dict[str, Any] = {
    "type": list(_PARAMETER_TYPES),
    "minItems": 1,
    "minProperties": 1,
}


class CallGenerator:
    """Generates calls that cover the parameters and bodies of operations.

    Args:
        schemas: The schemas of requests.
    """

    def __init__(self, schemas: DirectionSchemas) -> None:
        self._schemas = schemas
        self._instances = InstanceGenerator(schemas, min_null_depth=2)
        self.variants = self._instances.variants

    @cached_property
    def _argument_variants(self) -> SchemaVariants:
        """The variants without conditions on properties, which have no arguments."""
        return SchemaVariants(self._schemas.enforced)

    def calls(self, case: Case, operation: Operation) -> tuple[list[Call], list[str]]:
        """Return the calls, the minimal one first, and why any are missing."""
        calls: list[Call] = []
        missing: list[str] = []
        for media_type in operation.media_types or (None,):
            schema = self._schema(operation, media_type)
            instances, reasons = self._instances.instances(schema)
            missing += reasons
            examples = self._examples(case, operation, media_type, schema, instances)
            for each in (*instances, *examples):
                label = each.label
                if media_type is not None and len(operation.media_types) > 1:
                    label = f"{label} as {media_type.name}"
                values = self._expressible(case, operation, media_type, each.value)
                call = Call(label, media_type, values, each.labels)
                if self._is_inexpressible(operation, call, each.value):
                    missing.append(f"{label}: no arguments express it")
                else:
                    calls.append(call)
        return calls, missing

    def minimal(self, case: Case, operation: Operation) -> Call:
        """Return the call with the fewest values; raise NoInstanceError if none is
        found.
        """
        reasons: list[str] = []
        for media_type in operation.media_types or (None,):
            schema = self._schema(operation, media_type)
            instances, missing = self._instances.instances(schema)
            for each in instances:
                values = self._expressible(case, operation, media_type, each.value)
                call = Call("minimal", media_type, values)
                if not self._is_inexpressible(operation, call, each.value):
                    return call
                missing = [*missing, "no arguments express a valid value"]
            reasons += missing
        raise NoInstanceError(reasons[0] if reasons else "no request body was found")

    def _is_inexpressible(self, operation: Operation, call: Call, values: Any) -> bool:
        """Return whether no arguments express values: those of the call, which are
        expressible, are not valid, or the path has no room for them.
        """
        if not has_valid_path(operation, call.values.get("path", {})):
            return True
        return call.values != values and bool(self.problems(operation, call))

    def problems(self, operation: Operation, call: Call) -> list[str]:
        """Return how the values of a call violate the document."""
        schema = self._schema(operation, call.media_type)
        return self._schemas.problems(schema, call.values)

    def is_forbidden(self, operation: Operation, call: Call) -> bool:
        """Return whether a client must reject the values of a call."""
        if call.media_type is not None and call.media_type.is_opaque:
            return False
        if call.values.get("body") == {} and not operation.body_required:
            return False  # no body is sent
        schema = self._schema(operation, call.media_type, is_drawn=False)
        # A date with one character less may still be a date.
        is_format_typed = not call.label.startswith("one ")
        return self._schemas.is_refused(
            schema, call.values, is_format_typed=is_format_typed
        )

    def _schema(
        self,
        operation: Operation,
        media_type: MediaType | None,
        *,
        is_drawn: bool = True,
    ) -> dict[str, Any]:
        """A schema for all values of a call.

        Args:
            is_drawn: Whether parameters must have a serialization that shows their
                value: those of any type are strings, and nothing is empty.
        """
        properties: dict[str, Any] = {}
        for location in LOCATIONS:
            parameters = operation.parameters_in(location)
            if parameters:
                properties[location] = {
                    "type": "object",
                    "properties": {
                        p.name: self._parameter(p, is_drawn) for p in parameters
                    },
                    "required": [p.name for p in parameters if p.required],
                    "additionalProperties": False,
                }
        required = [name for name, schema in properties.items() if schema["required"]]
        if media_type is not None:
            properties["body"] = _body_schema(media_type)
            if operation.body_required or self._requires_a_property(media_type):
                required.append("body")
        return {
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": False,
        }

    def _requires_a_property(self, media_type: MediaType) -> bool:
        """Whether arguments are required although the body is optional."""
        if media_type.is_opaque or not media_type.schema:
            return False
        variants = self.variants.of(reference(media_type.schema))
        return all(variant.get("required") for variant in variants)

    def takes_text(self, parameter: Parameter) -> bool:
        """Return whether a parameter takes text that is sent escaped."""
        if parameter.location not in ("path", "query") or (
            parameter.content is not None
            or parameter.allows_reserved
            or not parameter.schema
        ):
            return False
        variants = self.variants.of(reference(parameter.schema))
        return any(each["type"] in ("any", "enum", "string") for each in variants)

    def _parameter(self, parameter: Parameter, is_drawn: bool) -> dict[str, Any]:
        schema: dict[str, Any] = dict(_PARAMETER_SCHEMA if is_drawn else {})
        if parameter.is_empty_for_empty_text or (
            is_drawn and parameter.location == "path"
        ):
            schema["minLength"] = 1
        if not parameter.schema:
            return {**schema, "type": "string"}
        own: dict[str, Any] = reference(parameter.schema)
        types = {variant["type"] for variant in self.variants.of(own)}
        if not types:
            return own  # nothing satisfies it, so the parameter is never sent
        if "any" in types:
            return {**schema, "type": "string"} if is_drawn else own
        if "enum" not in types:
            schema["type"] = [each for each in _PARAMETER_TYPES if each in types]
        members = [own, schema]
        if is_drawn and (excluded := exclusions(parameter, self.variants)):
            members.append(excluded)
        return {"allOf": members}

    def _examples(
        self,
        case: Case,
        operation: Operation,
        media_type: MediaType | None,
        schema: dict[str, Any],
        instances: list[Instance],
    ) -> Iterator[Instance]:
        """The valid examples of the document, in otherwise minimal values."""
        if not instances:
            return
        minimal = instances[0].value
        if media_type is not None and not media_type.is_opaque:
            for label, value in media_type.examples.items():
                names = self._argument_names(case, media_type, as_object(value))
                if names == as_object(value).keys():
                    yield from self._if_valid(schema, label, {**minimal, "body": value})
        for parameter in operation.parameters:
            for index, value in enumerate(parameter.examples):
                inner = {**minimal.get(parameter.location, {}), parameter.name: value}
                values = {**minimal, parameter.location: inner}
                label = f"example {index + 1} of {parameter.name}"
                yield from self._if_valid(schema, label, values)

    def _if_valid(self, schema: Any, label: str, values: Any) -> Iterator[Instance]:
        try:
            if not self._schemas.problems(schema, values):
                yield Instance(label, values)
        except ValueError:
            return

    def arguments(self, case: Case, operation: Operation, call: Call) -> Arguments:
        """Return the positional and keyword arguments of a call."""
        values = call.values
        # Path parameters are positional, in the order of the template.
        in_path = sorted(
            operation.parameters_in("path"),
            key=lambda parameter: operation.path.find(f"{{{parameter.name}}}"),
        )
        positional = [values["path"][parameter.name] for parameter in in_path]
        keywords: dict[str, Any] = {}
        for location in LOCATIONS[1:]:
            for name, value in values.get(location, {}).items():
                keywords[case.argument(location, name)] = value
        if "body" in values and call.media_type is not None:
            keywords |= self._body_arguments(case, call.media_type, values["body"])
            if len(operation.media_types) > 1:
                keywords["content_type"] = call.media_type.concrete_name
        return positional, keywords

    def _body_arguments(
        self, case: Case, media_type: MediaType, body: Any
    ) -> dict[str, Any]:
        value = self._with_bytes(media_type, body)
        if media_type.concrete_name in case.whole or not is_object(value):
            return {"body": value}
        names = self._argument_variants.property_names(reference(media_type.schema))
        arguments = {
            case.argument("body", name): item
            for name, item in value.items()
            if name in names
        }
        additional = {name: item for name, item in value.items() if name not in names}
        if additional:
            arguments["additional_properties"] = additional
        return arguments

    def _expressible(
        self,
        case: Case,
        operation: Operation,
        media_type: MediaType | None,
        values: Any,
    ) -> Any:
        """The values without what no argument can express."""
        values = serializable(operation, media_type, values)
        body = values.get("body")
        if media_type is None or not is_object(body):
            return values
        names = self._argument_names(case, media_type, body)
        return {**values, "body": {name: body[name] for name in body if name in names}}

    def _argument_names(
        self, case: Case, media_type: MediaType, body: dict[str, Any]
    ) -> set[str]:
        """The properties of a body that arguments can express.

        Additional properties have an argument only if the document mentions them.
        """
        schema = reference(media_type.schema)
        if media_type.concrete_name in case.whole or any(
            variant.get("additionalProperties") is not None
            for variant in self._argument_variants.of(schema)
        ):
            return set(body)
        return self._argument_variants.property_names(schema) & body.keys()

    def _with_bytes(self, media_type: MediaType, body: Any) -> Any:
        """The body with bytes in place of strings that stand for binary data."""
        if media_type.kind == "bytes":
            return body.encode()
        if media_type.kind != "multipart" or not is_object(body):
            return body
        result = dict(body)
        variants = self.variants.of(reference(media_type.schema))
        for name, value in body.items():
            schemas = [property_schema(variant, name) for variant in variants]
            found = [
                self._as_file(media_type, name, schema, value)
                for schema in schemas
                if schema is not True
            ]
            # A string in place of a file is accepted, but not bytes in place of text.
            result[name] = value if value in found or not found else found[0]
        return result

    def _as_file(
        self, media_type: MediaType, name: str, schema: Any, value: Any
    ) -> Any:
        for variant in self.variants.of(schema):
            if is_array(value) and variant["type"] == "array":
                items = variant.get("items", True)
                return [self._as_file(media_type, name, items, each) for each in value]
            if isinstance(value, str) and media_type.is_file(name, variant):
                return value.encode()
        return value


def _body_schema(media_type: MediaType) -> Any:
    if media_type.is_opaque:
        return {"type": "string", "minLength": 1}
    schema = reference(media_type.schema)
    if media_type.kind == "json" or not media_type.schema:
        return schema
    return {"allOf": [schema, {"type": "object"}]}
