"""Parameters outside the body (OpenAPI 3.2, 4.12 Parameter Object)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args

from generator import ir
from generator.document.node import Node
from generator.lower.encoding import encodings_of
from generator.lower.schema.annotations import doc_of, python_name_of
from generator.lower.schema.lowering import SchemaLowering
from generator.text import is_token

__all__ = [
    "find_credentials",
    "find_idempotency_header",
    "lower_parameters",
    "value_type",
]

_LOCATIONS: tuple[str, ...] = get_args(ir.ParameterLocation)
_RESERVED_HEADERS = frozenset({"accept", "content-type", "authorization"})
"""Headers that a parameter must not describe (4.12.2.1)."""


def lower_parameters(
    path: str, path_item: Node, operation: Node, schemas: SchemaLowering
) -> tuple[ir.Parameter, ...]:
    """Return the parameters of an operation: those of its path item, overridden by its
    own where name and location are equal; the names of headers have no case.

    A path parameter without a place in the path is left out; the checks of the document
    have reported it.
    """
    found: dict[tuple[str, str], ir.Parameter] = {}
    for owner in (path_item, operation):
        for reference in owner.elements("parameters"):
            node = reference.deref()
            if node is not None and isinstance(node.value, dict):
                parameter = _parameter(node, schemas)
                if parameter is not None and _is_in_path(parameter, path):
                    found[parameter.place] = parameter
    return tuple(found.values())


def _is_in_path(parameter: ir.Parameter, path: str) -> bool:
    return parameter.location != "path" or f"{{{parameter.name}}}" in path


def find_credentials(
    parameters: tuple[ir.Parameter, ...],
    security: ir.Security | None,
    schemes: tuple[ir.SecurityScheme, ...],
) -> tuple[ir.Parameter, ...]:
    """Return the parameters, each with the schemes of the operation whose credential is
    sent in its place: all schemes may be, where it is unknown which are required.
    """
    used = None if security is None else {key for each in security for key in each}
    places: dict[tuple[str, str] | None, tuple[str, ...]] = {}
    for scheme in schemes:
        if used is None or scheme.key in used:
            keys = places.get(scheme.place, ())
            places[scheme.place] = (*keys, scheme.key)
    return tuple(
        replace(each, credentials=places[each.place]) if each.place in places else each
        for each in parameters
    )


_IDEMPOTENCY_HEADER = re.compile(r"([a-z]+-)*idempoten(cy|ce|t)(-(key|token|id))?")
_UUID_LENGTH = 36


def find_idempotency_header(
    parameters: tuple[ir.Parameter, ...],
) -> tuple[tuple[ir.Parameter, ...], str | None]:
    """Return the parameters, and the name of the header among them that identifies
    retries of a request (draft-ietf-httpapi-idempotency-key-header); None without one.

    The header becomes optional, as the client generates a key where none is given.
    """
    for index, parameter in enumerate(parameters):
        if _is_idempotency_header(parameter):
            optional = replace(parameter, required=False)
            others = parameters[:index], parameters[index + 1 :]
            return (*others[0], optional, *others[1]), parameter.name
    return parameters, None


def _is_idempotency_header(parameter: ir.Parameter) -> bool:
    """Return whether a parameter has one of the usual names and allows a UUID."""
    if parameter.location != "header" or parameter.content_type is not None:
        return False
    if _IDEMPOTENCY_HEADER.fullmatch(parameter.name.lower()) is None:
        return False
    match parameter.type:
        case ir.StringType(format="plain", max_length=longest, pattern=None):
            return longest is None or longest >= _UUID_LENGTH
        case ir.StringType(format="uuid"):
            return True
        case _:
            return False


def _parameter(node: Node, schemas: SchemaLowering) -> ir.Parameter | None:
    value = node.value
    name, location = value.get("name"), value.get("in")
    if not isinstance(name, str) or location not in _LOCATIONS:
        schemas.problems.add(
            "invalid-parameter",
            "a parameter has no name or no known location",
            at=node.pointer,
            consequence="it is ignored; RequestOptions can send it",
        )
        return None
    if location == "header" and name.lower() in _RESERVED_HEADERS:
        schemas.problems.add(
            "reserved-header",
            f"a parameter must not describe the header {name}",
            at=node.pointer,
            consequence="it is ignored, as the specification requires",
            suggestion="use the content of a body or a security scheme instead",
        )
        return None
    if location == "header" and not is_token(name):
        schemas.problems.add(
            "invalid-parameter",
            f"{name!r} is not the name of a header",
            at=node.pointer,
            consequence="it is ignored, because it cannot be sent",
            suggestion="use letters, digits and hyphens (RFC 9110, 5.1)",
        )
        return None
    if location == "cookie" and not is_token(name):
        schemas.problems.add(
            "invalid-parameter",
            f"{name!r} is not the name of a cookie",
            at=node.pointer,
            consequence="other signs than those of a token are percent-encoded in it",
            suggestion="use letters, digits and hyphens (RFC 6265, 4.1.1)",
        )
    type_, content_type = value_type(node, schemas)
    if value.get("allowEmptyValue") is True and location == "query":
        type_ = _or_empty(type_)
    style = value.get("style")
    if not isinstance(style, str):
        style = ir.DEFAULT_STYLES[location]
    explode = value.get("explode")
    return ir.Parameter(
        name=name,
        location=location,
        type=type_,
        required=value.get("required") is True or location == "path",
        style=style,
        explode=explode if isinstance(explode, bool) else style in ir.EXPLODED_STYLES,
        pointer=node.pointer,
        allow_reserved=value.get("allowReserved") is True,
        content_type=content_type,
        encoding=_encoding(node, schemas) if location == "querystring" else (),
        doc=doc_of(_annotations(node)),
        python_name=python_name_of(value),
    )


def _encoding(node: Node, schemas: SchemaLowering) -> tuple[ir.Encoding, ...]:
    for _, reference in node.members("content")[:1]:
        media = reference.deref()
        return tuple(encodings_of(media, schemas.problems)) if media is not None else ()
    return ()


def _or_empty(type_: ir.Type) -> ir.Type:
    """Return the union of a type and the empty string (``allowEmptyValue``)."""
    match type_:
        case (
            ir.StringType(format="plain", min_length=None | 0, pattern=None)
            | ir.AnyType()
        ):
            return type_
        case _:
            return ir.UnionType((type_, ir.LiteralType(("",))))


def value_type(node: Node, schemas: SchemaLowering) -> tuple[ir.Type, str | None]:
    """Return the type of a parameter or header, and the media type of its ``content``.

    A ``schema``, which it must not have beside ``content`` (4.12), takes precedence.
    """
    schema = node.get("schema")
    if schema is not None:
        return schemas.lower(schema), None
    for media_type, reference in node.members("content")[:1]:
        media = reference.deref()
        inner = media.get("schema") if media is not None else None
        return (schemas.lower(inner) if inner else ir.AnyType()), media_type
    return ir.StringType(), None


def _annotations(node: Node) -> dict[str, object]:
    """Return the keywords of a parameter, and the annotations of its inline schema."""
    found = node.value.get("schema")
    schema = found if isinstance(found, dict) else {}
    inherited = schema.keys() & {"description", "default", "deprecated"}
    return {**{key: schema[key] for key in inherited}, **node.value}
