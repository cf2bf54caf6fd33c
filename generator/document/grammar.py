"""The grammar of OpenAPI documents as a table, and a walk over a document with it.

A kind is an object of the specification (OpenAPI 3.2.0 chapter 4; Swagger 2.0 for
`definitions`, `parameters` and `responses` at the root), or a schema (JSON Schema
2020-12). Every step of loading uses this walk, so that members of examples, defaults
and extensions are never taken for objects of the specification.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from generator.document.pointer import escape
from generator.text import names_in

__all__ = [
    "COMPONENT_SECTIONS",
    "FIELDS",
    "HTTP_METHODS",
    "PARAMETER_SCHEMA_KEYWORDS",
    "PATTERNED_FIELDS",
    "REFERENCEABLE",
    "Field",
    "FieldShape",
    "component_paths",
    "walk",
]

# The JSON type of a member. The first three hold objects of a kind.
FieldShape = Literal[
    "object",
    "array",
    "map",  # an object with arbitrary names
    "string",
    "boolean",
    "number",
    "integer",  # not negative
    "bound",  # a number, or a boolean (exclusiveMinimum in OpenAPI 3.0)
    "strings",
    "types",  # a name or an array of names
    "values",  # an array of any JSON values
    "any_object",
]


class Field(NamedTuple):
    """The value of a member: its JSON type, and the kind of the objects in it."""

    shape: FieldShape
    kind: str = ""


HTTP_METHODS = names_in("""
    get put post delete options head patch trace query
    """)


def _fields(
    *,
    object_: dict[str, str] | None = None,
    array: dict[str, str] | None = None,
    map_: dict[str, str] | None = None,
    **scalars: str,
) -> dict[str, Field]:
    """Return a row of the table: members with objects by kind, others by shape."""
    fields: dict[str, Field] = {}
    for shape, members in (("object", object_), ("array", array), ("map", map_)):
        for name, kind in (members or {}).items():
            fields[name] = Field(shape, kind)  # type: ignore[arg-type]
    for shape, names in scalars.items():
        for name in names.split():
            fields[name] = Field(shape)  # type: ignore[arg-type]
    return fields


_PARAMETER = _fields(
    object_={"schema": "schema", "items": "schema"},
    map_={"content": "mediaType", "examples": "example"},
    string="name in description style collectionFormat",
    boolean="required deprecated allowEmptyValue explode allowReserved",
)

FIELDS: dict[str, dict[str, Field]] = {
    "document": _fields(
        object_={
            "info": "info",
            "paths": "paths",
            "components": "components",
            "externalDocs": "externalDocs",
        },
        array={"servers": "server", "tags": "tag", "security": "requirement"},
        map_={
            "webhooks": "pathItem",
            # Webhooks before OpenAPI 3.1.
            "x-webhooks": "pathItem",
            # Swagger 2.0
            "definitions": "schema",
            "parameters": "parameter",
            "responses": "response",
            "securityDefinitions": "securityScheme",
        },
        string="$self jsonSchemaDialect host basePath",
        strings="schemes consumes produces",
    ),
    "info": _fields(
        object_={"contact": "contact", "license": "license"},
        string="title summary description termsOfService version",
    ),
    "contact": _fields(string="name url email"),
    "license": _fields(string="name identifier url"),
    "externalDocs": _fields(string="description url"),
    "server": _fields(
        map_={"variables": "serverVariable"}, string="url description name"
    ),
    "serverVariable": _fields(string="default description", strings="enum"),
    "tag": _fields(
        object_={"externalDocs": "externalDocs"},
        string="name summary description parent kind",
    ),
    "requirement": {},
    "paths": {},
    "pathItem": _fields(
        object_=dict.fromkeys(HTTP_METHODS, "operation"),
        array={"parameters": "parameter", "servers": "server"},
        map_={"additionalOperations": "operation"},
        string="summary description",
    ),
    "operation": _fields(
        object_={
            "requestBody": "requestBody",
            "responses": "responses",
            "externalDocs": "externalDocs",
        },
        array={
            "parameters": "parameter",
            "servers": "server",
            "security": "requirement",
        },
        map_={"callbacks": "callback"},
        string="summary description operationId",
        boolean="deprecated",
        strings="tags consumes produces schemes",
    ),
    "parameter": _PARAMETER,
    "header": _PARAMETER,
    "requestBody": _fields(
        map_={"content": "mediaType"}, string="description", boolean="required"
    ),
    "mediaType": _fields(
        object_={
            "schema": "schema",
            "itemSchema": "schema",
            "itemEncoding": "encoding",
        },
        array={"prefixEncoding": "encoding"},
        map_={"encoding": "encoding", "examples": "example"},
    ),
    "encoding": _fields(
        object_={"itemEncoding": "encoding"},
        array={"prefixEncoding": "encoding"},
        map_={"headers": "header", "encoding": "encoding"},
        string="contentType style",
        boolean="explode allowReserved",
    ),
    "responses": {},
    "response": _fields(
        object_={"schema": "schema"},
        map_={"headers": "header", "content": "mediaType", "links": "link"},
        string="summary description",
    ),
    "callback": {},
    "example": _fields(string="summary description externalValue serializedValue"),
    "link": _fields(
        object_={"server": "server"}, string="operationRef operationId description"
    ),
    "components": _fields(
        map_={
            "schemas": "schema",
            "responses": "response",
            "parameters": "parameter",
            "examples": "example",
            "requestBodies": "requestBody",
            "headers": "header",
            "securitySchemes": "securityScheme",
            "links": "link",
            "callbacks": "callback",
            "pathItems": "pathItem",
            "mediaTypes": "mediaType",
        }
    ),
    "securityScheme": _fields(
        string="type description name in scheme bearerFormat openIdConnectUrl "
        "oauth2MetadataUrl flow authorizationUrl tokenUrl",
        boolean="deprecated",
        any_object="flows scopes",
    ),
    "schema": _fields(
        object_=dict.fromkeys(
            names_in("""
                additionalProperties additionalItems contains contentSchema else if
                items not propertyNames then unevaluatedItems unevaluatedProperties
                """),
            "schema",
        )
        | {"discriminator": "discriminator", "externalDocs": "externalDocs"},
        array=dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), "schema"),
        map_=dict.fromkeys(
            (
                "$defs",
                "definitions",
                "dependentSchemas",
                "patternProperties",
                "properties",
            ),
            "schema",
        ),
        string="title description format pattern contentEncoding contentMediaType "
        "$id $anchor $dynamicAnchor $dynamicRef $recursiveRef $schema $comment",
        boolean="nullable readOnly writeOnly deprecated uniqueItems",
        number="multipleOf minimum maximum",
        bound="exclusiveMinimum exclusiveMaximum",
        integer="minLength maxLength minItems maxItems minProperties maxProperties "
        "minContains maxContains",
        strings="required",
        values="enum",
        types="type",
    ),
    "discriminator": _fields(string="propertyName defaultMapping"),
}

# Members of a parameter or header in Swagger 2.0 that OpenAPI 3 has in its schema.
PARAMETER_SCHEMA_KEYWORDS = names_in("""
    type format items default maximum exclusiveMaximum minimum exclusiveMinimum
    maxLength minLength pattern maxItems minItems uniqueItems enum multipleOf x-nullable
    """)

# The kind of the members of objects with patterned fields (OpenAPI 3.2.0 section 4).
# Extensions are not of this kind.
PATTERNED_FIELDS: dict[str, str] = {
    "paths": "pathItem",
    "responses": "response",
    "callback": "pathItem",
}

# The section of the components for objects of a kind.
COMPONENT_SECTIONS: dict[str, str] = {
    field.kind: section for section, field in FIELDS["components"].items()
}

# Kinds that may be replaced by a Reference Object, or that have the keyword $ref.
REFERENCEABLE = frozenset(COMPONENT_SECTIONS)

_SWAGGER_PATHS = {
    "schema": ("definitions",),
    "parameter": ("parameters",),
    "response": ("responses",),
    "securityScheme": ("securityDefinitions",),
}


def component_paths(root: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the path (names from the root) of the section that defines each kind."""
    if "swagger" in root:
        return dict(_SWAGGER_PATHS)
    return {
        kind: ("components", section) for kind, section in COMPONENT_SECTIONS.items()
    }


