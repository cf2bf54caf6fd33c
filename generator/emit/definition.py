"""The constant that says all there is to know of an operation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.code import Code, join, literal, trusted, tuple_of
from generator.emit.python import Printer, constraints
from generator.emit.results import Way, answers, result_type
from generator.ir import (
    BinaryType,
    Body,
    Content,
    Encoding,
    Operation,
    Parameter,
    Response,
    Server,
    ServerVariable,
    StringType,
    Type,
)

__all__ = ["definition"]

_STYLES = {
    "path": ("simple", False),
    "query": ("form", True),
    "header": ("simple", False),
    "cookie": ("form", True),
    "querystring": ("form", True),
}


def definition(
    operation: Operation, way: Way, name: str, constant: Code, printer: Printer
) -> Code:
    """Return ``_GET: Operation[X] = Operation(...)``."""
    known = answers(operation, way)
    parts = [
        Code(f"name={literal(name)}"),
        Code(f"method={literal(operation.method)}"),
        Code(f"path={literal(operation.path)}"),
    ]
    if operation.parameters:
        inner = tuple_of(_parameter(p, printer) for p in operation.parameters)
        parts.append(Code(f"parameters={inner}"))
    if operation.body is not None:
        parts.append(Code(f"body={_body(operation.body, printer)}"))
    responses = join(
        ", ",
        (Code(f"{literal(r.status)}: {_response(r, printer)}") for r in known),
    )
    parts.append(Code(f"responses={{{responses}}}"))
    if known:
        printer.imports.names.add("ResponseSpec")
    parts += _security(operation)
    if operation.servers:
        parts += _server(operation.servers[0], printer)
    if operation.idempotency_header is not None:
        parts.append(
            Code(f"idempotency_header={literal(operation.idempotency_header)}")
        )
    result = result_type(operation, way, printer)
    return Code(f"{constant}: Operation[{result}] = Operation({join(', ', parts)})")


def _server(server: Server, printer: Printer) -> Iterator[Code]:
    yield Code(f"server={literal(server.url)}")
    if server.variables:
        printer.imports.names.add("ServerVariable")
        pairs = (
            Code(f"{literal(v.name)}: ServerVariable({_variable(v)})")
            for v in server.variables
        )
        yield Code(f"server_variables={{{join(', ', pairs)}}}")


def _variable(variable: ServerVariable) -> Code:
    parts = [literal(variable.default)]
    if variable.values:
        parts.append(tuple_of(map(literal, variable.values)))
    return join(", ", parts)


def _parameter(parameter: Parameter, printer: Printer) -> Code:
    printer.imports.names.add("Parameter")
    parts = [
        literal(parameter.name),
        literal(parameter.location),
        _thunk(parameter.type, printer),
    ]
    style, explode = _STYLES[parameter.location]
    if parameter.style != style:
        parts.append(Code(f"style={literal(parameter.style)}"))
    if parameter.explode is not explode:
        parts.append(Code(f"explode={literal(parameter.explode)}"))
    if parameter.required and parameter.location != "path":
        parts.append(trusted("required=True"))
    if parameter.allow_reserved:
        parts.append(trusted("allow_reserved=True"))
    if parameter.content_type is not None:
        parts.append(Code(f"content={literal(parameter.content_type)}"))
    if parameter.encoding:
        parts.append(Code(f"encoding={_encodings(parameter.encoding, printer)}"))
    return Code(f"Parameter({join(', ', parts)})")


def _thunk(type_: Type, printer: Printer) -> Code:
    """Return a type that is looked up when it is needed, with all that it demands."""
    full = Printer(
        printer.api, printer.names, printer.imports, "closed", printer.qualifier
    )
    return Code(f"lambda: {full.annotate(full.print(type_), constraints(type_))}")


def _body(body: Body, printer: Printer) -> Code:
    printer.imports.names.add("RequestBody")
    contents = join(", ", (_request_content(c, printer) for c in body.contents))
    parts = [Code(f"{{{contents}}}")]
    if body.required:
        parts.append(trusted("required=True"))
    encodings = join(
        ", ",
        (
            Code(
                f"{literal(content.media_type)}: {_encodings(content.encoding, printer)}"
            )
            for content in body.contents
            if content.encoding
        ),
    )
    if encodings:
        parts.append(Code(f"encoding={{{encodings}}}"))
    return Code(f"RequestBody({join(', ', parts)})")


def _encodings(encodings: Iterable[Encoding], printer: Printer) -> Code:
    pairs = [
        Code(f"{literal(e.property_name)}: {_encoding(e, printer)}") for e in encodings
    ]
    return Code(f"{{{join(', ', pairs)}}}")


def _encoding(encoding: Encoding, printer: Printer) -> Code:
    printer.imports.names.add("Encoding")
    values = {
        "content_type": encoding.content_type,
        "style": encoding.style,
        "explode": encoding.explode,
        "allow_reserved": encoding.allow_reserved or None,
    }
    given = [
        Code(f"{key}={literal(value)}")
        for key, value in values.items()
        if value is not None
    ]
    if encoding.headers:
        given.append(Code(f"headers={literal(dict(encoding.headers))}"))
    return Code(f"Encoding({join(', ', given)})")


def _request_content(content: Content, printer: Printer) -> Code:
    full = Printer(
        printer.api, printer.names, printer.imports, "closed", printer.qualifier
    )
    inner = full.annotate(full.print(content.type), constraints(content.type))
    return Code(f"{literal(content.media_type)}: lambda: {inner}")


def _response(response: Response, printer: Printer) -> Code:
    contents = join(", ", (_content(c, printer) for c in response.contents))
    parts = [Code(f"{{{contents}}}")] if contents else []
    headers = join(
        ", ",
        (
            Code(f"{literal(h.name)}: lambda: {_received(h.type, printer)}")
            for h in response.headers
        ),
    )
    if headers:
        parts.append(Code(f"headers={{{headers}}}"))
    others = join(", ", (_content(c, printer) for c in response.alternatives))
    if others:
        parts.append(Code(f"others={{{others}}}"))
    if any(content.is_event for content in response.contents):
        parts.append(trusted("events=True"))
    return Code(f"ResponseSpec({join(', ', parts)})")


def _content(content: Content, printer: Printer) -> Code:
    received = _received(content.type, printer)
    return Code(f"{literal(content.media_type)}: lambda: {received}")


def _received(type_: Type, printer: Printer) -> Code:
    match type_:
        case BinaryType():
            return trusted("bytes")
        case StringType(format="plain"):
            return trusted("str")
        case _:
            full = Printer(
                printer.api, printer.names, printer.imports, "marked", printer.qualifier
            )
            return full.annotate(full.print(type_), constraints(type_))


def _security(operation: Operation) -> list[Code]:
    if operation.security is None:
        return [trusted("security=None")]
    if not operation.security:
        return []
    alternatives = (tuple_of(map(literal, keys)) for keys in operation.security)
    return [Code(f"security={tuple_of(alternatives)}")]
