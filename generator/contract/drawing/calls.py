"""Generates calls of operations: values by location, and arguments of a method."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.contract.case import Arguments, Case
from generator.contract.document import LOCATIONS
from generator.contract.drawing.instances import Instance, InstanceGenerator
from generator.contract.drawing.serializable import (
    exclusions,
    has_room,
    serializable,
)
from generator.contract.json_values import is_array, is_object
from generator.contract.operation import MediaType, Operation, Parameter
from generator.contract.problem import Problem
from generator.contract.schemas.direction_schema import DirectionSchemas, reference
from generator.contract.schemas.variants import (
    NoInstanceError,
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
        self._calls: dict[str, tuple[list[Call], list[str]]] = {}
        self._call_schemas: dict[tuple[object, ...], dict[str, Any]] = {}
        self.variants = self._instances.variants

    def calls(self, case: Case, operation: Operation) -> tuple[list[Call], list[str]]:
        """Return the calls, the minimal one first, and why any are missing."""
        if case.name not in self._calls:
            self._calls[case.name] = self._generate(case, operation)
        return self._calls[case.name]

    def _generate(
        self, case: Case, operation: Operation
    ) -> tuple[list[Call], list[str]]:
        calls: list[Call] = []
        missing: list[str] = []
        for media_type in operation.media_types or (None,):
            schema = self._schema(operation, media_type)
            instances, reasons = self._instances.instances(schema)
            missing += reasons
            examples = self._examples(case, operation, media_type, schema, instances)
            empty = self._empty_bodies(media_type, schema, instances)
            for each in (*instances, *empty, *examples):
                label = each.label
                if media_type is not None and len(operation.media_types) > 1:
                    label = f"{label} as {media_type.name}"
                values = self._expressible(case, operation, media_type, each.value)
                call = Call(label, media_type, values, each.labels)
                is_changed = values != each.value
                if (
                    not has_room(operation, values)
                    or not _has_required(case, values)
                    or (is_changed and self.problems(operation, call))
                ):
                    missing.append(f"{label}: no arguments express it")
                else:
                    calls.append(call)
        return calls, missing

    def minimal(self, case: Case, operation: Operation) -> Call:
        """Return the call with the fewest values; raise NoInstanceError if none is
        found.
        """
        calls, missing = self.calls(case, operation)
        if not calls:
            raise NoInstanceError(missing[0] if missing else "no call was found")
        return calls[0]

    def problems(self, operation: Operation, call: Call) -> list[Problem]:
        """Return how the values of a call violate the document."""
        schema = self._schema(operation, call.media_type)
        return self._schemas.problems(schema, call.values)

    def refusal(self, operation: Operation, call: Call) -> Problem | None:
        """Return why a client must reject the values of a call; None if it need not."""
        if call.media_type is not None and call.media_type.is_opaque:
            return None
        is_whole = call.media_type is not None and call.media_type.is_whole
        is_empty = call.values.get("body") == {} and not is_whole
        if is_empty and not operation.body_required:
            return None  # no body is sent
        schema = self._schema(operation, call.media_type, is_drawn=False)
        # A date with one character less may still be a date.
        is_format_typed = not call.label.startswith("one ")
        return self._schemas.refusal(
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
        name = media_type.name if media_type is not None else ""
        decided = [*operation.constants.items(), *operation.flags.items()]
        decided += [
            (p.name, p.flag) for p in operation.parameters if p.flag is not None
        ]
        constants = tuple(decided) if is_drawn else ()
        key = operation.pointer, name, operation.sends_body, is_drawn, constants
        if key not in self._call_schemas:
            made = self._made_schema(operation, media_type, is_drawn)
            self._call_schemas[key] = made
        return self._call_schemas[key]

    def _made_schema(
        self, operation: Operation, media_type: MediaType | None, is_drawn: bool
    ) -> dict[str, Any]:
        properties: dict[str, Any] = {}
        for location in LOCATIONS:
            parameters = operation.parameters_in(location)
            if parameters:
                properties[location] = {
                    "type": "object",
                    "properties": {
                        p.name: self.parameter_schema(p, is_drawn=is_drawn)
                        for p in parameters
                    },
                    "required": [
                        p.name
                        for p in parameters
                        if operation.needs(p, any_credentials=is_drawn)
                    ],
                    "additionalProperties": False,
                }
        required = [name for name, schema in properties.items() if schema["required"]]
        if media_type is not None:
            properties["body"] = _body_schema(media_type)
            if is_drawn and operation.constants and not media_type.is_whole:
                properties["body"] = {
                    "allOf": [properties["body"], _constants(operation.constants)]
                }
            if operation.sends_body:
                required.append("body")
        return {
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": False,
        }

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

    def parameter_schema(
        self, parameter: Parameter, *, is_drawn: bool = True
    ) -> dict[str, Any]:
        """Return a schema for the values of a parameter.

        Args:
            is_drawn: Whether the serialization must show the value: one of any type is a
                string, and nothing is empty.
        """
        schema: dict[str, Any] = {"type": list(_PARAMETER_TYPES)}
        if is_drawn:
            schema = dict(_PARAMETER_SCHEMA)
        if parameter.is_empty_for_empty_text or (
            is_drawn and parameter.location == "path"
        ):
            schema["minLength"] = 1
        if not parameter.schema:
            return {**schema, "type": "string"} if is_drawn else schema
        own: dict[str, Any] = reference(parameter.schema)
        if is_drawn and parameter.flag is not None:
            own = {"allOf": [own, {"enum": [parameter.flag]}]}
        types = {variant["type"] for variant in self.variants.of(own)}
        if not types:
            return own  # nothing satisfies it, so the parameter is never sent
        if "any" in types:
            return {**schema, "type": "string"} if is_drawn else own
        if "enum" not in types:
            schema["type"] = [each for each in _PARAMETER_TYPES if each in types]
        members = [own, schema]
        if is_drawn and (excluded := exclusions(parameter, self.variants)):
            members.append({"type": list(_PARAMETER_TYPES), **excluded})
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
                values = {**minimal, "body": value}
                expressible = self._expressible(case, operation, media_type, values)
                if is_object(value) and expressible["body"] == value:
                    yield from self._if_valid(schema, label, values)
        for parameter in operation.parameters:
            for index, value in enumerate(parameter.examples):
                inner = {**minimal.get(parameter.location, {}), parameter.name: value}
                values = {**minimal, parameter.location: inner}
                label = f"example {index + 1} of {parameter.name}"
                yield from self._if_valid(schema, label, values)

    def _empty_bodies(
        self, media_type: MediaType | None, schema: Any, instances: list[Instance]
    ) -> Iterator[Instance]:
        """Bodies that say nothing, which a client must send where they are given."""
        if media_type is None or not media_type.is_whole or media_type.kind != "json":
            return
        drawn = [each.value for each in instances]
        variants = self.variants.of(reference(media_type.schema))
        types = {each["type"] for each in variants if drawn}
        if any(e["type"] == "object" and e.get("properties") for e in variants):
            types.discard("object")  # The client may add a tag.
        for type_, body in (("null", None), ("object", {}), ("array", [])):
            values = {**drawn[0], "body": body} if types & {type_, "any"} else {}
            if values and values not in drawn:
                yield from self._if_valid(schema, f"empty {type_} as the body", values)

    def _if_valid(self, schema: Any, label: str, values: Any) -> Iterator[Instance]:
        try:
            if not self._schemas.problems(schema, values):
                yield Instance(label, values)
        except ValueError:
            return

    def arguments(self, case: Case, operation: Operation, call: Call) -> Arguments:
        """Return the positional and keyword arguments of a call."""
        values = call.values
        positional = [values["path"][each.name] for each in operation.path_parameters]
        keywords: dict[str, Any] = {}
        for location in LOCATIONS[1:]:
            for name, value in values.get(location, {}).items():
                keywords[case.argument(location, name)] = value
        if "body" in values and call.media_type is not None:
            keywords |= self._body_arguments(case, call.media_type, values["body"])
            if operation.takes_media_type:
                keywords["content_type"] = call.media_type.sent_name
        return positional, keywords

    def of_arguments(
        self, case: Case, operation: Operation, arguments: Arguments
    ) -> Call:
        """Return the call with the given positional and keyword arguments."""
        positional, keywords = arguments[0], dict(arguments[1])
        names = [each.name for each in operation.path_parameters]
        # A path parameter with only one value may be left out.
        values: dict[str, Any] = {"path": dict(zip(names, positional, strict=False))}
        for location in LOCATIONS[1:]:
            for parameter in operation.parameters_in(location):
                argument = case.argument(location, parameter.name)
                if argument in keywords:
                    values.setdefault(location, {})
                    values[location][parameter.name] = keywords.pop(argument)
        sent_as = None
        if operation.takes_media_type:
            sent_as = keywords.pop("content_type", None)
        named = (m for m in operation.media_types if sent_as in (None, m.sent_name))
        media_type = next(named, None)
        if media_type is not None and keywords:
            is_whole = "body" in keywords and media_type.is_whole
            body = (
                keywords["body"] if is_whole else self._body(case, media_type, keywords)
            )
            values["body"] = _decoded(body)
        if media_type is not None and operation.constants and not media_type.is_whole:
            body = values.get("body", {})
            values["body"] = (
                {**operation.constants, **body} if is_object(body) else body
            )
        schema = self._schema(operation, media_type)
        if self._schemas.problems(schema, values):
            values = self._with_constants(schema, values)
        if is_object(body := values.get("body")) and case.omitted:
            values["body"] = {n: v for n, v in body.items() if n not in case.omitted}
        return Call("wire", media_type, values)

    def _with_constants(self, schema: Any, value: Any) -> Any:
        """A value with the required members that can only have one value, which the
        arguments need not give.
        """
        if not is_object(value):
            return value
        result = dict(value)
        for variant in self.variants.of_type(schema, "object"):
            for name in variant.get("required", ()):
                inner = self.variants.property_schema(variant, name)
                found = self.variants.of(inner)
                if name not in result and len(found) == 1:
                    values = found[0].get(
                        "enum", [{}] if found[0]["type"] == "object" else []
                    )
                    if len(values) == 1:
                        result[name] = values[0]
                if name in result:
                    result[name] = self._with_constants(inner, result[name])
        return result

    def _body(self, case: Case, media_type: MediaType, keywords: dict[str, Any]) -> Any:
        """The body whose properties are keyword arguments."""
        names = self._argument_names(case, media_type)
        wire_names = {case.argument("body", name): name for name in names}
        additional = keywords.pop("additional_properties", {})
        return {wire_names.get(k, k): v for k, v in keywords.items()} | additional

    def _body_arguments(
        self, case: Case, media_type: MediaType, body: Any
    ) -> dict[str, Any]:
        if media_type.kind == "bytes":
            return {"body": body.encode()}
        if media_type.is_whole or not is_object(body):
            return {"body": body}
        names = self._argument_names(case, media_type)
        is_form = media_type.kind == "multipart"
        arguments: dict[str, Any] = {}
        additional: dict[str, Any] = {}
        for name, value in body.items():
            is_file = is_form and name in case.files
            given = _encoded(value) if is_file else value
            if name in names:
                arguments[case.argument("body", name)] = given
            else:
                additional[name] = given
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
        if media_type.is_whole:
            return values
        body = {
            name: operation.flags.get(name, value)
            for name, value in body.items()
            if name not in case.omitted
        }
        if case.additional:
            return {**values, "body": body}
        names = self._argument_names(case, media_type)
        return {**values, "body": {name: body[name] for name in body if name in names}}

    def _argument_names(self, case: Case, media_type: MediaType) -> frozenset[str]:
        """The properties of a body that have an argument."""
        names = frozenset(case.body or self._schemas.listed(media_type.schema))
        return names.difference(case.omitted)


def _has_required(case: Case, values: Mapping[str, Any]) -> bool:
    """Return whether the body has the properties that the method requires."""
    body = values.get("body")
    return not is_object(body) or body.keys() >= {*case.required}


def _constants(values: Mapping[str, bool]) -> dict[str, Any]:
    """Return a schema for bodies with these values."""
    return {
        "type": "object",
        "properties": {name: {"enum": [value]} for name, value in values.items()},
        "required": list(values),
    }


def _encoded(value: Any) -> Any:
    """Files, instead of the strings that stand for them."""
    if is_array(value):
        return [_encoded(each) for each in value]
    return value.encode() if isinstance(value, str) else value


def _decoded(value: Any) -> Any:
    """The strings that stand for files, instead of the files."""
    if is_array(value):
        return [_decoded(each) for each in value]
    if is_object(value):
        return {name: _decoded(each) for name, each in value.items()}
    return value.decode() if isinstance(value, bytes) else value


def _body_schema(media_type: MediaType) -> Any:
    if media_type.is_lines:
        return {"type": "array", "items": reference(media_type.item_schema)}
    if media_type.is_opaque:
        return {"type": "string", "minLength": 1}
    schema = reference(media_type.schema)
    if media_type.kind == "json" or not media_type.schema:
        return schema
    return {"allOf": [schema, {"type": "object"}]}