# The members of each kind that hold objects.
_STRUCTURE: dict[str, dict[str, Field]] = {
    kind: {
        name: field
        for name, field in fields.items()
        if field.shape in ("object", "array", "map")
    }
    for kind, fields in FIELDS.items()
}

Visited = tuple[str, dict[str, Any], str]


def walk(
    root: Any,
    kind: str = "document",
    pointer: str = "#",
    skipped: set[int] | None = None,
) -> Iterator[Visited]:
    """Yield (kind, object, pointer) of every object of a kind, in document order.

    An object is yielded before its members are read, so that the caller may change
    them. Values of another JSON type than the grammar has are skipped. So are objects
    whose id() the caller adds to `skipped`, with everything below them.
    """
    stack: list[Visited] = [(kind, root, pointer)] if isinstance(root, dict) else []
    while stack:
        visited = stack.pop()
        kind, value, pointer = visited
        if skipped and id(value) in skipped:
            continue
        yield visited
        if skipped and id(value) in skipped:
            continue
        below: list[Visited] = []
        member_kind = PATTERNED_FIELDS.get(kind)
        if member_kind:
            for name, item in value.items():
                if type(item) is dict and not name.startswith("x-"):
                    below.append((member_kind, item, f"{pointer}/{escape(name)}"))
        else:
            _collect_members(_STRUCTURE[kind], value, pointer, below)
        below.reverse()
        stack += below


def _collect_members(
    fields: dict[str, Field], value: dict[str, Any], pointer: str, below: list[Visited]
) -> None:
    for name, item in value.items():
        field = fields.get(name)
        if field is None:
            continue
        shape, kind = field
        json_type = type(item)
        if shape == "object":
            if json_type is dict:
                below.append((kind, item, f"{pointer}/{name}"))
            elif json_type is list and kind == "schema":
                # Before JSON Schema 2020-12, items may be an array of schemas.
                _collect_items(item, kind, f"{pointer}/{name}", below)
        elif shape == "map":
            if json_type is dict:
                base = f"{pointer}/{name}"
                for key, member in item.items():
                    if type(member) is dict:
                        below.append((kind, member, f"{base}/{escape(key)}"))
        elif json_type is list:
            _collect_items(item, kind, f"{pointer}/{name}", below)


def _collect_items(
    items: list[Any], kind: str, pointer: str, below: list[Visited]
) -> None:
    for index, member in enumerate(items):
        if type(member) is dict:
            below.append((kind, member, f"{pointer}/{index}"))
