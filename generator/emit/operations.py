"""Views of the constants that describe an operation to the runtime."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.code import Code, join, literal, trusted, tuple_of
from generator.ir import (
    DEFAULT_STYLES,
    EXPLODED_STYLES,
    BinaryType,
    BooleanType,
    Content,
    Encoding,
    IntegerType,
    LiteralType,
    NullType,
    NumberType,
    Operation,
    Parameter,
    Response,
    Server,
    StringType,
    Type,
)
from generator.ir.media_types import essence, is_event_stream, is_range, media_kind
from generator.ir.visit import Types, alternatives
from generator.surface import (
    AnnotationBuilder,
    Method,
    Package,
    Scope,
    Signature,
    spell,
)

__all__ = ["OperationView", "PagingView", "operation_view", "paging_view"]

_SCALARS = (BooleanType, IntegerType, LiteralType, NullType, NumberType, StringType)


@dataclass(frozen=True, slots=True)
class KeywordView:
    """A keyword argument that differs from its default."""

    name: Code
    value: Code


@dataclass(frozen=True, slots=True)
class EncodingView:
    """How a property of a form is written."""

    property: Code
    keywords: tuple[KeywordView, ...]


@dataclass(frozen=True, slots=True)
class ParameterView:
    """A parameter."""

    class_name: Code
    name: Code
    location: Code | None
    """None if the class has only one."""
    type: Code
    keywords: tuple[KeywordView, ...]
    encodings: tuple[EncodingView, ...]


@dataclass(frozen=True, slots=True)
class ContentView:
    """A media type, or the name of a header, and the type of what it carries."""

    key: Code
    type: Code
    class_name: Code | None = None
    """What describes how a content of a request is written; None for JSON."""
    encodings: tuple[EncodingView, ...] = ()


@dataclass(frozen=True, slots=True)
class BodyView:
    """A request body."""

    class_name: Code
    contents: tuple[ContentView, ...]
    required: bool
    nullable: bool
    keywords: tuple[KeywordView, ...]
    """The properties whose arguments have other names than the attributes."""


@dataclass(frozen=True, slots=True)
class ResponseView:
    """A documented response."""

    status: Code
    class_name: Code
    contents: tuple[ContentView, ...]
    headers: tuple[ContentView, ...]
    json_headers: Code | None
    """The names of the headers that are JSON texts; None if there are none."""
    others: tuple[ContentView, ...]
    is_event: bool


@dataclass(frozen=True, slots=True)
class VariableView:
    """A variable of a server's URL."""

    name: Code
    arguments: Code


@dataclass(frozen=True, slots=True)
class OperationView:
    """The constant of a method's operation."""

    name: Code
    method: Code
    path: Code
    value: Code
    """The type of the result, of an item of a stream, or of a page."""
    parameters: tuple[ParameterView, ...]
    body: BodyView | None
    responses: tuple[ResponseView, ...]
    security: Code | None
    server: Code | None
    server_variables: tuple[VariableView, ...]
    idempotency_header: Code | None
    idempotent: Code | None


@dataclass(frozen=True, slots=True)
class PagingView:
    """The constant of an operation's pagination."""

    pages: Code
    """The classes of the pages, for both clients."""
    kind: Code
    items: Code
    keywords: tuple[KeywordView, ...]


def operation_view(
    name: str, method: Method, package: Package, scope: Scope
) -> OperationView:
    """Return the view of an operation, called `name` from the client."""
    operation = method.operation
    spelled = _Types(package, scope)
    server = operation.servers[0] if operation.servers else None
    if server:
        scope.name("OperationServer")
    header = operation.idempotency_header
    scope.name("Operation")
    return OperationView(
        literal(name),
        literal(operation.method),
        literal(operation.template),
        spell(method.result.value, scope),
        tuple(
            spelled.parameter(each, method.signature) for each in operation.parameters
        ),
        _body(method, package, spelled),
        tuple(_response(each, spelled) for each in method.responses),
        _security(operation),
        literal(server.url) if server else None,
        _variables(server, scope) if server else (),
        None if header is None else literal(header),
        None if operation.idempotent is None else literal(operation.idempotent),
    )


def paging_view(method: Method, scope: Scope) -> PagingView | None:
    """Return the view of a method's pagination; None for a method without pages."""
    paging, result = method.operation.paging, method.result
    if paging is None:
        return None
    scope.name("Paging")
    given = {
        "parameter": paging.parameter or None,
        "next": paging.next or None,
        "first": None if paging.first == 1 else paging.first,
        "location": None if paging.location == "query" else paging.location,
        "header": paging.header or None,
        "more": paging.more or None,
        "wrapped": None if result.page or result.is_list else True,
    }
    pages = (result.page_class(), result.page_class(is_async=True))
    return PagingView(
        join(", ", [spell(each, scope) for each in pages]),
        literal(paging.kind),
        literal(paging.items),
        _keywords(given),
    )


def _keywords(values: Mapping[str, object]) -> tuple[KeywordView, ...]:
    """Return those of `values` that are not None."""
    return tuple(
        KeywordView(trusted(name), literal(value))
        for name, value in values.items()
        if value is not None
    )


