"""The data of the fake server: how it recognizes, checks and answers requests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from generator import ir
from generator.emit.samples import Samples
from generator.ir.media_types import essence, is_form, is_json, is_range, media_kind
from generator.ir.visit import Types, alternatives
from generator.surface import Method, Package
from generator.text import names_in

__all__ = ["fake_server_data"]

_DELIMITERS = {"spaceDelimited": "%20", "pipeDelimited": "%7C", "tabDelimited": "%09"}
"""The delimiters of the items of an array, percent-encoded."""
_ANY_TEXT = ir.StringType()
_OTHER_HEADERS = frozenset(f"header {name}" for name in names_in("""
        accept-encoding connection content-length cookie host transfer-encoding
        user-agent
        """))
"""Headers that a request has without a parameter."""
_TWO_IN_A_SEGMENT = re.compile(r"\}[^/]*\{")


def fake_server_data(package: Package, samples: Samples) -> str:
    """Return the JSON text that ``MockTransport`` reads, a line for each operation."""
    lines = (
        f"{_json(path)}: {_json(_operation(path, method, package, samples))}"
        for path, method in package.methods()
    )
    base_paths = _json(sorted(_base_paths(package.api)))
    operations = ",\n".join(lines)
    former = {
        ".".join(each.method.path): ".".join(each.current)
        for _, resource in package.walk()
        for each in resource.former_methods
    }
    names = f'"former": {_json(former)}, ' if former else ""
    return (
        f'{{"base_paths": {base_paths}, {names}"operations": {{\n{operations}\n}}}}\n'
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _base_paths(api: ir.Api) -> set[str]:
    """Return the paths of all servers, with the defaults of their variables."""
    servers = [*api.servers, *(s for each in api.operations for s in each.servers)]
    found = set()
    for server in servers:
        with suppress(ValueError):
            found.add(urlsplit(server.default_url).path.rstrip("/"))
    return found


def _operation(
    path: str, method: Method, package: Package, samples: Samples
) -> dict[str, Any]:
    operation = method.operation
    module = package.names.resources[method.path[:-1]].module
    sample = samples.response(path, method)
    found: dict[str, Any] = {"request": f"{operation.method} {operation.template}"}
    if module != path.rpartition(".")[0]:
        found["module"] = module
    if sample is None:
        found |= {"status": 200, "problem": "no valid result was found"}
    else:
        found["status"] = sample.status
        if sample.media_type:
            in_json = is_json(essence(sample.media_type))
            content = json.loads(sample.content) if in_json else sample.content
            found |= {"media_type": sample.media_type, "content": content}
    return found | _checks(operation, package.api)


def _checks(operation: ir.Operation, api: ir.Api) -> dict[str, Any]:
    """Return what to check in a request, beyond what the package says itself."""
    types, parameters = api.types, operation.parameters
    takes_files = operation.body is not None and any(
        isinstance(each.type, ir.BinaryType)
        or is_range(each.media_type)
        or media_kind(each.media_type) not in ("json", "form")
        for each in operation.body.contents
    )
    # What is in the place of a credential, or of these, may not be the value of a
    # parameter.
    readings = {
        _place(each): _reading(each, operation, types)
        for each in parameters
        if not each.credentials and _place(each) not in _OTHER_HEADERS
    }
    found = {
        "readings": {place: reading for place, reading in readings.items() if reading},
        "required": [
            _place(each)
            for each in parameters
            if each.required and _is_always_sent(each, types)
        ],
        "form": [] if takes_files else sorted(_form_names(operation.body, types)),
        "takes_files": takes_files,
    }
    return {name: value for name, value in found.items() if value}


def _place(parameter: ir.Parameter) -> str:
    return " ".join(parameter.place)


def _reading(parameter: ir.Parameter, operation: ir.Operation, types: Types) -> str:
    """Return how the value of a parameter is read from its text; "" if several values
    may have the same text, or every text is valid.
    """
    is_split = parameter.location == "path" and _TWO_IN_A_SEGMENT.search(operation.path)
    if is_split or parameter.location == "querystring":
        return ""
    if parameter.content_type is not None:
        is_value = essence(parameter.content_type).endswith(("/json", "+json"))
        return "json" if is_value else ""
    if parameter.style in ("label", "matrix", "cookie") or parameter.allow_reserved:
        return ""
    found = _non_null(parameter.type, types)
    if len(found) == 1 and isinstance(found[0], ir.ArrayType):
        kind, delimiter = _kind([*alternatives(found[0].items, types)]), _delimiter(
            parameter
        )
        return f"{kind} {delimiter}" if kind and delimiter else ""
    return "" if found == [_ANY_TEXT] else _kind(found)


def _non_null(type_: ir.Type, types: Types) -> list[ir.Type | ir.Model]:
    """Return the alternatives of a type but null, which a parameter does not have."""
    return [e for e in alternatives(type_, types) if not isinstance(e, ir.NullType)]


def _delimiter(parameter: ir.Parameter) -> str:
    """Return what separates the items of an array; "" if they are not read."""
    if parameter.explode and parameter.location in ("query", "cookie"):
        return "" if parameter.style == "deepObject" else "&"
    if parameter.style in ("form", "simple"):
        return ","
    # A header is not percent-encoded.
    return (
        "" if parameter.location == "header" else _DELIMITERS.get(parameter.style, "")
    )


def _kind(found: Iterable[ir.Type | ir.Model]) -> str:
    """Return whether scalars are read as text, as JSON, or as either; "" if there is
    another type, or null, among them.
    """
    is_text: set[bool] = set()
    for each in found:
        match each:
            case ir.StringType():
                is_text.add(True)
            case ir.IntegerType() | ir.NumberType() | ir.BooleanType():
                is_text.add(False)
            case ir.LiteralType(values=values) if None not in values:
                is_text.update(isinstance(value, str) for value in values)
            case _:
                return ""
    return "either" if len(is_text) == 2 else "text" if True in is_text else "json"


def _is_always_sent(parameter: ir.Parameter, types: Types) -> bool:
    """Return whether each valid value has a text under the name of the parameter.

    In a query or a cookie, nothing is sent for an empty value, or for one with nulls
    only; an object may send its properties under their own names.
    """
    if parameter.location in ("path", "querystring"):
        return False
    if parameter.location == "header" or parameter.content_type is not None:
        return True
    is_spread = parameter.explode and parameter.style != "deepObject"
    for each in _non_null(parameter.type, types):
        match each:
            case ir.ArrayType(items=items, min_items=least):
                if not least or not _kind(alternatives(items, types)):
                    return False
            case ir.Model(fields=fields):
                if is_spread or not any(_is_scalar(field, types) for field in fields):
                    return False
            case _ if not _kind([each]):
                return False
    return True


def _is_scalar(field: ir.Field, types: Types) -> bool:
    """Return whether each valid object has the property, with a scalar that is not null."""
    return field.required and bool(_kind(alternatives(field.type, types)))


def _form_names(body: ir.Body | None, types: Types) -> set[str]:
    """Return the properties that each valid form has: scalars and files."""
    found: set[str] | None = None
    for content in body.contents if body else ():
        for each in (
            alternatives(content.type, types) if is_form(content.media_type) else ()
        ):
            fields = each.fields if isinstance(each, ir.Model) else ()
            names = {
                field.name
                for field in fields
                if _is_scalar(field, types)
                or (field.required and isinstance(field.type, ir.BinaryType))
            }
            found = names if found is None else found & names
    return found or set()
