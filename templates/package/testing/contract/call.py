"""A call of an operation: from values by location to arguments of a method."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .client import Arguments
from .direction_schema import View, reference
from .document import Media, Operation, Parameter
from .draw import Drawing, Drawn
from .kinds import is_array, is_object
from .schema_variants import Undrawable

__all__ = ["Call", "Calls", "Case"]


@dataclass(frozen=True)
class Case:
    """A method of the client and the operation it stands for.

    Args:
        name: The method, from the client on: ``pets.create``.
        method: The HTTP method.
        path: The path template.
        names: Python names of arguments by wire name, where they are not equal. Where
            a wire name means different arguments, the location goes before it:
            ``query.id``.
        whole: Media types whose body is the one argument ``body``; of the others, each
            property of the body is an argument.
        stream: Whether the method gives the items of those results that are streams;
            the method of any other result may be another.
    """

    name: str
    method: str
    path: str
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    whole: tuple[str, ...] = ()
    stream: bool = False

    def __str__(self) -> str:
        return self.name

    def argument(self, location: str, name: str) -> str:
        """The Python name of what is called `name` on the wire."""
        plain = self.names.get(name, name)
        return self.names.get(f"{location}.{name}", plain)


@dataclass(frozen=True)
class Call:
    """The values of one call."""

    label: str
    media: Media | None
    values: dict[str, Any]
    """By location and wire name; ``body`` is the whole body."""
    labels: tuple[str, ...] = ()
    """All that was drawn with these values."""


def _free(operation: Operation) -> list[Media]:
    """Media types that a client does not look into."""
    return [media for media in operation.bodies if media.kind in ("text", "bytes")]


# A parameter is not null, and an empty array or object in it is nothing at all.
_KINDS = ("string", "integer", "number", "boolean", "array", "object")
_PARAMETER = {"type": list(_KINDS), "minItems": 1, "minProperties": 1}


class Calls:
    """The calls of an operation that are worth making.

    Args:
        view: The document as requests see it.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        self._drawing = Drawing(view, outermost=2)
        self.flattener = self._drawing.flattener

    def of(self, case: Case, operation: Operation) -> tuple[list[Call], list[str]]:
        """Return the calls, the least first, and why any are left out."""
        found: list[Call] = []
        left_out: list[str] = []
        for media in operation.bodies or (None,):
            schema = self._schema(case, operation, media)
            drawn, reasons = self._drawing.cases(schema)
            examples = self._examples(case, operation, media, schema, drawn)
            for each in (*drawn, *examples):
                label = each.label
                if media is not None and len(operation.bodies) > 1:
                    label = f"{label} as {media.name}"
                call = Call(
                    label, media, _writable(operation, media, each.value), each.labels
                )
                if call.values != each.value and self.problems(case, operation, call):
                    left_out.append(f"{label}: items contain what separates them")
                else:
                    found.append(call)
            left_out += reasons
        return found, left_out

    def least(self, case: Case, operation: Operation) -> Call:
        """Return the call with the fewest values; raises Undrawable without one."""
        reason: Undrawable | None = None
        for media in operation.bodies or (None,):
            schema = self._schema(case, operation, media)
            try:
                least = _writable(operation, media, self._drawing.least(schema))
                return Call("minimal", media, least)
            except Undrawable as error:
                reason = error
        raise reason or Undrawable("nothing can be sent")

    def problems(self, case: Case, operation: Operation, call: Call) -> list[str]:
        """Return how the values of a call contradict the document."""
        return self._view.problems(
            self._schema(case, operation, call.media), call.values
        )

    def forbids(self, case: Case, operation: Operation, call: Call) -> bool:
        """Whether the document surely does not allow a call."""
        if call.media in _free(operation):
            return False
        if call.values.get("body") == {} and not operation.body_required:
            return False  # no body is sent
        schema = self._schema(case, operation, call.media)
        # A little less of a date may still be one.
        but = frozenset({"format"} if call.label.startswith("one ") else ())
        return not self._view.tolerable(schema, call.values, but=but)

    def _schema(
        self, case: Case, operation: Operation, media: Media | None
    ) -> dict[str, Any]:
        """One schema for everything in a call."""
        properties: dict[str, Any] = {}
        for location in ("path", "query", "header", "cookie", "querystring"):
            parameters = operation.among(location)
            if parameters:
                properties[location] = {
                    "type": "object",
                    "properties": {p.name: self._parameter(p) for p in parameters},
                    "required": [p.name for p in parameters if p.required],
                    "additionalProperties": False,
                }
        required = [name for name, schema in properties.items() if schema["required"]]
        if media is not None:
            properties["body"] = self._body(media)
            if operation.body_required or self._asks_for_a_property(media):
                required.append("body")
        return {
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": False,
        }

    def _asks_for_a_property(self, media: Media) -> bool:
        """An optional body with required properties has required arguments."""
        if media.kind in ("text", "bytes") or not media.schema:
            return False
        flats = self._drawing.flattener.alternatives(reference(media.schema))
        return all(flat.get("required") for flat in flats)

    def _parameter(self, parameter: Parameter) -> dict[str, Any]:
        solid: dict[str, Any] = dict(_PARAMETER)
        if parameter.location == "path":
            solid["minLength"] = 1
        if not parameter.schema:
            return {**solid, "type": "string"}
        schema = reference(parameter.schema)
        try:
            kinds = {f["type"] for f in self._drawing.flattener.alternatives(schema)}
        except Undrawable:
            return schema  # nothing satisfies it: it is never given
        if "any" in kinds:
            return {**solid, "type": "string"}
        if "enum" not in kinds:
            solid["type"] = [kind for kind in _KINDS if kind in kinds]
        return {"allOf": [schema, solid]}

    def _body(self, media: Media) -> Any:
        if media.kind in ("text", "bytes"):
            return {"type": "string", "minLength": 1}
        if not media.schema:
            return True
        schema = reference(media.schema)
        if media.kind == "json":
            return schema
        return {"allOf": [schema, {"type": "object"}]}

    def _examples(
        self,
        case: Case,
        operation: Operation,
        media: Media | None,
        schema: dict[str, Any],
        drawn: list[Drawn],
    ) -> Iterator[Drawn]:
        """The examples of the document; those that contradict it are set aside."""
        if not drawn:
            return
        least = drawn[0].value
        if media is not None and media.kind not in ("text", "bytes"):
            for label, value in media.examples.items():
                if self._expressible(case, media, value):
                    yield from self._if_valid(schema, label, {**least, "body": value})
        for parameter in operation.parameters:
            for index, value in enumerate(parameter.examples):
                inside = {**least.get(parameter.location, {}), parameter.name: value}
                values = {**least, parameter.location: inside}
                label = f"example {index + 1} of {parameter.name}"
                yield from self._if_valid(schema, label, values)

    def _if_valid(self, schema: Any, label: str, values: Any) -> Iterator[Drawn]:
        try:
            if not self._view.problems(schema, values):
                yield Drawn(label, values)
        except ValueError:
            return

    def arguments(self, case: Case, operation: Operation, call: Call) -> Arguments:
        """Return the arguments that make a call."""
        values = call.values
        # Path parameters go in the order of the template.
        inside = sorted(
            operation.among("path"), key=lambda p: operation.path.find(f"{{{p.name}}}")
        )
        positional = [values["path"][parameter.name] for parameter in inside]
        keywords: dict[str, Any] = {}
        for location in ("query", "header", "cookie", "querystring"):
            for name, value in values.get(location, {}).items():
                keywords[case.argument(location, name)] = value
        if "body" in values and call.media is not None:
            keywords.update(self._body_arguments(case, call.media, values["body"]))
            if len(operation.bodies) > 1:
                keywords["content_type"] = call.media.sent_as
        return positional, keywords

    def _body_arguments(self, case: Case, media: Media, body: Any) -> dict[str, Any]:
        value = self._with_bytes(media, body)
        if media.sent_as in case.whole or not is_object(value):
            return {"body": value}
        listed = self._names(reference(media.schema) if media.schema else True)
        found = {case.argument("body", n): v for n, v in value.items() if n in listed}
        further = {name: v for name, v in value.items() if name not in listed}
        if further:
            found["additional_properties"] = further
        return found

    def _names(self, schema: Any) -> set[str]:
        """The properties that a schema lists or requires, in any of its variants."""
        flats = self._drawing.flattener.alternatives(schema)
        listed = {name for flat in flats for name in flat.get("properties", ())}
        return listed | {name for flat in flats for name in flat.get("required", ())}

    def _expressible(self, case: Case, media: Media, body: Any) -> bool:
        """Whether each property of a body has an argument.

        There is one for further properties only where the document speaks of them.
        """
        if media.sent_as in case.whole or not is_object(body):
            return True
        schema = reference(media.schema) if media.schema else True
        flats = self._drawing.flattener.alternatives(schema)
        spoken = any(flat.get("additionalProperties") is not None for flat in flats)
        return spoken or body.keys() <= self._names(schema)

    def _with_bytes(self, media: Media, body: Any) -> Any:
        """The body with bytes where the document has binary data."""
        if media.kind == "bytes":
            return body.encode()
        if media.kind != "multipart" or not is_object(body):
            return body
        result = dict(body)
        flats = self._drawing.flattener.alternatives(reference(media.schema))
        for name in body:
            for flat in flats:
                schema = flat.get("properties", {}).get(name, True)
                result[name] = self._as_bytes(schema, result[name])
        return result

    def _as_bytes(self, schema: Any, value: Any) -> Any:
        for flat in self._drawing.flattener.alternatives(schema):
            if is_array(value) and flat["type"] == "array":
                return [self._as_bytes(flat.get("items", True), each) for each in value]
            if isinstance(value, str) and _is_binary(flat):
                return value.encode()
        return value