@dataclass(frozen=True, slots=True)
class _Types:
    """Spells the types of an operation as pydantic reads them."""

    package: Package
    scope: Scope

    def sent(self, type_: Type) -> Code:
        annotations = AnnotationBuilder(
            self.package.api, "closed", validated=True, evaluated=True
        )
        return spell(annotations.constrained(type_), self.scope)

    def received(self, type_: Type) -> Code:
        annotations = AnnotationBuilder(
            self.package.api, "marked", validated=True, evaluated=True
        )
        return spell(annotations.received(type_), self.scope)

    def parameter(self, parameter: Parameter, signature: Signature) -> ParameterView:
        arguments = {
            a.wire_name: a.name for a in signature.with_role(parameter.location)
        }
        argument = arguments.get(parameter.name, parameter.name)
        default = DEFAULT_STYLES[parameter.location]
        explode = parameter.style in EXPLODED_STYLES
        is_required = parameter.required and parameter.location != "path"
        class_name = _class_of_parameter(parameter, self.package.api.types)
        if class_name == "PathParameter":  # of a scalar, which has no parts
            explode = parameter.explode
        given = {
            "style": None if parameter.style == default else parameter.style,
            "explode": None if parameter.explode is explode else parameter.explode,
            "required": is_required or None,
            "allow_reserved": parameter.allow_reserved or None,
            "content": parameter.content_type,
            "keyword": None if argument == parameter.name else argument,
        }
        return ParameterView(
            self.scope.name(class_name),
            literal(parameter.name),
            None if class_name == "PathParameter" else literal(parameter.location),
            self.sent(parameter.type),
            _keywords(given),
            self.encodings(parameter.encoding),
        )

    def encodings(self, encodings: Iterable[Encoding]) -> tuple[EncodingView, ...]:
        return tuple(self._encoding(each) for each in encodings)

    def _encoding(self, encoding: Encoding) -> EncodingView:
        self.scope.name("Encoding")
        given = {
            "content_type": encoding.content_type,
            "style": encoding.style,
            "explode": encoding.explode,
            "allow_reserved": encoding.allow_reserved or None,
            "headers": dict(encoding.headers) or None,
            "raw": encoding.is_raw or None,
        }
        return EncodingView(literal(encoding.property_name), _keywords(given))

    def contents(self, contents: Iterable[Content]) -> tuple[ContentView, ...]:
        return tuple(
            ContentView(literal(each.media_type), self.received(each.type))
            for each in contents
        )


def _class_of_parameter(parameter: Parameter, types: Types) -> str:
    """Return the class of the runtime, the one with the least code that is right."""
    if parameter.location == "querystring":
        return "QueryString"
    is_special = parameter.allow_reserved or parameter.content_type is not None
    if parameter.location != "path" or parameter.style != "simple" or is_special:
        return "Parameter"
    types_of_value = alternatives(parameter.type, types)
    is_scalar = all(isinstance(each, _SCALARS) for each in types_of_value)
    return "PathParameter" if is_scalar else "Parameter"


def _body(method: Method, package: Package, spelled: _Types) -> BodyView | None:
    body, argument = method.operation.body, method.signature.one("body")
    if body is None:
        return None
    contents = tuple(
        ContentView(
            literal(each.media_type),
            spelled.sent(each.type),
            _class_of_body(each, spelled.scope),
            spelled.encodings(each.encoding),
        )
        for each in body.contents
    )
    nullable = argument is not None and argument.may_be_null
    is_chosen = len(contents) > 1 or not _are_plain(body.contents)
    class_name = "AlternativeBodies" if is_chosen else "RequestBody"
    attributes = {
        pair
        for form in method.forms
        if form.model is not None
        for pair in package.names.fields[form.model.id].items()
    }
    renamed = tuple(
        KeywordView(literal(each.wire_name), literal(each.name))
        for each in method.signature.with_role("property")
        if (each.wire_name, each.name) not in attributes
    )
    name = spelled.scope.name(class_name)
    return BodyView(name, contents, body.required, nullable, renamed)


def _class_of_body(content: Content, scope: Scope) -> Code | None:
    """Return the class of the runtime that writes a content; None for JSON."""
    kind = media_kind(content.media_type)
    if isinstance(content.type, BinaryType) or is_event_stream(content.media_type):
        return scope.name("RawBody")
    match kind:
        case "json":
            is_open = is_range(content.media_type)
            return scope.name("RangeBody") if is_open else None
        case "stream":
            return scope.name("JSONLinesBody")
        case "form":
            is_multipart = essence(content.media_type).startswith("multipart/")
            return scope.name("MultipartBody" if is_multipart else "FormBody")
        case _:
            return scope.name("RawBody")


def _are_plain(contents: Iterable[Content]) -> bool:
    """Return whether the media types have no parameters, and are no ranges."""
    return all(
        each.media_type == essence(each.media_type) and not is_range(each.media_type)
        for each in contents
    )


def _response(response: Response, spelled: _Types) -> ResponseView:
    is_plain = _are_plain(response.contents) and not response.alternatives
    if response.headers:
        spelled.scope.name("TypedHeaders")
    json_headers = [each.name for each in response.headers if each.is_json]
    return ResponseView(
        literal(response.status),
        spelled.scope.name("ResponseSpec" if is_plain else "MatchedResponse"),
        spelled.contents(response.contents),
        tuple(
            ContentView(literal(each.name), spelled.received(each.type))
            for each in response.headers
        ),
        tuple_of(map(literal, json_headers)) if json_headers else None,
        spelled.contents(response.alternatives),
        any(content.is_event for content in response.contents),
    )


def _security(operation: Operation) -> Code | None:
    """Return the security requirements; None where nothing is required."""
    if operation.security is None:
        return trusted("None")
    if not operation.security:
        return None
    return tuple_of([tuple_of(map(literal, keys)) for keys in operation.security])


def _variables(server: Server, scope: Scope) -> tuple[VariableView, ...]:
    if server.variables:
        scope.name("ServerVariable")
    found = []
    for variable in server.variables:
        arguments = [literal(variable.default)]
        if variable.values:
            arguments.append(tuple_of(map(literal, variable.values)))
        found.append(VariableView(literal(variable.name), join(", ", arguments)))
    return tuple(found)
