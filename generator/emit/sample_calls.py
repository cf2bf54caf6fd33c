"""Make up the arguments of calls."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from generator import ir
from generator.code import Code, identifier, join, literal
from generator.document.pointer import MISSING, lookup
from generator.emit.sample_code import CodeWriter, plain_code
from generator.emit.sample_json import compact, texts_in
from generator.emit.sample_nodes import documented_examples, media_type_of, member
from generator.emit.sample_types import is_of
from generator.emit.sample_values import NoValueError, ValueSampler
from generator.ir.media_types import example_type, general_type
from generator.ir.visit import Types, constant, resolve
from generator.surface import Argument, BodyForm, Method, Package, Signature

__all__ = ["CallSampler", "SampleCall"]

MAX_BODY_SIZE = 12
"""Maximum size of an example of a body that is taken as it is."""
_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}
_WITHOUT_BODY = frozenset({"DELETE", "GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class SampleCall:
    """A call that the document accepts."""

    path: str
    """The method from the client, such as ``pets.get``."""
    method: Method
    arguments: tuple[tuple[Argument, Any], ...]
    """The arguments with their JSON values, path parameters first. A file is bytes."""
    media_type: str
    """The media type of the body; "" if none is sent."""
    typed_code: Code
    """The call as type-checkers accept it, without ``client.`` before it: objects are
    models, and dates are dates."""
    imports: frozenset[str]
    """What `typed_code` needs: ``datetime``, ``Decimal``, ``UUID``, ``models``."""
    is_certain: bool = True
    """Whether it is known that the document accepts it."""

    @property
    def code(self) -> Code:
        """The call with plain values, without ``client.`` before it: objects are dicts,
        and dates are text.
        """
        return Code(f"{identifier(self.path)}({join(', ', self.argument_codes)})")

    @property
    def argument_codes(self) -> tuple[Code, ...]:
        """The arguments of `code`."""
        plain = ((each, plain_code(value)) for each, value in self.arguments)
        return tuple(_argument_codes(plain))


class CallSampler:
    """Makes up the arguments of calls that a document accepts."""

    def __init__(self, package: Package, document: dict[str, Any]) -> None:
        self._package = package
        self._document = document
        self._sent = ValueSampler(package.api, document, is_sent=True)
        self._is_certain = True

    def calls(self, path: str, method: Method) -> Iterator[SampleCall]:
        """Yield a call for each form of the body that has one."""
        self._sent.start()
        if not _can_be_sent(method.operation):
            return
        for signature, form in _forms(method):
            self._is_certain = True
            try:
                values = self._parameters(method.operation, signature)
                if form is not None and _has_body(method.operation, signature):
                    values |= self._body(method.operation, signature, form)
            except (NoValueError, RecursionError):
                continue
            yield self._sample(path, method, signature, form, values)

    def _sample(
        self,
        path: str,
        method: Method,
        signature: Signature,
        form: BodyForm | None,
        values: dict[Argument, Any],
    ) -> SampleCall:
        arguments = tuple((a, values[a]) for a in signature.arguments if a in values)
        body = method.operation.body
        roles = {each.role for each in values}
        is_sent = body is not None and (
            body.required or bool(roles & {"property", "body", "additional_properties"})
        )
        writer = CodeWriter(self._package)
        typed = [(a, writer.argument(value, a, form)) for a, value in arguments]
        return SampleCall(
            path,
            method,
            arguments,
            form.media_types[0] if form is not None and is_sent else "",
            _call(path, typed),
            frozenset(writer.imports),
            self._is_certain,
        )

    def _first_valid(self, candidates: Iterable[Any], *schemas: Any) -> Any:
        value = self._sent.first_valid(candidates, *schemas)
        self._is_certain &= self._sent.is_certain
        return value

    def _parameters(
        self, operation: ir.Operation, signature: Signature
    ) -> dict[Argument, Any]:
        """Return the values of the required parameters."""
        by_place = {(str(p.location), p.name): p for p in operation.parameters}
        found: dict[Argument, Any] = {}
        for each in signature.arguments:
            parameter = by_place.get((each.role, each.wire_name))
            if parameter is None:
                continue
            if each.required:
                found[each] = self._parameter(parameter)
            elif parameter.required and each.is_constant:
                only = constant(parameter.type, self._package.api.types)
                if not _is_sendable(only, parameter):
                    raise NoValueError  # It is sent without being given.
        return found

    def _parameter(self, parameter: ir.Parameter) -> Any:
        node = lookup(self._document, parameter.pointer)
        schema = self._schema(node, parameter.content_type)
        candidates = self._sent.values(
            parameter.type, schema, documented_examples(self._document, node)
        )
        sendable = (each for each in candidates if _is_sendable(each, parameter))
        return self._first_valid(sendable, schema)

    def _schema(self, node: Any, media_type: str | None) -> Any:
        """Return the schema of a parameter, or of its content in a media type."""
        if not isinstance(node, dict):
            return MISSING
        if media_type is not None:
            return member(media_type_of(self._document, node, media_type), "schema")
        return member(node, "schema")

    def _body(
        self, operation: ir.Operation, signature: Signature, form: BodyForm
    ) -> dict[Argument, Any]:
        assert operation.body is not None
        found: dict[Argument, Any] = {}
        content_type = signature.one("content_type")
        media_type = form.media_types[0]
        if content_type is not None and (
            content_type.required or not general_type(media_type)
        ):
            # A range with a general type is sent as that, or as the value needs it.
            is_known = bool(general_type(media_type))
            found[content_type] = media_type if is_known else example_type(media_type)
        node = lookup(self._document, operation.body.pointer)
        media = [media_type_of(self._document, node, each) for each in form.media_types]
        schemas = [member(each, "schema") for each in media]
        if form.model is None:
            argument = signature.one("body")
            if argument is not None:
                examples = documented_examples(self._document, media[0])
                values = self._sent.values(form.type, schemas[0], examples)
                if not all("json" in each for each in form.media_types):
                    values = (each for each in values if each is not None)
                value = self._first_valid(values, *schemas)
                if argument.required or value not in ({}, []):
                    found[argument] = value
            return found
        objects = self._objects(form.model, media[0], signature)
        tagged = _tagged(objects, form, self._package.api.types)
        return found | _properties(self._first_valid(tagged, *schemas), signature)

    def _objects(
        self, model: ir.Model, media: Any, signature: Signature
    ) -> Iterator[dict[str, Any]]:
        """Yield bodies: a small example, what is required with values of the examples,
        and so on. An empty one is the last resort, because it says nothing.
        """
        names = {each.name for each in model.fields}
        declared = self._package.api.types[model.id]
        fields = declared.fields if isinstance(declared, ir.Model) else ()
        # This method may have no argument for a property that the model has.
        omitted = {each.name for each in fields} - names
        given: dict[str, Any] = {}
        is_open = signature.one("additional_properties") is not None
        if not self._sent.has_files(ir.RefType(model.id)):
            for example in documented_examples(self._document, media):
                if isinstance(example, dict):
                    example = {n: v for n, v in example.items() if n not in omitted}
                    given = example | given
                    is_known = is_open or example.keys() <= names
                    is_of_model = is_of(
                        example, ir.RefType(model.id), self._package.api.types
                    )
                    is_small = self._sent.is_small(example, MAX_BODY_SIZE)
                    if is_known and is_of_model and is_small:
                        yield example
        found = self._sent.objects(model, given)
        empty: list[dict[str, Any]] = []
        for each in found:
            if not each:
                empty.append(each)
            elif is_open or each.keys() <= names:
                yield each
        yield from empty


def _tagged(
    objects: Iterable[dict[str, Any]], form: BodyForm, types: Types
) -> Iterator[dict[str, Any]]:
    """Yield the objects of a form with what each call of it sends, and with the tag that
    stands for it, where the form is a variant of a union that has one.
    """
    union = resolve(form.type, types)
    tag = union.discriminator if isinstance(union, ir.UnionType) else None
    values: list[ir.LiteralValue] = []
    if tag is not None and form.model is not None:
        values = [value for value, key in tag.mapping if key == form.model.id]
    for each in objects:
        each = {**each, **dict(form.constants)}
        if tag is not None and values and each.get(tag.property_name) not in values:
            each = {**each, tag.property_name: values[0]}
        yield each


def _can_be_sent(operation: ir.Operation) -> bool:
    """Return whether the path has all its parameters."""
    known = {p.name for p in operation.parameters if p.location == "path"}
    return known.issuperset(re.findall(r"\{([^{}]*)\}", operation.template))


def _forms(method: Method) -> Iterator[tuple[Signature, BodyForm | None]]:
    """Yield the signatures of a method, each with the form of the body that it takes."""
    if not method.forms:
        yield method.signature, None
    for form in method.forms:
        for signature in method.calls:
            if _takes(signature, form):
                yield signature, form
                break


def _has_body(operation: ir.Operation, signature: Signature) -> bool:
    """Return whether a call has a body: an optional one says more than none, but where
    HTTP gives a body no meaning (RFC 9110, 9.3), unless it has required arguments.
    """
    assert operation.body is not None
    if operation.body.required or operation.method not in _WITHOUT_BODY:
        return True
    arguments = (*signature.with_role("property"), *signature.with_role("body"))
    return any(each.required for each in arguments)


def _takes(signature: Signature, form: BodyForm) -> bool:
    content_type = signature.one("content_type")
    default = literal(form.media_types[0])
    if content_type is not None and content_type.default not in (default, "None"):
        return False
    if form.model is None:
        body = signature.one("body")
        return body is not None and body.type == form.type
    types = {each.wire_name: each.type for each in signature.with_role("property")}
    return types == {each.name: each.type for each in form.model.fields}


def _properties(value: dict[str, Any], signature: Signature) -> dict[Argument, Any]:
    """Return the arguments of a body that is given by its properties."""
    found: dict[Argument, Any] = {}
    listed = signature.with_role("property")
    for each in listed:
        # A constant that is the default is left out.
        if each.wire_name in value and (each.required or not each.is_constant):
            found[each] = value[each.wire_name]
    names = {each.wire_name for each in listed}
    others = {name: item for name, item in value.items() if name not in names}
    additional = signature.one("additional_properties")
    if others and additional is not None:
        found[additional] = others
    return found


def _is_sendable(value: Any, parameter: ir.Parameter) -> bool:
    """Return whether a value of a required parameter is not lost: an empty array, for
    instance, is the same as none, and an item must not contain a delimiter that has no
    escape.
    """
    if value is None or value in ("", [], {}, ".", ".."):
        return False
    members = list(value.values()) if isinstance(value, dict) else value
    if isinstance(members, list) and all(each is None for each in members):
        return False
    texts = list(texts_in(value))
    if isinstance(value, list | dict):
        members = value.values() if isinstance(value, dict) else value
        given = [each for each in members if each is not None]
        # Null is left out, and a path must not end in an empty segment or dots.
        if not given or (parameter.location == "path" and given in (["."], [".."])):
            return False
    if parameter.location == "path" and "" in texts:
        return False
    if parameter.location in ("header", "cookie") and not all(
        each.isprintable() and each == each.strip() and ";" not in each
        for each in texts
    ):
        return False
    delimiter = _delimiter(parameter)
    if not delimiter or not isinstance(value, list | dict):
        return True
    items = [*value, *value.values()] if isinstance(value, dict) else value
    return all(
        delimiter not in (each if isinstance(each, str) else compact(each))
        for each in items
    )


def _delimiter(parameter: ir.Parameter) -> str:
    """Return the delimiter of items that has no escape; "" where it has one, or none."""
    if parameter.content_type is not None:
        return ""
    delimiter = _DELIMITERS.get(parameter.style, "")
    if parameter.location == "header":
        return delimiter or ","
    if parameter.style == "label" and parameter.explode:
        return "."
    if parameter.style == "cookie" and not parameter.explode:
        return ","
    return "" if parameter.explode and parameter.location != "path" else delimiter


def _call(path: str, arguments: Iterable[tuple[Argument, Code]]) -> Code:
    return Code(f"{identifier(path)}({join(', ', _argument_codes(arguments))})")


def _argument_codes(arguments: Iterable[tuple[Argument, Code]]) -> Iterator[Code]:
    for each, code in arguments:
        yield code if each.role == "path" else Code(f"{identifier(each.name)}={code}")