def _writable(operation: Operation, media: Media | None, values: Any) -> Any:
    """The values without, in the items of an array, what stands between items."""
    result = dict(values)
    for parameter in operation.parameters:
        inside = result.get(parameter.location, {})
        value = inside.get(parameter.name)
        if parameter.delimiter and isinstance(value, list | dict):
            plain = _without(value, parameter.delimiter)
            result[parameter.location] = {**inside, parameter.name: plain}
    body = result.get("body")
    if media is not None and is_object(body):
        result["body"] = body | {
            name: _without(body[name], delimiter)
            for name, delimiter in media.delimiters.items()
            if isinstance(body.get(name), list | dict)
        }
    return result


def _without(value: Any, delimiter: str) -> Any:
    if is_object(value):
        return {
            _without(name, delimiter): _without(item, delimiter)
            for name, item in value.items()
        }
    if is_array(value):
        return [_without(item, delimiter) for item in value]
    if isinstance(value, float) and delimiter == ".":
        return int(value)
    return value.replace(delimiter, "-") if isinstance(value, str) else value


def _is_binary(flat: Mapping[str, Any]) -> bool:
    raw = flat.get("contentMediaType") == "application/octet-stream"
    return flat.get("format") == "binary" or (raw and "contentEncoding" not in flat)
